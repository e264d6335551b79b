"""The queue of jobs: written with the deed that wants them, claimed by a worker for a while.

On PostgreSQL workers pass over what another one is claiming (SKIP LOCKED); on SQLite they take
turns, as all writers do. Every moment is read from the clock when it is needed: a lease that was
reckoned from the beginning of a long round would be over before it began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol, cast

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    delete,
    insert,
    literal_column,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from artflow.domain.jobs import DONE, FAILED, LOST, USUAL, WAITING, Kind
from artflow.extensions import db
from artflow.models import Job
from artflow.services.database.transactions import literal_limit, writing

JOB = Job.__table__
KEEP_DONE, KEEP_FAILED = timedelta(days=7), timedelta(days=90)
"""How long jobs can be looked at after their end."""
MOST_ERROR = 1000
Clock = Callable[[], datetime]


def in_state(state: str) -> ColumnElement[bool]:
    """Build the condition for jobs in a state.

    In the statement, not a parameter: it is the condition of the indexes.
    """
    return JOB.c.state == literal_column(f"'{state}'")


class Claimed(NamedTuple):
    """A job that this worker has until its lease is over, and which try it is.

    `started_at` is the fence: a worker that slept changes nothing any more.
    """

    id: int
    kind: Kind
    subject_id: int
    attempts: int
    started_at: datetime

    @property
    def is_lost(self) -> bool:
        """Return whether all its tries were begun and the last one never ended.

        Whoever tries it vanishes: it is to be given up, not tried.
        """
        return self.kind.every is None and self.attempts > len(self.kind.back_off) + 1


class Failure(NamedTuple):
    """Why a try failed: a code of `domain.jobs`, the machine's words, whether it is for good."""

    reason: str
    error: str
    is_final: bool = False


LOST_FOR_GOOD = Failure(LOST, "", is_final=True)


class _Due(Protocol):
    id: int
    subject_id: int
    attempts: int


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


def enqueue(
    connection: Connection, kind: Kind, subject: int, now: datetime, priority: int = USUAL
) -> None:
    """Write a job in the running transaction; a rollback leaves none."""
    row = {
        "kind": kind.name,
        "subject_id": subject,
        "priority": priority,
        "created_at": now,
        "due_at": now,
    }
    connection.execute(insert(JOB), row)


def ensure_regular(kinds: Iterable[Kind], now: datetime) -> None:
    """Write the jobs that come back regularly, unless they are there."""
    wanted = {kind.name: kind for kind in kinds}
    present = select(JOB.c.kind).where(JOB.c.kind.in_(list(wanted)))
    with db.engine.connect() as connection:
        found = set(connection.execute(present).scalars())
    for name in wanted.keys() - found:
        try:
            with writing() as connection:
                enqueue(connection, wanted[name], 0, now)
        except IntegrityError:
            continue  # another worker was quicker, and that is just as well


def claim(kind: Kind, size: int = 1, clock: Clock = utc_now) -> list[Claimed]:
    """Take the next jobs of a kind for this worker: others leave them until the lease is over.

    One whose last try was begun and never ended is given out once more, `is_lost`.
    """
    if not _is_any_due(kind, clock()):
        return []  # without a write transaction: most rounds find nothing
    with writing() as connection:
        now = clock()  # to begin to write may have taken a while
        due = _next_due(kind, now, size).with_for_update(skip_locked=True)
        rows = cast("list[_Due]", connection.execute(due).all())
        if rows:
            leased = {"due_at": now + kind.lease, "started_at": now, "attempts": JOB.c.attempts + 1}
            statement = update(JOB).where(JOB.c.id.in_([row.id for row in rows]))
            connection.execute(statement.values(leased))
    return [Claimed(row.id, kind, row.subject_id, row.attempts + 1, now) for row in rows]


def _next_due(kind: Kind, now: datetime, size: int) -> Select[tuple[int, int, int]]:
    return (
        select(JOB.c.id, JOB.c.subject_id, JOB.c.attempts)
        .where(in_state(WAITING), JOB.c.kind == kind.name, JOB.c.due_at <= now)
        .order_by(JOB.c.priority, JOB.c.due_at, JOB.c.id)
        .limit(literal_limit(size))
    )


def _is_any_due(kind: Kind, now: datetime) -> bool:
    with db.engine.connect() as connection:
        return connection.execute(_next_due(kind, now, 1)).first() is not None


def renew(job: Claimed, clock: Clock = utc_now) -> bool:
    """Prolong the lease where half of it is over. Returns whether the job is still this worker's.

    To be asked before each step that cannot be taken back.
    """
    now = clock()
    if now < job.started_at + job.kind.lease / 2:
        return True
    with writing() as connection:
        return _settle(connection, job, due_at=now + job.kind.lease)


def mark_done(connection: Connection, job: Claimed, now: datetime) -> bool:
    """Note that a job is done. Returns False, and changes nothing, if it is another worker's now.

    In one transaction with what was made of it.
    """
    if job.kind.every is not None:
        again = {"due_at": now + job.kind.every, "attempts": 0, "started_at": None}
        return _settle(connection, job, finished_at=now, reason="", error="", **again)
    return _settle(connection, job, state=DONE, finished_at=now, reason="", error="")


def mark_failed(
    connection: Connection, job: Claimed, failure: Failure, now: datetime
) -> bool | None:
    """Note a failure: the job comes back later, or never if that was the last try or `is_final`.

    Returns whether it has failed for good; None, and changes nothing, if it is another worker's.
    """
    why: dict[str, object] = {
        "reason": failure.reason,
        "error": failure.error[:MOST_ERROR],
        "started_at": None,
    }
    due = None if failure.is_final else job.kind.next_try(job.attempts, now)
    if due is None:
        mine = _settle(connection, job, state=FAILED, finished_at=now, **why)
        return True if mine else None
    if job.kind.every is not None:
        why |= {"attempts": 0, "finished_at": now}
    return False if _settle(connection, job, due_at=due, **why) else None


def release(connection: Connection, job: Claimed, now: datetime) -> bool:
    """Give a job back untried, for the next worker at once; False if it is another's already."""
    tries = job.attempts - 1
    return _settle(connection, job, due_at=now, started_at=None, attempts=tries)


def drop(connection: Connection, job: Claimed) -> bool:
    """Delete a job that nobody wants any more; False if it is another worker's now."""
    return connection.execute(delete(JOB).where(*_mine(job))).rowcount > 0


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete jobs that ended longer ago than they are kept. Returns how many."""
    done = (in_state(DONE), JOB.c.finished_at < now - KEEP_DONE)
    failed = (in_state(FAILED), JOB.c.finished_at < now - KEEP_FAILED)
    return sum(connection.execute(delete(JOB).where(*old)).rowcount for old in (done, failed))


def _mine(job: Claimed) -> tuple[ColumnElement[bool], ...]:
    return JOB.c.id == job.id, in_state(WAITING), JOB.c.started_at == job.started_at


def _settle(connection: Connection, job: Claimed, **values: object) -> bool:
    statement = update(JOB).where(*_mine(job)).values(values)
    return connection.execute(statement).rowcount > 0
