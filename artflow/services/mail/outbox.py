"""The outbox: letters are written here with the event they report; a job sends each of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import Connection, case, delete, insert, select, update

from artflow.domain.jobs import LETTER, UNREACHABLE, URGENT, USUAL
from artflow.extensions import db
from artflow.models import Job, Mail
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import writing
from artflow.services.jobs import adoption, queue
from artflow.services.jobs.queue import Claimed, Clock, Failure

JOB = Job.__table__
MAIL = Mail.__table__
BATCH = 20
RETENTION = timedelta(days=90)
STATEMENTS = 2
"""How many a letter takes: the letter, and the job that sends it."""


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


class ClaimedLetter(NamedTuple):
    """A letter that this worker is to send, and the job by which it has it."""

    job: Claimed
    mail: MailRow


class NotSent(Exception):
    """The letter was not taken; `final` says that trying again is of no use."""

    def __init__(self, why: str, *, final: bool = False, reason: str = UNREACHABLE) -> None:
        super().__init__(why)
        self.failure = Failure(reason, why, final)


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
        "due_at": now,  # the version before asks for it, and may be put back
    }
    key: int = connection.execute(insert(MAIL).returning(MAIL.c.id), row).scalar_one()
    queue.enqueue(connection, LETTER, key, now, USUAL if notice else URGENT)
    return key


def adopt(now: datetime) -> None:
    """Give a job to letters that a server of the version before has written meanwhile."""
    priority = case((MAIL.c.notice_id.is_(None), URGENT), else_=USUAL)
    waiting = (MAIL.c.sent_at.is_(None), MAIL.c.dead_at.is_(None))
    adoption.adopt(LETTER, select(MAIL.c.id, priority).where(*waiting), now)


def claim(size: int = BATCH, clock: Clock = queue.utc_now) -> list[ClaimedLetter]:
    """Take the next letters for this worker: others leave them until the lease is over."""
    jobs = queue.claim(LETTER, size, clock)
    if not jobs:
        return []
    wanted = select(MAIL).where(MAIL.c.id.in_([job.subject_id for job in jobs]))
    with db.engine.connect() as connection:
        rows = {row.id: row for row in connection.execute(wanted)}
    for job in jobs:
        if job.is_lost or job.subject_id not in rows:
            _give_up(job, clock())
    return [
        ClaimedLetter(job, cast("MailRow", rows[job.subject_id]))
        for job in jobs
        if job.subject_id in rows and not job.is_lost
    ]


def _give_up(job: Claimed, now: datetime) -> None:
    """End a job that cannot be tried: its worker vanished each time, or its letter is gone."""
    with writing() as connection:
        if job.is_lost:
            queue.mark_failed(connection, job, queue.LOST_FOR_GOOD, now)
        else:
            queue.drop(connection, job)


@repeated
def mark_sent(letter: ClaimedLetter, subject: str, now: datetime) -> None:
    """Note that the mail server has taken the letter, and what it was called."""
    with writing() as connection:
        if queue.mark_done(connection, letter.job, now):
            statement = update(MAIL).where(MAIL.c.id == letter.mail.id)
            connection.execute(statement, {"sent_at": now, "subject": subject})


@repeated
def mark_failed(letter: ClaimedLetter, failure: Failure, now: datetime, subject: str = "") -> None:
    """Note a failure; the letter is tried again later, or never, see `queue.mark_failed`.

    What it is called is noted, too, if it came so far: administrators find it by that.
    """
    with writing() as connection:
        noted = queue.mark_failed(connection, letter.job, failure, now)
        if noted is not None and subject:
            statement = update(MAIL).where(MAIL.c.id == letter.mail.id)
            connection.execute(statement, {"subject": subject})


@repeated
def drop(letter: ClaimedLetter) -> None:
    """Delete a letter that is no longer wanted.

    Its link was used or replaced, or its reader may no longer see what it is about.
    """
    with writing() as connection:
        if queue.drop(connection, letter.job):
            connection.execute(delete(MAIL).where(MAIL.c.id == letter.mail.id))


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete letters that are older than `RETENTION`, and their jobs. Returns how many."""
    old = MAIL.c.created_at < now - RETENTION
    theirs = JOB.c.subject_id.in_(select(MAIL.c.id).where(old))
    connection.execute(delete(JOB).where(JOB.c.kind == LETTER.name, theirs))
    return connection.execute(delete(MAIL).where(old)).rowcount
