"""How people get in: one-time links, tries to sign in, and the history of accounts."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from artflow.extensions import Model

from .types import (
    Code,
    Facts,
    Id,
    Instant,
    LongText,
    Name,
    Sha256,
    UtcTime,
    mapped_foreign_key,
    partial_index,
)


class OneTimeLink(Model):
    """A link that works once, for one purpose, for a while.

    The token itself is never kept: it is made when the letter is sent, and only its SHA-256 stays.
    Until then, and so for a letter that still waits in the outbox, there is no token at all.
    """

    id: Mapped[Id]
    purpose: Mapped[Code]
    token_sha256: Mapped[str | None] = mapped_column(String(64), unique=True)
    email: Mapped[Name]
    user_id: Mapped[int | None] = mapped_foreign_key("user")
    data: Mapped[Facts]
    created_by_id: Mapped[int | None] = mapped_foreign_key("user", index=False)
    created_at: Mapped[UtcTime]
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    revoked_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        Index("ix_one_time_link_email_purpose", "email", "purpose", "created_at"),
        partial_index(
            "ix_one_time_link_open",
            "purpose",
            "id",
            where=and_(used_at.is_(None), revoked_at.is_(None)),
        ),
    )


class SignInAttempt(Model):
    """One try to sign in: by whom it claimed to be, from where, and what came of it.

    A try counts as failed from the moment it begins, so that many at once cannot all be free.
    `address` is a network, see `throttle.network_of`; `device` names a device that the account
    knows or the session that was open, and is empty for all others.
    """

    id: Mapped[Id]
    email: Mapped[Name]
    address: Mapped[str] = mapped_column(String(64))
    device: Mapped[str] = mapped_column(String(64), default="", server_default="")
    at: Mapped[UtcTime]
    outcome: Mapped[Code]

    __table_args__ = (
        Index("ix_sign_in_attempt_email_at", "email", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )


class AccountEvent(Model):
    """Something that was done to an account: by whom and when. Never a password or a token.

    Triggers refuse UPDATE and DELETE, here and of the two that follow.
    """

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_foreign_key("user")
    actor_id: Mapped[int | None] = mapped_foreign_key("user", index=False)
    type: Mapped[Code]
    data: Mapped[Facts]
    at: Mapped[UtcTime]


class AccountChange(Model):
    """A row about people and parties as it stands after a change; triggers on its table write it.

    `key` is the id of that row, `content` its columns as JSON, empty once it is deleted. `tx` names
    the transaction on PostgreSQL: whoever seals takes nobody else's.
    """

    id: Mapped[Id]
    table_name: Mapped[Code]
    key: Mapped[Code]
    op: Mapped[Code]
    content: Mapped[LongText | None]
    tx: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_account_change_table_name_key", "table_name", "key", "id"),)


class AccountLink(Model):
    """A link of the account chain: seals what one transaction has changed and recorded.

    `content` is the very text that the hash covers, see `domain/people/account_links.py`.
    """

    id: Mapped[Id]
    n: Mapped[int] = mapped_column(unique=True)
    prev_hash: Mapped[Sha256]
    content: Mapped[LongText]
    hash: Mapped[Sha256]


class AccountChain(Model):
    """Where the account chain ends, in its one row: writers wait for each other there."""

    id: Mapped[Id]
    n: Mapped[int]
    head: Mapped[Sha256]
