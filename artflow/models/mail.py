"""The outbox: letters written in the transaction of the event they report, sent afterwards."""

from datetime import datetime

from sqlalchemy import and_
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import (
    Code,
    Facts,
    Id,
    Instant,
    LongText,
    Name,
    UtcTime,
    mapped_foreign_key,
    partial_index,
)


class Mail(Model):
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
    link_id: Mapped[int | None] = mapped_foreign_key("one_time_link")
    notice_id: Mapped[int | None] = mapped_foreign_key("notice")
    created_at: Mapped[UtcTime]
    due_at: Mapped[UtcTime]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    dead_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        partial_index(
            "ix_mail_waiting", "due_at", "id", where=and_(sent_at.is_(None), dead_at.is_(None))
        ),
    )
