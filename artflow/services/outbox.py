"""The outbox: letters are written here with the deed they tell of, and claimed by a worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from artflow.models import Mail

from .database import at_most, writing

M = Mail
BATCH = 20
LEASE = timedelta(minutes=5)
"""How long a worker may take over one batch before another one may try."""
BACK_OFF = (1, 5, 15, 60, 180, 360, 720)
"""Minutes to wait after each failure; after the last one the letter is dead."""
KEEP = timedelta(days=90)
_waiting = (M.c.sent_at.is_(None), M.c.dead_at.is_(None))


class NotSent(Exception):
    """The letter was not taken; `final` says that trying again is of no use."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


@contextmanager
def sending() -> Iterator[None]:
    """What the disk, the network or a mail server did meanwhile, as `NotSent`."""
    try:
        yield
    except OSError as error:  # every error of smtplib is one
        raise NotSent(f"{type(error).__name__}: {error}") from error


def put(
    connection: Connection, kind: str, address: str, language: str, now: datetime, *,
    name: str = "", link: int | None = None, notice: int | None = None, **data: Any,
) -> int:  # fmt: skip
    """Write a letter in the running transaction; a rollback leaves none. Returns its id."""
    row = {
        "kind": kind, "address": address, "language": language, "name": name, "data": data,
        "link_id": link, "notice_id": notice, "created_at": now, "due_at": now,
    }  # fmt: skip
    return connection.execute(insert(M).returning(M.c.id), row).scalar_one()


def claim(now: datetime, size: int = BATCH) -> list[Any]:
    """Take the next letters for this worker: others leave them alone until the lease is over."""
    due = (
        select(M).where(*_waiting, M.c.due_at <= now).order_by(M.c.due_at, M.c.id)
        .limit(at_most(size)).with_for_update(skip_locked=True)
    )  # fmt: skip
    with writing() as connection:
        rows = connection.execute(due).all()
        connection.execute(
            update(M)
            .where(M.c.id.in_([row.id for row in rows]))
            .values(due_at=now + LEASE, attempts=M.c.attempts + 1)
        )
    return rows


def sent(mail: Any, now: datetime) -> None:
    """The mail server has taken the letter."""
    _settle(mail, sent_at=now, error="")


def failed(mail: Any, why: str, now: datetime, *, final: bool = False) -> None:
    """Try again later; or never, if the failure is `final` or there were too many."""
    tries = mail.attempts + 1
    if final or tries > len(BACK_OFF):
        _settle(mail, dead_at=now, error=why[:1000])
    else:
        due = now + timedelta(minutes=BACK_OFF[tries - 1])
        _settle(mail, due_at=due, error=why[:1000])


def drop(mail: Any) -> None:
    """The letter is no longer wanted: its link was used or replaced, its reader may not read it."""
    with writing() as connection:
        connection.execute(delete(M).where(_mine(mail)))


def _settle(mail: Any, **values: Any) -> None:
    with writing() as connection:
        connection.execute(update(M).where(_mine(mail)), values)


def _mine(mail: Any) -> Any:
    """The row as this worker has claimed it; nothing if another one has taken it since."""
    return tuple_(M.c.id, M.c.attempts) == (mail.id, mail.attempts + 1)


def forget(connection: Connection, now: datetime) -> int:
    """Remove what was written so long ago that nobody asks for it; returns how many."""
    return connection.execute(delete(M).where(M.c.created_at < now - KEEP)).rowcount


def again(mail_id: int, now: datetime) -> bool:
    """Let a dead letter be tried anew; returns whether it was dead."""
    statement = update(M).where(M.c.id == mail_id, M.c.dead_at.is_not(None))
    values = {"dead_at": None, "attempts": 0, "due_at": now}
    with writing() as connection:
        return bool(connection.execute(statement, values).rowcount)
