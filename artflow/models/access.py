"""How people get in: one-time links, tries to sign in, and the history of accounts."""

from sqlalchemy import Index, String

from .types import Code, Facts, Instant, Name, column, pointer, table

OneTimeLink = table(
    "one_time_link",
    column("purpose", Code),
    column("token_sha256", String(64), unique=True, nullable=True),
    column("email", Name),
    pointer("user_id", "user", nullable=True),
    column("data", Facts),
    pointer("created_by_id", "user", index=False, nullable=True),
    column("created_at", Instant),
    column("expires_at", Instant, nullable=True),
    column("used_at", Instant, nullable=True),
    column("revoked_at", Instant, nullable=True),
    Index("ix_one_time_link_email_purpose", "email", "purpose", "created_at"),
)
"""A link that works once, for one purpose, for a while.

The token itself is never kept: it is made when the letter is sent, and only its SHA-256 stays.
Until then, and so for a letter that still waits in the outbox, there is no token at all.
"""

SignInAttempt = table(
    "sign_in_attempt",
    column("email", Name),
    column("address", String(64)),
    column("at", Instant),
    column("outcome", Code),
    Index("ix_sign_in_attempt_email_at", "email", "at"),
    Index("ix_sign_in_attempt_address_at", "address", "at"),
)
"""One try to sign in: by whom it claimed to be, from where, and what came of it.

A try counts as failed from the moment it begins, so that many at once cannot all be free.
"""

AccountEvent = table(
    "account_event",
    pointer("user_id", "user"),
    pointer("actor_id", "user", index=False, nullable=True),
    column("type", Code),
    column("data", Facts),
    column("at", Instant),
)
"""Something that was done to an account: by whom and when. Never a password or a token."""
