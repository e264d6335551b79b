"""Exports: tables that a worker writes for one person, kept in pieces for a while."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import BigId, Code, Id, Instant, Name, Sha256, UtcTime, mapped_foreign_key


class Export(Model):
    """A table that somebody has asked for: what it lists, in which format and language.

    `rows_done` of `rows_total` are written; the total is unknown before the worker has begun.
    `ready_at` is when it could be fetched, as `name`, `size` bytes long; `seen_as` stands for the
    roles with which it was written. A job writes it.
    """

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_foreign_key("user", index=False)
    kind: Mapped[Code]
    format: Mapped[Code]
    language: Mapped[Code]
    created_at: Mapped[UtcTime]
    rows_done: Mapped[int] = mapped_column(default=0)
    rows_total: Mapped[int | None]
    ready_at: Mapped[datetime | None] = mapped_column(Instant)
    name: Mapped[Name] = mapped_column(default="")
    size: Mapped[int] = mapped_column(BigId, default=0)
    seen_as: Mapped[Sha256] = mapped_column(default="")

    __table_args__ = (
        Index("ix_export_user_id_id", "user_id", "id"),
        Index("ix_export_created_at", "created_at"),
    )


class ExportPiece(Model):
    """A piece of a finished export, so that neither a database nor a server holds it whole."""

    id: Mapped[Id]
    export_id: Mapped[int] = mapped_foreign_key("export", index=False)
    position: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)

    __table_args__ = (UniqueConstraint("export_id", "position"),)
