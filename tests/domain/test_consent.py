"""The owners' votes, counted against the share that their building needs."""

from __future__ import annotations

import pytest

from artflow.domain.consent import is_carried, votes_add_up

pytestmark = pytest.mark.pure


def votes(total: object, agreed: object, **more: object) -> dict:
    return {"owners_total": total, "votes_for": agreed, **more}


@pytest.mark.parametrize(
    ("data", "threshold", "agreed"),
    [
        (votes(100, 51), "majority_all", True),
        (votes(100, 50), "majority_all", False),  # half is no majority
        (votes(3, 2), "", True),
        (votes(3, 1), "", False),
        (votes(99, 66), "two_thirds_all", True),  # exactly two thirds
        (votes(100, 66), "two_thirds_all", False),
        (votes(100, 67), "two_thirds_all", True),
        (votes(100, 99), "everybody", False),
        (votes(100, 100), "everybody", True),
        (votes(1, 1), "two_thirds_all", True),
        (votes(1, 0), "majority_all", False),
        (votes(0, 0), "everybody", False),
        (votes("81", "41"), "majority_all", True),
    ],
)
def test_a_share_of_all_owners_is_asked_and_not_of_those_who_came(data, threshold, agreed):
    assert is_carried(data, threshold) is agreed


@pytest.mark.parametrize(
    ("data", "agreed"),
    [
        (votes(100, 1, threshold="custom", percent=1), False),
        (votes(100, 80, threshold="custom", percent=80), True),
        (votes(100, 79, threshold="custom", percent=80), False),
        (votes(100, 60, threshold="two_thirds_all"), False),
        (votes(100, 60, threshold="majority_all"), True),
        (votes(2, 2, threshold="sole_owner"), False),
        (votes(1, 1, threshold="sole_owner"), True),
    ],
)
def test_who_recorded_the_votes_could_ask_for_more_but_never_for_less(data, agreed):
    assert is_carried(data, "majority_all") is agreed


@pytest.mark.parametrize(
    ("cast", "adds_up"),
    [
        ({"votes_for": 6, "votes_against": 3, "abstained": 1}, True),
        ({"votes_for": 7, "votes_against": 3, "abstained": 1}, False),
        ({"votes_for": 10}, True),
        ({"votes_for": 11}, False),
        ({"votes_for": 11, "votes_against": -1, "abstained": 0}, False),
        ({"votes_for": 0, "votes_against": 11, "abstained": -5}, False),
        ({"votes_for": 5, "votes_against": "", "abstained": None}, True),
        ({"votes_against": 10}, True),
        ({"abstained": 11}, False),
        ({}, True),
    ],
)
def test_no_more_votes_than_owners_and_none_below_zero(cast, adds_up):
    assert votes_add_up({"owners_total": 10, **cast}) is adds_up
