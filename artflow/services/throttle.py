"""Tries to sign in and letters asked for, counted in the database: exact for several servers."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from artflow.domain import throttle
from artflow.domain.errors import TooSoon
from artflow.domain.throttle import ACCOUNT, ADDRESS, LETTERS
from artflow.models import SignInAttempt

from .database import at_most, writing

A = SignInAttempt
FAILED, PASSED, DELAYED, LETTER = "failed", "passed", "delayed", "letter"
KEEP = timedelta(days=90)
ENOUGH = 50
"""More failures than this make no difference to the delay."""


def begin(email: str, address: str, now: datetime) -> int:
    """Note a try before its password is looked at. Raises `TooSoon` if it must wait.

    The try counts as failed until `passed`, so a hundred at once are not a hundred free ones.
    An address that has no account is counted as one that has.
    """
    with writing() as connection:
        _alone(connection)
        left = wait(connection, failures(connection, email, now), address, now)
        key = note(connection, email, address, now, DELAYED if left else FAILED)
    if left:
        raise TooSoon(left)
    return key


def wait(connection: Connection, failed: list[datetime], address: str, now: datetime) -> timedelta:
    """How long the next try must still wait after the account's `failures`; nothing is noted."""
    return max(
        throttle.left(failed, ACCOUNT, now),
        throttle.left(_of_address(connection, address, now), ADDRESS, now),
    )


def note(connection: Connection, email: str, address: str, now: datetime, outcome: str) -> int:
    """Keep a try and how it ended; returns its id."""
    row = {"email": email, "address": address[:64], "at": now, "outcome": outcome}
    return connection.execute(insert(A).returning(A.c.id), row).scalar_one()


def _alone(connection: Connection) -> None:
    """On PostgreSQL tries are counted one after the other; SQLite has a single writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


LOCK = 0x7472_7965  # "trye": any number that nobody else locks


def passed(connection: Connection, attempt: int) -> None:
    """The password was right: the account's earlier failures no longer count."""
    connection.execute(update(A).where(A.c.id == attempt), {"outcome": PASSED})


def forgive(connection: Connection, email: str, now: datetime) -> None:
    """Count anew for an account whose owner has shown that the mailbox is theirs."""
    note(connection, email, "", now, PASSED)


def failures(connection: Connection, email: str, now: datetime) -> list[datetime]:
    """The failures of an account since its last success, the newest first."""
    rows = connection.execute(
        select(A.c.at, A.c.outcome)
        .where(A.c.email == email, A.c.at > now - ACCOUNT.window, A.c.outcome != DELAYED)
        .order_by(A.c.at.desc(), A.c.id.desc())
        .limit(at_most(ENOUGH))
    )
    found = []
    for row in rows:
        if row.outcome == PASSED:
            break
        found.append(row.at)
    return found


def _of_address(connection: Connection, address: str, now: datetime) -> list[datetime]:
    """The failures from an address; a success does not wipe them out, it may be the guesser's."""
    return _times(connection, address, FAILED, now - ADDRESS.window, ENOUGH)


def letter(address: str, now: datetime) -> None:
    """Count a form that sends a letter to whatever address was typed. Raises `TooSoon`."""
    with writing() as connection:
        _alone(connection)
        longest, most = max(p.window for p in LETTERS), max(p.free for p in LETTERS)
        sent = _times(connection, address, LETTER, now - longest, most)
        wait = throttle.pause(sent, LETTERS, now)
        if not wait:
            note(connection, "", address, now, LETTER)
    if wait:
        raise TooSoon(wait)


def _times(
    connection: Connection, address: str, outcome: str, since: datetime, most: int
) -> list[datetime]:
    query = (
        select(A.c.at)
        .where(A.c.address == address[:64], A.c.at > since, A.c.outcome == outcome)
        .order_by(A.c.at.desc(), A.c.id.desc())
        .limit(at_most(most))
    )
    return list(connection.execute(query).scalars())


def forget(connection: Connection, now: datetime) -> int:
    """Remove tries that are too old to tell anybody anything; returns how many."""
    return connection.execute(delete(A).where(A.c.at < now - KEEP)).rowcount
