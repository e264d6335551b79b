"""People, the organisations they act for, and the sessions they have open."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import db

from .types import Code, Id, Instant, Long, Name, Sha, When, ref


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

    def name(self, language: str) -> str:
        return getattr(self, f"name_{language}")


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


class LoginSession(db.Model):
    """One browser signed in. Ending the row ends the session at its next request."""

    id: Mapped[Id]
    token_sha256: Mapped[Sha] = mapped_column(unique=True)
    user_id: Mapped[int] = ref("user")
    created_at: Mapped[When]
    seen_at: Mapped[When]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    agent: Mapped[Long] = mapped_column(default="")
