"""Jobs: what a worker is to do, written in the transaction that wants it done."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from artflow.domain.jobs import FAILED, WAITING
from artflow.extensions import Model

from .types import BigId, Code, Id, Instant, LongText, UtcTime, partial_index


class Job(Model):
    """One thing to do for one row: `subject_id` is a letter, a file or an export by `kind`.

    No foreign key holds that row: what becomes of it does not wait for a job. `due_at` is when it
    may be tried (again); whoever takes it moves this ahead, which is the lease, and writes
    `started_at`, which is the fence: only who has started it last may say how it ended. `attempts`
    counts the tries. `reason` says as a code what went wrong last, `error` in the machine's words.
    A job that comes back regularly goes on waiting; `finished_at` is when it last ended.
    """

    id: Mapped[Id]
    kind: Mapped[Code]
    subject_id: Mapped[int] = mapped_column(BigId, default=0)
    priority: Mapped[int]
    state: Mapped[Code] = mapped_column(default=WAITING)
    created_at: Mapped[UtcTime]
    due_at: Mapped[UtcTime]
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
    reason: Mapped[Code] = mapped_column(default="")
    error: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        partial_index("ix_job_waiting", "kind", "priority", "due_at", "id", where=state == WAITING),
        partial_index("ix_job_failed", "kind", "id", where=state == FAILED),
        Index("ix_job_finished_at", "finished_at"),
    )
