"""Stories of the front door: a stranger guesses, and the owner comes and goes as ever."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from itsdangerous import TimestampSigner

from artflow.domain.errors import Invalid, TooSoon
from artflow.domain.people.throttle import ACCOUNT_LIMIT
from artflow.extensions import db
from artflow.models import OneTimeLink, SignInAttempt
from artflow.services.database.transactions import writing
from artflow.services.people import devices, passwords, people, sign_in, throttle
from tests.fixtures.world import NOW, PASSWORD
from tests.services.mail.mailbox import deliver

OWNER = "artist@example.org"
HOME, OFFICE, CAFE = "10.0.0.1", "10.0.0.2", "203.0.113.9"
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def enter(password=PASSWORD, *, at=HOME, device="", now=NOW, email=OWNER) -> str | None:
    return sign_in.sign_in(email, password, address=at, device=device, now=now)


def guess(*, at=CAFE, device="", now=NOW, email=OWNER) -> bool:
    """Try a wrong password; return whether it was looked at at all."""
    try:
        assert enter("wrong", at=at, device=device, now=now, email=email) is None
    except TooSoon:
        return False
    return True


def known_device(email=OWNER) -> str:
    """Return the cookie of a browser in which the account was signed in to."""
    return devices.remember("", email)


def besieged(hours: int = 24, *, at=CAFE) -> int:
    """Let a stranger try one wrong password every sixteen minutes; return how many were looked at.

    The last one is a minute before `NOW`.
    """
    times = [NOW - MINUTE - n * 16 * MINUTE for n in range(hours * 60 // 16)]
    return sum(guess(at=at, now=now) for now in reversed(times))


def test_one_wrong_password_every_sixteen_minutes_keeps_nobody_out(world):
    assert besieged() == 90

    assert enter(at=HOME)
    with pytest.raises(TooSoon):
        enter(at=CAFE)


def test_a_stranger_in_the_same_office_does_not_slow_a_device_that_the_account_knows(world):
    besieged(at=OFFICE)

    with pytest.raises(TooSoon):
        enter(at=OFFICE)
    assert enter(at=OFFICE, device=known_device())


@pytest.mark.exhaustive
def test_a_stranger_who_asks_without_pause_does_not_slow_the_owner_either(world):
    looked_at = sum(guess(now=NOW - DAY + n * MINUTE) for n in range(24 * 60))

    assert looked_at < 110
    assert enter(at=HOME)


def test_guesses_from_everywhere_are_slowed_but_on_devices_that_the_account_knows(world):
    begin = NOW - DAY + MINUTE
    for n in range(ACCOUNT_LIMIT.free):
        assert guess(at=f"198.51.{n // 200}.{n % 200}", now=begin + n * MINUTE)
    last = begin + (ACCOUNT_LIMIT.free - 1) * MINUTE

    assert not guess(at="192.0.2.1", now=last)
    with pytest.raises(TooSoon):
        enter(at=HOME, now=last)
    assert enter(at=HOME, device=known_device(), now=last)


def test_whoever_reads_the_letter_of_a_new_password_is_in_again(world):
    besieged(at=HOME)
    with writing() as connection:
        throttle.reset_failures(connection, OWNER, NOW)

    assert enter(at=HOME)


def test_a_network_of_ipv6_is_one_stranger_however_many_addresses_it_has(world):
    looked_at = [guess(at=f"2001:db8:0:1::{n}") for n in range(8)]

    assert looked_at == [True] * 5 + [False] * 3
    assert guess(at="2001:db8:0:2::1")


def test_a_success_of_the_owner_gives_a_stranger_elsewhere_no_new_guesses(world):
    assert [guess() for _ in range(6)] == [True] * 5 + [False]

    assert enter(at=HOME)

    assert not guess()


def test_a_device_is_known_to_the_accounts_of_its_owners_only(world):
    cookie = known_device("jusan@example.org")
    besieged(at=OFFICE)

    with pytest.raises(TooSoon):
        enter(at=OFFICE, device=cookie)
    assert enter(at=OFFICE, device=devices.remember(cookie, OWNER))


@pytest.mark.parametrize("change", ["", "nonsense", "cut", "other key", "old"])
def test_a_cookie_that_we_have_not_signed_or_long_ago_is_none(context, world, change, monkeypatch):
    cookie = known_device()
    if change in ("", "nonsense"):
        cookie = change
    elif change == "cut":
        cookie = cookie[:-3]
    elif change == "other key":
        context.config["SECRET_KEY"] = "another"
    else:
        cookie = _signed_long_ago(monkeypatch)

    assert devices.recognise(cookie, OWNER) == ""
    assert devices.recognise(devices.remember(cookie, OWNER), OWNER)


def _signed_long_ago(monkeypatch) -> str:
    then = int((datetime.now(UTC) - devices.LIFETIME - DAY).timestamp())
    with monkeypatch.context() as patch:
        patch.setattr(TimestampSigner, "get_timestamp", lambda signer: then)
        return known_device()


def test_a_browser_remembers_the_last_accounts_and_tells_nobody_their_addresses(world):
    cookie = ""
    for n in range(devices.MAX_ACCOUNTS + 1):
        cookie = devices.remember(cookie, f"{n}@example.org")

    known = [
        n for n in range(devices.MAX_ACCOUNTS + 1) if devices.recognise(cookie, f"{n}@example.org")
    ]
    assert known == list(range(1, devices.MAX_ACCOUNTS + 1))
    assert "example" not in cookie
    names = {devices.recognise(cookie, f"{n}@example.org") for n in known}
    assert len(names) == 1


def test_whoever_steals_a_device_has_no_more_guesses_than_others_and_slows_it_alone(world):
    stolen, mine = known_device(), known_device()

    assert [guess(device=stolen) for _ in range(6)] == [True] * 5 + [False]

    assert enter(at=CAFE, device=mine)
    assert enter(at=HOME)
    with pytest.raises(TooSoon):
        enter(at=HOME, device=stolen)
    assert enter(at=HOME, device=stolen, now=NOW + MINUTE)


def test_the_owners_own_slips_on_a_known_device_slow_nobody_else(world):
    cookie = known_device()
    for n in range(30):
        guess(at=OFFICE, device=cookie, now=NOW + n * 16 * MINUTE)

    assert enter(at=OFFICE, now=NOW + 480 * MINUTE, email="jusan@example.org")


def confirm(person, password=PASSWORD, *, session=1, now=NOW) -> None:
    sign_in.confirm_password(person.id, password, session=session, address=CAFE, now=now)


def test_who_is_in_signs_at_once_whatever_strangers_do(world):
    besieged()
    for n in range(20):
        guess(email=f"{n}@example.org")

    confirm(world.artist)

    db.session.rollback()
    assert "passed" not in db.session.scalars(db.select(SignInAttempt.outcome)).all()


def test_guesses_in_an_open_session_slow_that_session_alone(world):
    for _ in range(5):
        with pytest.raises(Invalid):
            confirm(world.artist, "wrong")

    with pytest.raises(TooSoon):
        confirm(world.artist)
    confirm(world.artist, session=2)
    assert enter(at=CAFE)
    confirm(world.artist, now=NOW + MINUTE)


def test_what_a_clock_that_was_ahead_has_noted_keeps_nobody_out(world):
    ahead = NOW + 3 * DAY
    for _ in range(5):
        guess(at=HOME, now=ahead)
        with pytest.raises(Invalid):
            confirm(world.artist, "wrong", now=ahead)
    for _ in range(5):
        throttle.count_letter(HOME, ahead)
        passwords.request_reset(OWNER, ahead)

    assert enter(at=HOME)
    confirm(world.artist)
    throttle.count_letter(HOME, NOW)
    passwords.request_reset(OWNER, NOW)
    assert len(deliver(NOW)) == 1


def test_clocks_of_servers_may_differ_a_little(world):
    for _ in range(5):
        guess(at=CAFE, now=NOW + MINUTE)

    assert not guess(at=CAFE)


def at_once(context, deed, times: int = 8) -> list[str]:
    """Do something in several threads at once; return how each has ended."""
    barrier, ends = Barrier(times), []

    def run():
        with context.app_context():
            barrier.wait()
            try:
                deed()
                ends.append("done")
            except (Invalid, TooSoon) as error:
                ends.append(type(error).__name__)

    threads = [Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_each_wait_in_a_session_ends_with_one_guess_however_many_are_sent_at_once(
    context, world, monkeypatch
):
    for _ in range(5):
        with pytest.raises(Invalid):
            confirm(world.artist, "wrong")
    looked_at = []

    def compare_slowly(stored: str, password: str) -> bool:
        looked_at.append(password)
        time.sleep(0.5)
        return False

    with monkeypatch.context() as patch:
        patch.setattr(people, "password_matches", compare_slowly)
        ends = at_once(context, lambda: confirm(world.artist, "wrong", now=NOW + MINUTE))

    assert len(looked_at) == 1

    assert ends == ["Invalid"] + ["TooSoon"] * 7
    confirm(world.artist, now=NOW + 3 * MINUTE)


def test_who_asks_for_a_letter_many_times_at_once_has_one_sent(context, world):
    ends = at_once(context, lambda: passwords.request_reset(OWNER, NOW))

    assert ends == ["done"] * 8
    assert len(deliver()) == 1
    assert db.session.scalar(db.select(db.func.count(OneTimeLink.id))) == 1
