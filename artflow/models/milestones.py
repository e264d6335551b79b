"""Execution: milestones and the photos that prove them."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import Model

from .proposal import File
from .types import BigId, Code, Id, Instant, LongText, mapped_foreign_key, partial_index


class Milestone(Model):
    """One checked step; planned, submitted, confirmed or returned.

    `delay_reason`, `expected_on` and `delay_note` are the last report of a delay. They stay when
    the milestone is confirmed, and are shown only while it is not. `programme_id` and `openness`
    are those of the proposal, kept by triggers: the newest photos are found by them.
    """

    id: Mapped[Id]
    proposal_id: Mapped[int] = mapped_foreign_key("proposal", index=False)
    position: Mapped[int]
    code: Mapped[Code]
    gate: Mapped[bool]
    weight: Mapped[int]
    pay: Mapped[int]
    state: Mapped[Code] = mapped_column(default="planned")
    done_on: Mapped[date | None]
    note: Mapped[LongText] = mapped_column(default="")
    answer: Mapped[LongText] = mapped_column(default="")
    submitted_by_id: Mapped[int | None] = mapped_foreign_key("user")
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = mapped_foreign_key("user")
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)
    delay_reason: Mapped[Code | None]
    expected_on: Mapped[date | None]
    delay_note: Mapped[LongText | None]
    programme_id: Mapped[int | None] = mapped_column(BigId)
    openness: Mapped[int] = mapped_column(default=0, server_default="0")

    photos: Mapped[list["MilestonePhoto"]] = relationship(order_by="MilestonePhoto.id")

    __table_args__ = (
        UniqueConstraint("proposal_id", "position"),
        partial_index(
            "ix_milestone_programme_id_openness_submitted_at",
            "programme_id",
            "openness",
            "submitted_at",
            "id",
            where=submitted_at.is_not(None),
        ),
    )


class MilestonePhoto(Model):
    """A photo handed in with a milestone."""

    id: Mapped[Id]
    milestone_id: Mapped[int] = mapped_foreign_key("milestone")
    file_id: Mapped[int] = mapped_foreign_key("file")

    file: Mapped[File] = relationship()
