"""The outbox: letters written in the transaction of the deed they tell of, sent afterwards."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import db

from .types import Code, Facts, Id, Instant, Long, Name, When, partial, ref

WAITS = "sent_at IS NULL AND dead_at IS NULL"


class Mail(db.Model):
    """A letter to one address: what it is about, not yet its words.

    `due_at` is when it may be tried (again); whoever takes it moves this ahead, which is the
    lease. `attempts` counts the tries, `dead_at` says that nobody will try any more.
    """

    id: Mapped[Id]
    address: Mapped[Name]
    name: Mapped[Name] = mapped_column(default="")
    language: Mapped[Code]
    kind: Mapped[Code]
    data: Mapped[Facts]
    link_id: Mapped[int | None] = ref("one_time_link")
    notice_id: Mapped[int | None] = ref("notice")
    created_at: Mapped[When]
    due_at: Mapped[When]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    dead_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[Long] = mapped_column(default="")

    __table_args__ = (
        partial("ix_mail_waiting", "due_at", "id",
              where=WAITS),
    )  # fmt: skip
