"""People, the organisations they act for, and the sessions they have open."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.domain.text import LocalizedText, fold_text
from artflow.extensions import Model

from .types import (
    Code,
    Facts,
    Id,
    Instant,
    Localized,
    LongText,
    Name,
    Sha256,
    UtcTime,
    mapped_foreign_key,
    partial_index,
)


class Organisation(Model):
    """A department, a sponsor, a studio: data, never a name in the code."""

    id: Mapped[Id]
    kind: Mapped[Code]
    name: Mapped[Localized]
    active: Mapped[bool] = mapped_column(default=True)
    registers: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether artists may join it by registering themselves."""
    bin: Mapped[Code] = mapped_column(default="", server_default="")
    address: Mapped[Name] = mapped_column(default="", server_default="")
    phone: Mapped[Code] = mapped_column(default="", server_default="")
    email: Mapped[Name] = mapped_column(default="", server_default="")

    former: Mapped[list["FormerName"]] = relationship(order_by="FormerName.until")

    def name_on(self, day: date | None) -> LocalizedText:
        """Return the name it had on a day, or has: a decision keeps the name of its day.

        `former` must have been loaded with the row.
        """
        past = (known.name for known in self.former if day < known.until) if day else iter(())
        return next(past, self.name)


class FormerName(Model):
    """What an organisation was called before the day `until`, from which the next counts."""

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_foreign_key("organisation", index=False)
    name: Mapped[Localized]
    until: Mapped[date]

    __table_args__ = (UniqueConstraint("organisation_id", "until"),)


class AdminEvent(Model):
    """What was changed of an organisation, a programme or the calendar, by whom and when."""

    __tablename__ = "keeper_event"

    id: Mapped[Id]
    subject: Mapped[Code]
    actor_id: Mapped[int] = mapped_foreign_key("user", index=False)
    type: Mapped[Code]
    data: Mapped[Facts]
    at: Mapped[UtcTime]

    __table_args__ = (Index("ix_keeper_event_subject_id", "subject", "id"),)


def fold_person(name: str, email: str) -> str:
    """Return the line by which somebody is found and in whose order people are listed."""
    return fold_text(f"{name} {email}")


def _folded_default(context: Any) -> str:
    given = context.get_current_parameters()
    return fold_person(given["name"], given["email"])


class User(Model):
    """Somebody who can sign in. Whoever changes `name` or `email` writes `folded` as well."""

    id: Mapped[Id]
    email: Mapped[Name] = mapped_column(unique=True)
    name: Mapped[Name]
    phone: Mapped[Code] = mapped_column(default="")
    password_hash: Mapped[Name]
    language: Mapped[Code] = mapped_column(default="kk")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[UtcTime]
    folded: Mapped[LongText] = mapped_column(default=_folded_default, server_default="")

    __table_args__ = (
        Index("ix_user_folded_id", "folded", "id"),
        partial_index("ix_user_suspended", "active", "id", where=active.is_(False)),
    )


class Membership(Model):
    """A role held in an organisation, on a paper and for a time."""

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_foreign_key("user", index=False)
    organisation_id: Mapped[int] = mapped_foreign_key("organisation")
    role: Mapped[Code]
    position: Mapped[Name] = mapped_column(default="")
    basis: Mapped[Name] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None] = mapped_column()

    user: Mapped[User] = relationship()
    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        UniqueConstraint("user_id", "organisation_id", "role"),
        partial_index("ix_membership_valid_until", "valid_until", where=valid_until.is_not(None)),
    )


class RolePaper(Model):
    """A paper on which somebody's role in an organisation rests or rested; never taken out."""

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_foreign_key("user")
    organisation_id: Mapped[int] = mapped_foreign_key("organisation", index=False)
    role: Mapped[Code]
    file_id: Mapped[int] = mapped_foreign_key("file")
    by_id: Mapped[int] = mapped_foreign_key("user", index=False)
    at: Mapped[UtcTime]


class LoginSession(Model):
    """One browser signed in. Ending the row ends the session at its next request."""

    id: Mapped[Id]
    token_sha256: Mapped[Sha256] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_foreign_key("user")
    created_at: Mapped[UtcTime]
    seen_at: Mapped[UtcTime]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    agent: Mapped[LongText] = mapped_column(default="")


class Impersonation(Model):
    """One impersonation: who saw the pages as whom, in which session, and until when at most."""

    __tablename__ = "seeing"

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_foreign_key("login_session", index=False)
    user_id: Mapped[int] = mapped_foreign_key("user", index=False)
    by_id: Mapped[int] = mapped_foreign_key("user", index=False)
    began_at: Mapped[UtcTime]
    until: Mapped[UtcTime]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    __table_args__ = (
        partial_index("uq_seeing_session_id", "session_id", where=ended_at.is_(None), unique=True),
    )
