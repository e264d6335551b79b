"""Jobs as administrators see them: what failed for good and why, what waits, what comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, cast

from sqlalchemy import Select, and_, func, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed, NotPossible, NotVisible
from artflow.domain.jobs import FAILED, KINDS, LETTER, WAITING
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Job, Mail
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons

from .queue import in_state

JOB = Job.__table__
MAIL = Mail.__table__
PAGE_SIZE = 50
MAX_COUNT = 500
REGULAR = tuple(sorted(kind.name for kind in KINDS.values() if kind.every is not None))


class JobRow(Protocol):
    """A job, and of a letter what it is about, see `models.Mail`."""

    id: int
    kind: str
    subject_id: int
    state: str
    created_at: datetime
    due_at: datetime
    started_at: datetime | None
    attempts: int
    finished_at: datetime | None
    reason: str
    error: str
    letter_kind: str | None
    subject: str | None
    address: str | None


_jobs = select(
    *(column for column in JOB.c if column.name != "priority"),
    MAIL.c.kind.label("letter_kind"),
    MAIL.c.subject,
    MAIL.c.address,
).select_from(JOB.outerjoin(MAIL, and_(JOB.c.kind == LETTER.name, MAIL.c.id == JOB.c.subject_id)))


def list_jobs(state: str, before: int | None = None, size: int = PAGE_SIZE) -> list[JobRow]:
    """List the jobs in a state, the newest first, from a key downwards; without regular work."""
    return _listed(_jobs.where(in_state(state), JOB.c.kind.not_in(REGULAR)), before, size)


def list_regular() -> list[JobRow]:
    """List the work that comes back by itself, in the order of the kinds."""
    found = db.session.execute(_jobs.where(JOB.c.kind.in_(REGULAR))).all()
    order = list(KINDS)
    return sorted(cast("list[JobRow]", found), key=lambda job: order.index(job.kind))


def _listed(query: Select[*tuple[object, ...]], before: int | None, size: int) -> list[JobRow]:
    if before is not None:
        query = query.where(JOB.c.id < before)
    page = query.order_by(JOB.c.id.desc()).limit(literal_limit(size))
    return cast("list[JobRow]", db.session.execute(page).all())


def count_by_state() -> dict[str, int]:
    """Count the jobs that failed and that wait, each up to one more than `MAX_COUNT`."""
    counts = {}
    for state in (FAILED, WAITING):
        some = select(JOB.c.id).where(in_state(state), JOB.c.kind.not_in(REGULAR))
        first = some.limit(literal_limit(MAX_COUNT + 1)).subquery()
        counts[state] = db.session.execute(select(func.count()).select_from(first)).scalar_one()
    return counts


def repeat(by: Person, job_id: int, now: datetime) -> None:
    """Let a job that failed for good be tried again, or regular work be done at once.

    Raises `NotAllowed`, `NotVisible`, and `NotPossible` for one that waits or is done.
    """
    with persons.writing_as(by) as (connection, person):
        if not may(person, Can.SEE_JOBS):
            raise NotAllowed
        job = connection.execute(select(JOB).where(JOB.c.id == job_id).with_for_update()).first()
        if job is None:
            raise NotVisible
        if job.state == FAILED:
            again = {"state": WAITING, "attempts": 0, "started_at": None, "finished_at": None}
        elif job.kind in REGULAR and job.started_at is None:
            again = {}
        else:
            raise NotPossible
        statement = update(JOB).where(JOB.c.id == job_id)
        connection.execute(statement, {**again, "due_at": now})


def find_job(kind: str, subject_id: int) -> int | None:
    """Return the id of the job for a letter, a file or an export; None if it has none any more."""
    wanted = select(JOB.c.id).where(JOB.c.kind == kind, JOB.c.subject_id == subject_id)
    found: int | None = db.session.execute(wanted).scalar()
    return found
