"""What parties decide: sign-offs, their conditions, defects, papers, and whose turn it is."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import Model

from .people import Organisation, User
from .proposal import File, Version
from .types import (
    BigId,
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


class Signoff(Model):
    """One party's decision on one version in one stage."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal")
    version_id: Mapped[int] = mapped_foreign_key("version", index=False)
    stage: Mapped[Code]
    party: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_foreign_key("organisation", index=False)
    state: Mapped[Code]
    amount: Mapped[int] = mapped_column(BigId, default=0)
    conditions: Mapped[LongText] = mapped_column(default="")
    reason: Mapped[LongText] = mapped_column(default="")
    version_sha256: Mapped[Sha256]
    decided_by_id: Mapped[int | None] = mapped_foreign_key("user")
    basis: Mapped[Name] = mapped_column(default="")
    requested_at: Mapped[UtcTime]
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    superseded_at: Mapped[datetime | None] = mapped_column(Instant)
    carried_from_id: Mapped[int | None] = mapped_foreign_key("signoff")

    decided_by: Mapped[User | None] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    version: Mapped[Version] = relationship(back_populates="signoffs")

    __table_args__ = (
        UniqueConstraint("version_id", "stage", "party"),
        Index("ix_signoff_organisation_id_proposal_id", "organisation_id", "proposal_id"),
    )


class Record(Model):
    """A recorded fact: what, by whom, for which version and wall. Voided, never deleted.

    `role` is that in which it was recorded; empty where that was not kept yet.
    `until` is the last day on which it is in force, of a paper that names one.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    kind: Mapped[Code]
    data: Mapped[Facts]
    version_id: Mapped[int | None] = mapped_foreign_key("version")
    wall_id: Mapped[int | None] = mapped_foreign_key("wall")
    recorded_by_id: Mapped[int] = mapped_foreign_key("user")
    role: Mapped[Code] = mapped_column(default="", server_default="")
    at: Mapped[UtcTime]
    void_at: Mapped[datetime | None] = mapped_column(Instant)
    until: Mapped[date | None] = mapped_column()

    recorded_by: Mapped[User] = relationship()
    files: Mapped[list["RecordFile"]] = relationship()

    __table_args__ = (
        Index("ix_record_proposal_id_kind", "proposal_id", "kind"),
        partial_index(
            "ix_record_until",
            "until",
            "proposal_id",
            where=and_(until.is_not(None), void_at.is_(None)),
        ),
    )


class RecordFile(Model):
    """A file that proves a recorded fact."""

    id: Mapped[Id]
    record_id: Mapped[int] = mapped_foreign_key("record")
    file_id: Mapped[int] = mapped_foreign_key("file")

    file: Mapped[File] = relationship()


class Condition(Model):
    """What a party asked for when it agreed, or a defect that it found; open, answered or closed.

    `holds` is what waits for it, by the definition's key, and empty if nothing does. `stage`,
    `role`, `party` and `organisation_id` are those in which it was set. `answer` says how it was
    fulfilled (`fulfilled`), or why it cannot be; `note` what its party said to that. One that has
    `lapsed` was overtaken by what its party decided later.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal")
    version_id: Mapped[int | None] = mapped_foreign_key("version")
    kind: Mapped[Code]
    stage: Mapped[Code]
    role: Mapped[Code] = mapped_column(default="")
    party: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_foreign_key("organisation")
    text: Mapped[LongText]
    place: Mapped[Name] = mapped_column(default="")
    holds: Mapped[Code] = mapped_column(default="")
    due_on: Mapped[date | None]
    state: Mapped[Code]
    set_by_id: Mapped[int | None] = mapped_foreign_key("user")
    at: Mapped[UtcTime]
    fulfilled: Mapped[bool | None]
    answer: Mapped[LongText] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_foreign_key("user")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    note: Mapped[LongText] = mapped_column(default="")
    closed_by_id: Mapped[int | None] = mapped_foreign_key("user")
    closed_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation | None] = relationship()
    set_by: Mapped[User | None] = relationship(foreign_keys=[set_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
    closed_by: Mapped[User | None] = relationship(foreign_keys=[closed_by_id])
    files: Mapped[list["ConditionFile"]] = relationship(order_by="ConditionFile.id")


class ConditionFile(Model):
    """A file that proves how a condition was fulfilled."""

    id: Mapped[Id]
    condition_id: Mapped[int] = mapped_foreign_key("condition")
    file_id: Mapped[int] = mapped_foreign_key("file")

    file: Mapped[File] = relationship()


class Turn(Model):
    """Whose turn it is, since when and until when, and what that was computed from.

    Open while `closed_at` is empty; `stopped_days` holds the working days left during a hold that
    began on `stopped_on`, and `due_on` meanwhile the day on which the work comes back.
    `used_days` and `paused_days` are the working days that it has run and was stopped, up to its
    last stop or its end; `late_days` those by which it was late at most. `ended_by` is the action
    that ended it, `outcome` what that was to its party (`TurnOutcome`).
    `programme_id`, `openness` and `district` are those of the proposal, kept by triggers while the
    turn is open: desks are narrowed by them in the order of their due dates. The indexes of desks
    end with the columns of their own condition: so a queue is counted without reading its turns.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    stage: Mapped[Code]
    role: Mapped[Code]
    party: Mapped[Code]
    organisation_id: Mapped[int | None] = mapped_foreign_key("organisation", index=False)
    user_id: Mapped[int | None] = mapped_foreign_key("user", index=False)
    opened_on: Mapped[date]
    days: Mapped[int | None]
    due_on: Mapped[date | None]
    basis: Mapped[Facts]
    stopped_days: Mapped[int | None] = mapped_column()
    stopped_on: Mapped[date | None] = mapped_column()
    used_days: Mapped[int] = mapped_column(default=0, server_default="0")
    paused_days: Mapped[int] = mapped_column(default=0, server_default="0")
    late_days: Mapped[int] = mapped_column(default=0, server_default="0")
    ended_by: Mapped[Code] = mapped_column(default="", server_default="")
    outcome: Mapped[Code] = mapped_column(default="", server_default="")
    opened_at: Mapped[UtcTime]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    programme_id: Mapped[int | None] = mapped_column(BigId)
    openness: Mapped[int] = mapped_column(default=0, server_default="0")
    district: Mapped[Name | None]

    organisation: Mapped[Organisation | None] = relationship()

    __table_args__ = (
        Index("ix_turn_proposal_id_closed_at", "proposal_id", "closed_at"),
        partial_index(
            "ix_turn_organisation_id_closed_at",
            "organisation_id",
            "closed_at",
            where=closed_at.is_not(None),
        ),
        partial_index(
            "ix_turn_programme_id_closed_at",
            "programme_id",
            "closed_at",
            where=closed_at.is_not(None),
        ),
        partial_index(
            "ix_turn_waiting",
            "organisation_id",
            "role",
            "due_on",
            "proposal_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_(None)),
        ),
        partial_index(
            "ix_turn_waiting_district",
            "organisation_id",
            "role",
            "district",
            "due_on",
            "proposal_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_(None)),
        ),
        partial_index(
            "ix_turn_untaken",
            "organisation_id",
            "role",
            "due_on",
            "proposal_id",
            "user_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_(None), user_id.is_(None)),
        ),
        partial_index(
            "ix_turn_untaken_district",
            "organisation_id",
            "role",
            "district",
            "due_on",
            "proposal_id",
            "user_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_(None), user_id.is_(None)),
        ),
        partial_index(
            "ix_turn_waiting_applicant",
            "programme_id",
            "openness",
            "role",
            "due_on",
            "proposal_id",
            "organisation_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_(None), organisation_id.is_(None)),
        ),
        partial_index(
            "ix_turn_waiting_programme",
            "programme_id",
            "openness",
            "due_on",
            "proposal_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_(None)),
        ),
        partial_index(
            "ix_turn_held",
            "programme_id",
            "openness",
            "due_on",
            "proposal_id",
            "closed_at",
            "stopped_days",
            where=and_(closed_at.is_(None), stopped_days.is_not(None)),
        ),
        partial_index(
            "ix_turn_open_organisation_id_opened_on",
            "organisation_id",
            "opened_on",
            where=closed_at.is_(None),
        ),
        partial_index(
            "ix_turn_user_id_due_on",
            "user_id",
            "due_on",
            "proposal_id",
            where=closed_at.is_(None),
        ),
    )
