"""Execution: milestones and the photos that prove them."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import db

from .proposal import File
from .types import Code, Id, Instant, Long, ref


class Milestone(db.Model):
    """One checked step; planned, submitted, confirmed or returned."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal", index=False)
    position: Mapped[int]
    code: Mapped[Code]
    gate: Mapped[bool]
    weight: Mapped[int]
    pay: Mapped[int]
    state: Mapped[Code] = mapped_column(default="planned")
    done_on: Mapped[date | None]
    note: Mapped[Long] = mapped_column(default="")
    answer: Mapped[Long] = mapped_column(default="")
    submitted_by_id: Mapped[int | None] = ref("user")
    submitted_at: Mapped[datetime | None] = mapped_column(Instant)
    confirmed_by_id: Mapped[int | None] = ref("user")
    confirmed_at: Mapped[datetime | None] = mapped_column(Instant)

    photos: Mapped[list["MilestonePhoto"]] = relationship(order_by="MilestonePhoto.id")

    __table_args__ = (UniqueConstraint("proposal_id", "position"),)


class MilestonePhoto(db.Model):
    """A photo handed in with a milestone."""

    id: Mapped[Id]
    milestone_id: Mapped[int] = ref("milestone")
    file_id: Mapped[int] = ref("file")

    file: Mapped[File] = relationship()
