"""The outbox: letters are written here with the event they report, and claimed by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Protocol, cast

from sqlalchemy import ColumnElement, Connection, delete, insert, select, tuple_, update

from artflow.models import Mail
from artflow.services.database.transactions import literal_limit, writing

MAIL = Mail.__table__
BATCH = 20
LEASE = timedelta(minutes=5)
"""How long a worker may take over one batch before another one may try."""
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)
"""Minutes to wait after each failure; after the last one the letter is dead."""
RETENTION = timedelta(days=90)
_waiting = (MAIL.c.sent_at.is_(None), MAIL.c.dead_at.is_(None))


class MailRow(Protocol):
    """A letter as the outbox has it, see `models.Mail`. `data` depends on its kind."""

    id: int
    address: str
    name: str
    language: str
    kind: str
    data: dict[str, Any]
    link_id: int | None
    notice_id: int | None
    created_at: datetime
    due_at: datetime
    attempts: int
    sent_at: datetime | None
    dead_at: datetime | None
    error: str


class NotSent(Exception):
    """The letter was not taken; `final` says that trying again is of no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@contextmanager
def mail_errors() -> Iterator[None]:
    """Raise `NotSent` for what the disk, the network or a mail server did meanwhile."""
    try:
        yield
    except OSError as error:  # every error of smtplib is one
        raise NotSent(f"{type(error).__name__}: {error}") from error


def enqueue(
    connection: Connection,
    kind: str,
    address: str,
    language: str,
    now: datetime,
    *,
    name: str = "",
    link: int | None = None,
    notice: int | None = None,
    **data: object,
) -> int:
    """Write a letter in the running transaction; a rollback leaves none. Returns its id."""
    row = {
        "kind": kind,
        "address": address,
        "language": language,
        "name": name,
        "data": data,
        "link_id": link,
        "notice_id": notice,
        "created_at": now,
        "due_at": now,
    }
    key: int = connection.execute(insert(MAIL).returning(MAIL.c.id), row).scalar_one()
    return key


def claim(now: datetime, size: int = BATCH) -> list[MailRow]:
    """Take the next letters for this worker: others leave them alone until the lease is over."""
    due = (
        select(MAIL)
        .where(*_waiting, MAIL.c.due_at <= now)
        .order_by(MAIL.c.due_at, MAIL.c.id)
        .limit(literal_limit(size))
        .with_for_update(skip_locked=True)
    )
    with writing() as connection:
        rows = connection.execute(due).all()
        connection.execute(
            update(MAIL)
            .where(MAIL.c.id.in_([row.id for row in rows]))
            .values(due_at=now + LEASE, attempts=MAIL.c.attempts + 1)
        )
    return cast("list[MailRow]", rows)


def mark_sent(mail: MailRow, now: datetime) -> None:
    """Note that the mail server has taken the letter."""
    _settle(mail, sent_at=now, error="")


def mark_failed(mail: MailRow, why: str, now: datetime, *, final: bool = False) -> None:
    """Note a failure and try again later; never if it is `final` or there were too many."""
    tries = mail.attempts + 1
    if final or tries > len(BACK_OFF):
        _settle(mail, dead_at=now, error=why[:1000])
    else:
        due = now + timedelta(minutes=BACK_OFF[tries - 1])
        _settle(mail, due_at=due, error=why[:1000])


def drop(mail: MailRow) -> None:
    """Delete a letter that is no longer wanted.

    Its link was used or replaced, or its reader may no longer see what it is about.
    """
    with writing() as connection:
        connection.execute(delete(MAIL).where(_claimed(mail)))


def _settle(mail: MailRow, **values: object) -> None:
    with writing() as connection:
        connection.execute(update(MAIL).where(_claimed(mail)), values)


def _claimed(mail: MailRow) -> ColumnElement[bool]:
    """Build the condition for the row as this worker has claimed it; no row once another took
    it."""
    return tuple_(MAIL.c.id, MAIL.c.attempts) == (mail.id, mail.attempts + 1)


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete letters that are older than `RETENTION`. Returns how many."""
    return connection.execute(delete(MAIL).where(MAIL.c.created_at < now - RETENTION)).rowcount


def retry(mail_id: int, now: datetime) -> bool:
    """Let a dead letter be tried again. Returns whether it was dead."""
    statement = update(MAIL).where(MAIL.c.id == mail_id, MAIL.c.dead_at.is_not(None))
    values = {"dead_at": None, "attempts": 0, "due_at": now}
    with writing() as connection:
        return bool(connection.execute(statement, values).rowcount)
