"""People, the organisations they act for, and the sessions they have open."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import db

from .types import (
    Code,
    Facts,
    Id,
    Instant,
    Long,
    Name,
    Sha,
    When,
    column,
    partial,
    pointer,
    ref,
    table,
)


class Organisation(db.Model):
    """A department, a sponsor, a studio: data, never a name in the code."""

    id: Mapped[Id]
    kind: Mapped[Code]
    name_kk: Mapped[Name]
    name_ru: Mapped[Name]
    name_en: Mapped[Name]
    active: Mapped[bool] = mapped_column(default=True)
    registers: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether artists may join it by registering themselves."""
    bin: Mapped[Code] = mapped_column(default="", server_default="")
    address: Mapped[Name] = mapped_column(default="", server_default="")
    phone: Mapped[Code] = mapped_column(default="", server_default="")
    email: Mapped[Name] = mapped_column(default="", server_default="")

    former: Mapped[list["FormerName"]] = relationship(order_by="FormerName.until")

    def name(self, language: str, on: date | None = None) -> str:
        """The name it bears, or bore on a day: what was decided then keeps the name of then.

        With a day, `former` must have been loaded with the row.
        """
        past = (name for name in self.former if on < name.until) if on else ()
        return getattr(next(iter(past), self), f"name_{language}")


class FormerName(db.Model):
    """What an organisation was called before the day `until`, from which the next counts."""

    id: Mapped[Id]
    organisation_id: Mapped[int] = ref("organisation", index=False)
    name_kk: Mapped[Name]
    name_ru: Mapped[Name]
    name_en: Mapped[Name]
    until: Mapped[date]

    __table_args__ = (UniqueConstraint("organisation_id", "until"),)


KeeperEvent = table(
    "keeper_event",
    column("subject", Code),
    pointer("actor_id", "user", index=False),
    column("type", Code),
    column("data", Facts),
    column("at", Instant),
    Index("ix_keeper_event_subject_id", "subject", "id"),
)
"""What a keeper changed of an organisation, a programme or the calendar, and when."""


class User(db.Model):
    """Somebody who can sign in."""

    id: Mapped[Id]
    email: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    phone: Mapped[Code] = mapped_column(default="")
    password_hash: Mapped[Name]
    language: Mapped[Code] = mapped_column(default="kk")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[When]


class Membership(db.Model):
    """A role held in an organisation, on a paper and for a time."""

    id: Mapped[Id]
    user_id: Mapped[int] = ref("user", index=False)
    organisation_id: Mapped[int] = ref("organisation")
    role: Mapped[Code]
    position: Mapped[Name] = mapped_column(default="")
    basis: Mapped[Name] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (UniqueConstraint("user_id", "organisation_id", "role"),)


LoginSession = table(
    "login_session",
    column("token_sha256", Sha, unique=True),
    pointer("user_id", "user"),
    column("created_at", Instant),
    column("seen_at", Instant),
    column("ended_at", Instant, nullable=True),
    column("agent", Long, default=""),
)
"""One browser signed in. Ending the row ends the session at its next request."""


Seeing = table(
    "seeing",
    pointer("session_id", "login_session", index=False),
    pointer("user_id", "user", index=False),
    pointer("by_id", "user", index=False),
    column("began_at", Instant),
    column("until", Instant),
    column("ended_at", Instant, nullable=True),
    partial("uq_seeing_session_id", "session_id", where="ended_at IS NULL", unique=True),
)
"""One look through somebody else's eyes: by whom, in which session, and until when at most."""
