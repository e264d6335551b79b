"""Tries to sign in and letters asked for, counted in the database: exact for several servers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from artflow.domain.errors import TooSoon
from artflow.domain.people import throttle
from artflow.domain.people.throttle import ACCOUNT_LIMIT, ADDRESS_LIMIT, LETTER_LIMITS
from artflow.models import SignInAttempt
from artflow.services.database.transactions import literal_limit, writing

SIGN_IN_ATTEMPT = SignInAttempt.__table__
FAILED, PASSED, DELAYED, LETTER = "failed", "passed", "delayed", "letter"
RETENTION = timedelta(days=90)
MAX_COUNTED = 50
"""More failures than this make no difference to the delay."""


def begin_attempt(email: str, address: str, now: datetime) -> int:
    """Note a try before its password is checked. Raises `TooSoon` if it must wait.

    The try counts as failed until `mark_passed`, so a hundred at once are not a hundred free ones.
    An address that has no account is counted as one that has.
    """
    with writing() as connection:
        _lock(connection)
        left = remaining_wait(connection, list_failures(connection, email, now), address, now)
        key = record_attempt(connection, email, address, now, DELAYED if left else FAILED)
    if left:
        raise TooSoon(left)
    return key


def remaining_wait(
    connection: Connection, failed: list[datetime], address: str, now: datetime
) -> timedelta:
    """Return how long the next try must still wait after the account's failures; nothing is
    noted."""
    return max(
        throttle.remaining_wait(failed, ACCOUNT_LIMIT, now),
        throttle.remaining_wait(_address_failures(connection, address, now), ADDRESS_LIMIT, now),
    )


def record_attempt(
    connection: Connection, email: str, address: str, now: datetime, outcome: str
) -> int:
    """Keep a try and how it ended; returns its id."""
    row = {"email": email, "address": address[:64], "at": now, "outcome": outcome}
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
    """Note that the password was right: the account's earlier failures no longer count."""
    connection.execute(
        update(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.id == attempt), {"outcome": PASSED}
    )


def reset_failures(connection: Connection, email: str, now: datetime) -> None:
    """Forget the failures of an account whose owner has shown that the mailbox is theirs."""
    record_attempt(connection, email, "", now, PASSED)


def list_failures(connection: Connection, email: str, now: datetime) -> list[datetime]:
    """List the failures of an account since its last success, the newest first."""
    rows = connection.execute(
        select(SIGN_IN_ATTEMPT.c.at, SIGN_IN_ATTEMPT.c.outcome)
        .where(
            SIGN_IN_ATTEMPT.c.email == email,
            SIGN_IN_ATTEMPT.c.at > now - ACCOUNT_LIMIT.window,
            SIGN_IN_ATTEMPT.c.outcome != DELAYED,
        )
        .order_by(SIGN_IN_ATTEMPT.c.at.desc(), SIGN_IN_ATTEMPT.c.id.desc())
        .limit(literal_limit(MAX_COUNTED))
    )
    found = []
    for row in rows:
        if row.outcome == PASSED:
            break
        found.append(row.at)
    return found


def _address_failures(connection: Connection, address: str, now: datetime) -> list[datetime]:
    """List the failures from an address; a success does not clear them, it may be the guesser's."""
    return _times(connection, address, FAILED, now - ADDRESS_LIMIT.window, MAX_COUNTED)


def count_letter(address: str, now: datetime) -> None:
    """Count a form that sends a letter to whatever address was typed. Raises `TooSoon`."""
    with writing() as connection:
        _lock(connection)
        longest, most = max(p.window for p in LETTER_LIMITS), max(p.free for p in LETTER_LIMITS)
        sent = _times(connection, address, LETTER, now - longest, most)
        wait = throttle.wait_for_all(sent, LETTER_LIMITS, now)
        if not wait:
            record_attempt(connection, "", address, now, LETTER)
    if wait:
        raise TooSoon(wait)


def _times(
    connection: Connection, address: str, outcome: str, since: datetime, most: int
) -> list[datetime]:
    query = (
        select(SIGN_IN_ATTEMPT.c.at)
        .where(
            SIGN_IN_ATTEMPT.c.address == address[:64],
            SIGN_IN_ATTEMPT.c.at > since,
            SIGN_IN_ATTEMPT.c.outcome == outcome,
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
