"""How long a try must wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from artflow.domain.people.throttle import (
    ADDRESS_LIMIT,
    LONGEST_WAIT,
    PAIR_LIMIT,
    delay_after,
    network_of,
    remaining_wait,
    whole_minutes,
)

pytestmark = pytest.mark.pure
NOW = datetime(2026, 9, 1, 5, tzinfo=UTC)


def test_the_first_failures_are_forgiven_and_then_each_costs_twice_as_much():
    waits = [delay_after(n, PAIR_LIMIT).total_seconds() / 60 for n in range(12)]

    assert waits == [0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15]


def test_an_address_is_given_more_than_an_account():
    assert delay_after(19, ADDRESS_LIMIT) == timedelta()
    assert delay_after(20, ADDRESS_LIMIT) == timedelta(minutes=1)
    assert delay_after(10**6, ADDRESS_LIMIT) == LONGEST_WAIT


def test_the_wait_begins_with_the_last_failure_and_ends():
    failures = [NOW - timedelta(seconds=n) for n in range(5)]

    assert remaining_wait([], PAIR_LIMIT, NOW) == timedelta()
    assert remaining_wait(failures, PAIR_LIMIT, NOW) == timedelta(minutes=1)
    assert remaining_wait(failures, PAIR_LIMIT, NOW + timedelta(seconds=59)) == timedelta(seconds=1)
    assert remaining_wait(failures, PAIR_LIMIT, NOW + timedelta(minutes=1)) == timedelta()


def test_a_free_failure_that_is_later_than_the_try_itself_costs_nothing():
    """It is somebody else's, who came later and was quicker, or told by a clock that is ahead."""
    later = [NOW + timedelta(seconds=1)] * 4

    assert remaining_wait(later, PAIR_LIMIT, NOW) == timedelta()
    assert remaining_wait([*later, NOW], PAIR_LIMIT, NOW) == timedelta(seconds=61)


@pytest.mark.parametrize(("seconds", "words"), [(1, 1), (60, 1), (60.5, 2), (61, 2), (900, 15)])
def test_minutes_are_never_fewer_than_the_wait(seconds, words):
    assert whole_minutes(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("192.0.2.7:50123", "192.0.2.7"),
        ("[2001:db8:1:2:3::]:443", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:3::]", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
        ("x" * 99, "x" * 64),
    ],
)
def test_everybody_in_one_network_of_ipv6_counts_as_one(address, network):
    assert network_of(address) == network
