"""History: append-only events in one hash chain a proposal, their anchors, and notices."""

from datetime import datetime

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import db

from .types import Code, Id, Instant, Long, Sha, When, column, partial, ref, table


class Event(db.Model):
    """One line of history. Triggers refuse UPDATE and DELETE.

    `at` and `data` are kept as the very text that the hash covers: ISO 8601 in UTC, canonical
    JSON. `key` is the idempotency key of the press that made the event.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal", index=False)
    n: Mapped[int]
    type: Mapped[Code]
    from_stage: Mapped[Code]
    to_stage: Mapped[Code]
    actor_id: Mapped[int | None] = ref("user")
    on_behalf_of: Mapped[int | None] = ref("user", index=False)
    role: Mapped[Code]
    organisation_id: Mapped[int | None] = ref("organisation", index=False)
    version: Mapped[Sha]
    data: Mapped[Long]
    at: Mapped[str] = mapped_column(String(32))
    prev_hash: Mapped[Sha]
    hash: Mapped[Sha]
    key: Mapped[Code | None]

    __table_args__ = (
        UniqueConstraint("proposal_id", "n"),
        UniqueConstraint("proposal_id", "key"),
    )


Anchor = table(
    "anchor",
    column("last_event_id", Integer),
    column("chains", Integer),
    column("root", Sha),
    column("prev_root", Sha),
    column("at", Instant),
)
"""A day's seal over the heads of all chains, linked to the seal before it."""


class Notice(db.Model):
    """What a person should hear. Unsent ones wait to be put into the outbox, unread ones are news.

    `sent_at` is when the notice was handed to the outbox; what became of the letter is a `Mail`.
    """

    id: Mapped[Id]
    user_id: Mapped[int] = ref("user", index=False)
    proposal_id: Mapped[int] = ref("proposal")
    event_id: Mapped[int] = ref("event")
    kind: Mapped[Code]
    at: Mapped[When]
    read_at: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_notice_user_id_id", "user_id", "id"),
        partial(
            "ix_notice_unsent", "id",
            where="sent_at IS NULL",
        ),
        partial(
            "ix_notice_unread", "user_id",
            where="read_at IS NULL",
        ),
    )  # fmt: skip
