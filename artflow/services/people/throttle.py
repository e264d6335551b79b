"""Tries to sign in and letters asked for, counted in the database: exact for several servers."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from artflow.domain.errors import TooSoon
from artflow.domain.people import throttle
from artflow.domain.people.throttle import (
    ACCOUNT_LIMIT,
    ADDRESS_LIMIT,
    DEVICE_LIMIT,
    LETTER_LIMITS,
    PAIR_LIMIT,
    RateLimit,
)
from artflow.models import SignInAttempt
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import literal_limit, writing

SIGN_IN_ATTEMPT = SignInAttempt.__table__
FAILED, PASSED, DELAYED, LETTER = "failed", "passed", "delayed", "letter"
RESET = "reset"
"""The owner has shown that the mailbox is theirs: no failure of the account before it counts."""
RETENTION = timedelta(days=90)
MAX_COUNTED = 50
"""More failures than this make no difference to the delay."""
MOST_AHEAD = throttle.LONGEST_WAIT
"""Clocks of servers may differ by so much. What is later was noted by one that was wrong and is set
right by now: it would keep its owner out until then."""


class TryOrigin(NamedTuple):
    """Where a try comes from: a network address, and a device that the account knows, if it does.

    An open session is such a device too.
    """

    address: str = ""
    device: str = ""


def session_origin(session_id: int, address: str) -> TryOrigin:
    """Return the origin of whoever is signed in already and is asked for the password again."""
    return TryOrigin(address, f"session:{session_id}")


@repeated
def begin_attempt(email: str, origin: TryOrigin, now: datetime) -> int:
    """Note a try before its password is checked. Raises `TooSoon` if it must wait.

    The try counts as failed until `mark_passed`, so a hundred at once are not a hundred free ones.
    An address that has no account is counted as one that has.
    """
    with writing(repeatable=True) as connection:
        _lock(connection)
        left = remaining_wait(connection, email, origin, now)
        key = record_attempt(connection, email, origin, now, DELAYED if left else FAILED)
    if left:
        raise TooSoon(left)
    return key


def remaining_wait(
    connection: Connection, email: str, origin: TryOrigin, now: datetime
) -> timedelta:
    """Return how long the next try must still wait; nothing is noted.

    On a known device only the failures on it count; on others those of the account from this
    network, of everybody from this network, and of the account from everywhere.
    """
    if origin.device:
        return _wait(list_device_failures(connection, email, origin.device, now), DEVICE_LIMIT, now)
    network = throttle.network_of(origin.address)
    return max(
        _wait(_pair_failures(connection, email, network, now), PAIR_LIMIT, now),
        _wait(_account_failures(connection, email, now), ACCOUNT_LIMIT, now),
        _wait(_address_failures(connection, network, now), ADDRESS_LIMIT, now),
    )


def _wait(failures: list[datetime], limit: RateLimit, now: datetime) -> timedelta:
    return throttle.remaining_wait(failures, limit, now)


def record_attempt(
    connection: Connection, email: str, origin: TryOrigin, now: datetime, outcome: str
) -> int:
    """Keep a try and how it ended; returns its id."""
    row = {
        "email": email,
        "address": throttle.network_of(origin.address),
        "device": origin.device,
        "at": now,
        "outcome": outcome,
    }
    key: int = connection.execute(
        insert(SIGN_IN_ATTEMPT).returning(SIGN_IN_ATTEMPT.c.id), row
    ).scalar_one()
    return key


def _lock(connection: Connection) -> None:
    """Count tries one after the other on PostgreSQL; SQLite has a single writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK_ID)))


LOCK_ID = 0x7472_7965  # "trye": any number that nobody else locks


def mark_passed(connection: Connection, attempt: int) -> None:
    """Note that the password was right: earlier failures from there no longer count."""
    connection.execute(
        update(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.id == attempt), {"outcome": PASSED}
    )


def reset_failures(connection: Connection, email: str, now: datetime) -> None:
    """Forget the failures of an account whose owner has shown that the mailbox is theirs."""
    record_attempt(connection, email, TryOrigin(), now, RESET)


def list_device_failures(
    connection: Connection, email: str, device: str, now: datetime
) -> list[datetime]:
    """List the failures of an account on a known device since its last success there."""
    there = SIGN_IN_ATTEMPT.c.device == device
    return _since_success(connection, email, there, _within(DEVICE_LIMIT.window, now))


def _pair_failures(
    connection: Connection, email: str, network: str, now: datetime
) -> list[datetime]:
    """List the failures of an account from a network since its last success from there."""
    there = and_(SIGN_IN_ATTEMPT.c.address == network, SIGN_IN_ATTEMPT.c.device == "")
    return _since_success(connection, email, there, _within(PAIR_LIMIT.window, now))


def _account_failures(connection: Connection, email: str, now: datetime) -> list[datetime]:
    """List the failures of an account on unknown devices; a success is not the guessers'."""
    failed = and_(SIGN_IN_ATTEMPT.c.device == "", SIGN_IN_ATTEMPT.c.outcome == FAILED)
    most = ACCOUNT_LIMIT.free + MAX_COUNTED
    return _since_success(connection, email, failed, _within(ACCOUNT_LIMIT.window, now), most)


def _within(window: timedelta, now: datetime) -> ColumnElement[bool]:
    """Build the condition for what was noted within the window."""
    return and_(SIGN_IN_ATTEMPT.c.at > now - window, SIGN_IN_ATTEMPT.c.at <= now + MOST_AHEAD)


def _since_success(
    connection: Connection,
    email: str,
    which: ColumnElement[bool],
    when: ColumnElement[bool],
    most: int = MAX_COUNTED,
) -> list[datetime]:
    """List failures of an account after a success among them, or a reset; the newest first."""
    rows = connection.execute(
        select(SIGN_IN_ATTEMPT.c.at, SIGN_IN_ATTEMPT.c.outcome)
        .where(
            SIGN_IN_ATTEMPT.c.email == email,
            when,
            SIGN_IN_ATTEMPT.c.outcome != DELAYED,
            or_(which, SIGN_IN_ATTEMPT.c.outcome == RESET),
        )
        .order_by(SIGN_IN_ATTEMPT.c.at.desc(), SIGN_IN_ATTEMPT.c.id.desc())
        .limit(literal_limit(most))
    )
    return [row.at for row in takewhile(lambda row: row.outcome == FAILED, rows)]


def _address_failures(connection: Connection, network: str, now: datetime) -> list[datetime]:
    """List the failures from a network; a success does not clear them, it may be the guesser's."""
    return _times(connection, network, FAILED, _within(ADDRESS_LIMIT.window, now), MAX_COUNTED)


def count_letter(address: str, now: datetime) -> None:
    """Count a form that sends a letter to whatever address was typed. Raises `TooSoon`."""
    with writing(repeatable=True) as connection:
        _lock(connection)
        longest, most = max(p.window for p in LETTER_LIMITS), max(p.free for p in LETTER_LIMITS)
        network = throttle.network_of(address)
        sent = _times(connection, network, LETTER, _within(longest, now), most)
        wait = throttle.wait_for_all(sent, LETTER_LIMITS, now)
        if not wait:
            record_attempt(connection, "", TryOrigin(address), now, LETTER)
    if wait:
        raise TooSoon(wait)


def _times(
    connection: Connection, network: str, outcome: str, when: ColumnElement[bool], most: int
) -> list[datetime]:
    query = (
        select(SIGN_IN_ATTEMPT.c.at)
        .where(
            SIGN_IN_ATTEMPT.c.address == network,
            when,
            SIGN_IN_ATTEMPT.c.outcome == outcome,
            SIGN_IN_ATTEMPT.c.device == "",
        )
        .order_by(SIGN_IN_ATTEMPT.c.at.desc(), SIGN_IN_ATTEMPT.c.id.desc())
        .limit(literal_limit(most))
    )
    return list(connection.execute(query).scalars())


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete tries that are older than `RETENTION`. Returns how many."""
    return connection.execute(
        delete(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.at < now - RETENTION)
    ).rowcount
