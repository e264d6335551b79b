"""Execution: milestones, the photos that prove them, and what was paid."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import db

from .proposal import File
from .types import Big, Code, Id, Instant, Long, Name, When, ref


class Milestone(db.Model):
    """One checked step; planned, submitted, confirmed or returned.

    `delay_reason`, `expected_on` and `delay_note` are the last report of a delay. They stay when
    the milestone is confirmed, and are told only while it is not.
    """

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
    delay_reason: Mapped[Code | None]
    expected_on: Mapped[date | None]
    delay_note: Mapped[Long | None]

    photos: Mapped[list["MilestonePhoto"]] = relationship(order_by="MilestonePhoto.id")

    __table_args__ = (UniqueConstraint("proposal_id", "position"),)


class MilestonePhoto(db.Model):
    """A photo handed in with a milestone."""

    id: Mapped[Id]
    milestone_id: Mapped[int] = ref("milestone")
    file_id: Mapped[int] = ref("file")

    file: Mapped[File] = relationship()


class Payment(db.Model):
    """What a sponsor has paid for a work, in tenge. A row is never changed."""

    id: Mapped[Id]
    proposal_id: Mapped[int] = ref("proposal")
    organisation_id: Mapped[int] = ref("organisation")
    amount: Mapped[int] = mapped_column(Big)
    paid_on: Mapped[date]
    number: Mapped[Name]
    recorded_by_id: Mapped[int] = ref("user")
    at: Mapped[When]
