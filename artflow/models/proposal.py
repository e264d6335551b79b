"""Proposals: the working dossier, its frozen versions and their files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, and_, literal_column
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.domain.pictures import PREPARING, READY
from artflow.domain.snapshot import Snapshot, Value
from artflow.extensions import Model

from .people import User
from .programme import Definition, Programme
from .types import (
    BigId,
    Code,
    Document,
    Id,
    Instant,
    LongText,
    Name,
    Sha256,
    UtcTime,
    mapped_foreign_key,
    partial_index,
)
from .walls import Wall


class File(Model):
    """An accepted upload. Its bytes lie in the storage under `sha256`.

    Only a picture has a width. One that was not decoded yet is `preparing` and lacks the sizes
    that pages show; one that cannot be decoded is `failed` and `error` is why. A job prepares it;
    `due_at` and `attempts` are those of the version before the table of jobs, see
    `services.files.preparation.adopt`, and go when nobody runs that version any more.
    """

    id: Mapped[Id]
    sha256: Mapped[Sha256] = mapped_column(index=True)
    name: Mapped[Name]
    media_type: Mapped[Code]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    large: Mapped[Sha256 | None]
    medium: Mapped[Sha256 | None]
    small: Mapped[Sha256 | None]
    uploaded_by_id: Mapped[int] = mapped_foreign_key("user", index=False)
    at: Mapped[UtcTime]
    state: Mapped[Code] = mapped_column(default=READY, server_default=READY)
    due_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[LongText] = mapped_column(default="", server_default="")

    __table_args__ = (
        partial_index("ix_file_preparing", "due_at", "id", where=state == PREPARING),
        Index("ix_file_uploaded_by_id_at", "uploaded_by_id", "at"),
    )

    @property
    def is_image(self) -> bool:
        return self.width is not None


class Version(Model):
    """A frozen dossier: snapshot, its SHA-256, and the SHA-256 of what the architects judge."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    no: Mapped[int]
    sha256: Mapped[Sha256]
    design: Mapped[Sha256]
    budget: Mapped[int] = mapped_column(BigId, default=0)
    snapshot: Mapped[Snapshot] = mapped_column(Document)
    changed: Mapped[dict[str, list[str]]] = mapped_column(Document)
    """`keys`: what differs from the version before, see `dossier.fields.changes`."""
    note: Mapped[LongText] = mapped_column(default="")
    created_by_id: Mapped[int] = mapped_foreign_key("user")
    at: Mapped[UtcTime]

    signoffs: Mapped[list[Any]] = relationship(
        "Signoff", back_populates="version", order_by="Signoff.id"
    )

    __table_args__ = (UniqueConstraint("proposal_id", "no"),)


class Proposal(Model):
    """One artwork for one place. `stage` is assigned by `decisions` only.

    `expires_on` is the last day on which it may stay there, where the definition sets one.
    `district` is that of the wall, kept here so that lists are narrowed by it in their own order.
    `budget`, `committed`, `payable` and `paid` are sums in tenge, kept by every decision; triggers
    add them up in `StageTotal`.
    """

    id: Mapped[Id]
    number: Mapped[Code | None] = mapped_column(unique=True)
    programme_id: Mapped[int] = mapped_foreign_key("programme", index=False)
    definition_id: Mapped[int] = mapped_foreign_key("definition")
    applicant_id: Mapped[int] = mapped_foreign_key("user", index=False)
    title: Mapped[Name] = mapped_column(default="")
    facts: Mapped[dict[str, Value]] = mapped_column(Document)
    stage: Mapped[Code]
    entered_at: Mapped[UtcTime]
    came_from: Mapped[Code] = mapped_column(default="")
    reached: Mapped[Name] = mapped_column(default="")
    openness: Mapped[int] = mapped_column(default=0)
    held: Mapped[bool] = mapped_column(default=False)
    held_review_on: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column()
    loops: Mapped[int] = mapped_column(default=0)
    wall_id: Mapped[int | None] = mapped_foreign_key("wall")
    district: Mapped[Name | None] = mapped_column()
    assignee_id: Mapped[int | None] = mapped_foreign_key("user", index=False)
    ended: Mapped[bool] = mapped_column(default=False)
    stand_ins: Mapped[dict[str, int]] = mapped_column(Document, default=dict, server_default="{}")
    derived_from_id: Mapped[int | None] = mapped_foreign_key("proposal")
    version_id: Mapped[int | None] = mapped_foreign_key("version", use_alter=True)
    cover_id: Mapped[int | None] = mapped_foreign_key("file")
    budget: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    committed: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    payable: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    paid: Mapped[int] = mapped_column(BigId, default=0, server_default="0")
    events: Mapped[int] = mapped_column(default=0)
    head: Mapped[Sha256]
    created_at: Mapped[UtcTime]
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    moved_at: Mapped[UtcTime]

    applicant: Mapped[User] = relationship(foreign_keys=[applicant_id])
    assignee: Mapped[User | None] = relationship(foreign_keys=[assignee_id])
    programme: Mapped[Programme] = relationship()
    definition: Mapped[Definition] = relationship()
    version: Mapped[Version | None] = relationship(foreign_keys=[version_id])
    wall: Mapped[Wall | None] = relationship(foreign_keys=[wall_id])
    cover: Mapped[File | None] = relationship()
    payments: Mapped[list[Any]] = relationship(
        "Payment", order_by="Payment.paid_on, Payment.id", viewonly=True
    )

    __table_args__ = (
        partial_index(
            "ix_proposal_open_money", "programme_id", "openness", "id", where=payable > paid
        ),
        partial_index("ix_proposal_expires_on", "expires_on", "id", where=expires_on.is_not(None)),
        Index("ix_proposal_applicant_id_id", "applicant_id", "id"),
        Index(
            "ix_proposal_assignee_id_programme_id_openness_id",
            "assignee_id",
            "programme_id",
            "openness",
            "id",
        ),
        partial_index(
            "ix_proposal_entrusted",
            "assignee_id",
            "programme_id",
            "id",
            "ended",
            where=and_(assignee_id.is_not(None), ended.is_(False)),
        ),
        Index("ix_proposal_programme_id_openness_id", "programme_id", "openness", "id"),
        Index(
            "ix_proposal_programme_id_stage_openness_id",
            "programme_id",
            "stage",
            "openness",
            "id",
        ),
        Index(
            "ix_proposal_programme_id_stage_entered_at_id",
            "programme_id",
            "stage",
            "entered_at",
            "id",
        ),
        partial_index(
            "ix_proposal_public",
            "openness",
            "entered_at",
            "id",
            where=openness == literal_column("4"),
        ),
        partial_index(
            "ix_proposal_running",
            "programme_id",
            "submitted_at",
            "id",
            "definition_id",
            "ended",
            where=ended.is_(False),
        ),
        partial_index(
            "ix_proposal_programme_id_district_openness_id",
            "programme_id",
            "district",
            "openness",
            "id",
            where=district.is_not(None),
        ),
    )


class ProposalFile(Model):
    """A file of the working dossier: its kind, its words, its place in the order."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal")
    file_id: Mapped[int] = mapped_foreign_key("file")
    kind: Mapped[Code]
    caption: Mapped[Name] = mapped_column(default="")
    alt: Mapped[Name] = mapped_column(default="")
    position: Mapped[int] = mapped_column(default=0)

    file: Mapped[File] = relationship()
