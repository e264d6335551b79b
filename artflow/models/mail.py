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
    """A letter to one address: what it is about, and, once it is written, its subject.

    Its words are not kept. A job sends it; `due_at`, `attempts`, `dead_at` and `error` are those of
    the version before the table of jobs, whose servers may still write letters: see
    `services.mail.outbox.adopt`. They go when nobody runs that version any more.
    """

    id: Mapped[Id]
    address: Mapped[Name]
    name: Mapped[Name] = mapped_column(default="")
    language: Mapped[Code]
    kind: Mapped[Code]
    data: Mapped[Facts]
    subject: Mapped[LongText] = mapped_column(default="", server_default="")
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
        partial_index("ix_mail_dead", "dead_at", where=dead_at.is_not(None)),
    )
