"""History: append-only events in one hash chain a proposal, the changes of rows that they seal,
their anchors, and notices."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import (
    BigId,
    Code,
    Document,
    Id,
    Instant,
    LongText,
    Sha256,
    UtcTime,
    mapped_foreign_key,
    partial_index,
)


class Event(Model):
    """One line of history. Triggers refuse UPDATE and DELETE.

    `at` and `data` are kept as the very text that the hash covers: ISO 8601 in UTC, canonical
    JSON. `key` is the idempotency key of the press that made the event.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    n: Mapped[int]
    type: Mapped[Code]
    from_stage: Mapped[Code]
    to_stage: Mapped[Code]
    actor_id: Mapped[int | None] = mapped_foreign_key("user")
    on_behalf_of: Mapped[int | None] = mapped_foreign_key("user", index=False)
    role: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_foreign_key("organisation", index=False)
    version: Mapped[Sha256]
    data: Mapped[LongText]
    at: Mapped[str] = mapped_column(String(32))
    prev_hash: Mapped[Sha256]
    hash: Mapped[Sha256]
    key: Mapped[Code | None]

    __table_args__ = (
        UniqueConstraint("proposal_id", "n"),
        UniqueConstraint("proposal_id", "key"),
    )


class RowChange(Model):
    """One change of a row of a work, noted by the database itself. Triggers refuse UPDATE, DELETE.

    `n` is the work's next event when it was made: that event seals it. `content` is the JSON of the
    columns that have changed; of a new row, of all that are witnessed. No foreign key: it outlives
    what it names.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_column(BigId)
    n: Mapped[int]
    table_name: Mapped[Code]
    row_id: Mapped[int] = mapped_column(BigId)
    op: Mapped[Code]
    content: Mapped[LongText]

    __table_args__ = (Index("ix_row_change_proposal_id_n_id", "proposal_id", "n", "id"),)


class Anchor(Model):
    """A day's seal over the heads of all chains, linked to the seal before it.

    `account_n` and `account_head` are the link of the account chain that it covers, 0 and nothing
    in anchors of before there was one; those have no `signature` and no `public_key` either.
    """

    id: Mapped[Id]
    last_event_id: Mapped[int]
    chains: Mapped[int]
    root: Mapped[Sha256]
    prev_root: Mapped[Sha256]
    at: Mapped[UtcTime]
    account_n: Mapped[int] = mapped_column(default=0, server_default="0")
    account_head: Mapped[Sha256] = mapped_column(default="", server_default="")
    public_key: Mapped[Sha256] = mapped_column(default="", server_default="")
    signature: Mapped[str] = mapped_column(String(128), default="", server_default="")


class AuditRun(Model):
    """One verification of the history: asked for by whom, what was looked at and what is wrong.

    `by_id` is empty for those that the worker begins by itself; `wrong` is how many findings there
    are.

    `root` was given to compare with, `head` is that of the newest seal it found. `started_at` is
    when somebody took it, `ended_at` is empty until it is through; `error` is why it never was.
    """

    id: Mapped[Id]
    by_id: Mapped[int | None] = mapped_foreign_key("user", index=False)
    root: Mapped[Sha256] = mapped_column(default="")
    asked_at: Mapped[UtcTime]
    started_at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    proposals: Mapped[int] = mapped_column(default=0)
    events: Mapped[int] = mapped_column(default=0)
    head: Mapped[Sha256] = mapped_column(default="")
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[LongText] = mapped_column(default="")


class Notice(Model):
    """What a person should hear. Unsent ones wait to be put into the outbox, unread ones are news.

    `sent_at` is when the notice was handed to the outbox; what became of the letter is a `Mail`.
    """

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_foreign_key("user", index=False)
    proposal_id: Mapped[int] = mapped_foreign_key("proposal")
    event_id: Mapped[int] = mapped_foreign_key("event")
    kind: Mapped[Code]
    at: Mapped[UtcTime]
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_notice_user_id_id", "user_id", "id"),
        partial_index("ix_notice_unsent", "id", where=sent_at.is_(None)),
        partial_index("ix_notice_unread", "user_id", "proposal_id", "id", where=read_at.is_(None)),
    )
