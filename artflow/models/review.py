"""What reviewers and parties say: remarks, sign-offs, recorded papers, and whose turn it is."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import db

from .people import Organisation, User
from .proposal import File, Version
from .types import Big, Code, Facts, Id, Instant, Long, Name, Sha, When, partial, ref


class Remark(db.Model):
    """One thing to answer. `x` and `y` are percent of the picture, or nothing."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal")
    version_id: Mapped[int] = ref("version")
    stage: Mapped[Code]
    author_id: Mapped[int] = ref("user")
    severity: Mapped[Code]
    text: Mapped[Long]
    x: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    y: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    state: Mapped[Code] = mapped_column(default="open")
    fixed: Mapped[bool | None]
    answer: Mapped[Long] = mapped_column(default="")
    at: Mapped[When]
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    closed_by_id: Mapped[int | None] = ref("user")


class Signoff(db.Model):
    """One party's decision on one version in one stage."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal")
    version_id: Mapped[int] = ref("version", index=False)
    stage: Mapped[Code]
    party: Mapped[Code]
    organisation_id: Mapped[int | None] = ref("organisation", index=False)
    state: Mapped[Code]
    amount: Mapped[int] = mapped_column(Big, default=0)
    conditions: Mapped[Long] = mapped_column(default="")
    reason: Mapped[Long] = mapped_column(default="")
    version_sha256: Mapped[Sha]
    decided_by_id: Mapped[int | None] = ref("user")
    basis: Mapped[Name] = mapped_column(default="")
    requested_at: Mapped[When]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    carried_from_id: Mapped[int | None] = ref("signoff")

    decided_by: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    version: Mapped[Version] = relationship(back_populates="signoffs")

    __table_args__ = (
        UniqueConstraint("version_id", "stage", "party"),
        Index("ix_signoff_organisation_id_proposal_id", "organisation_id", "proposal_id"),
    )


class Record(db.Model):
    """A recorded fact: what, by whom, for which version and wall. Voided, never deleted."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal", index=False)
    kind: Mapped[Code]
    data: Mapped[Facts]
    version_id: Mapped[int | None] = ref("version")
    wall_id: Mapped[int | None] = ref("wall")
    recorded_by_id: Mapped[int] = ref("user")
    at: Mapped[When]
    void_at: Mapped[datetime | None] = mapped_column(Instant)

    recorded_by: Mapped[User] = relationship()
    files: Mapped[list["RecordFile"]] = relationship()

    __table_args__ = (Index("ix_record_proposal_id_kind", "proposal_id", "kind"),)


class RecordFile(db.Model):
    """A file that proves a recorded fact."""

    id: Mapped[Id]
    record_id: Mapped[int] = ref("record")
    file_id: Mapped[int] = ref("file")

    file: Mapped[File] = relationship()


class Turn(db.Model):
    """Whose turn it is, since when and until when, and what that was computed from.

    Open while `closed_at` is empty; `stopped_days` holds the working days left during a hold.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal", index=False)
    stage: Mapped[Code]
    role: Mapped[Code]
    party: Mapped[Code]
    organisation_id: Mapped[int | None] = ref("organisation", index=False)
    user_id: Mapped[int | None] = ref("user", index=False)
    opened_on: Mapped[date]
    days: Mapped[int | None]
    due_on: Mapped[date | None]
    basis: Mapped[Facts]
    stopped_days: Mapped[int | None]
    opened_at: Mapped[When]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation | None] = relationship()

    __table_args__ = (
        Index("ix_turn_proposal_id_closed_at", "proposal_id", "closed_at"),
        partial(
            "ix_turn_organisation_id_closed_at",
            "organisation_id", "closed_at",
            where="closed_at IS NOT NULL",
        ),
        partial(
            "ix_turn_organisation_id_role_due_on",
            "organisation_id", "role", "due_on", "proposal_id",
            where="closed_at IS NULL",
        ),
        partial(
            "ix_turn_user_id_due_on",
            "user_id", "due_on", "proposal_id",
            where="closed_at IS NULL",
        ),
    )  # fmt: skip
