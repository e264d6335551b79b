"""Programmes: a call with its own organisations, definition, numbers and calendar."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.domain.money import TENGE
from artflow.extensions import Model

from .people import Organisation
from .types import (
    Code,
    Document,
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


class Definition(Model):
    """A published process. Triggers refuse any change of its row."""

    id: Mapped[Id]
    key: Mapped[Code]
    sha256: Mapped[Sha256] = mapped_column(unique=True)
    source: Mapped[LongText]
    published_at: Mapped[UtcTime]


class Programme(Model):
    """A call or initiative; new proposals start under its present definition."""

    id: Mapped[Id]
    prefix: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Localized]
    city: Mapped[Localized]
    definition_id: Mapped[int] = mapped_foreign_key("definition")
    calendar_id: Mapped[int | None] = mapped_foreign_key("calendar")
    number_form: Mapped[Code] = mapped_column(
        default="prefix-year-number", server_default="prefix-year-number"
    )
    currency: Mapped[Code] = mapped_column(default=TENGE, server_default=TENGE)
    """Of every sum in its works, by its ISO 4217 code."""
    languages: Mapped[list[str] | None] = mapped_column(Document)
    """In which its texts must be there and its papers are printed; those of the installation while
    it is empty."""
    open: Mapped[bool] = mapped_column(default=True)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]

    definition: Mapped[Definition] = relationship()

    def takes_proposals(self, today: date) -> bool:
        """Return whether the call is open on a day; its first and its last day included."""
        begun = self.opens_on is None or self.opens_on <= today
        return self.open and begun and (self.closes_on is None or today <= self.closes_on)


class ProgrammeParty(Model):
    """An organisation's part in a programme, in the programme's own order.

    A work has the parties that took part when it was sent: those that had joined by then and had
    not left. `joined_at` is empty for those that were there from the beginning, `leaves_at` for
    those that stay; `leaves_on` is its day by the programme's calendar. Who comes back after
    having left has another row.
    """

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_foreign_key("programme", index=False)
    organisation_id: Mapped[int] = mapped_foreign_key("organisation")
    part: Mapped[Code]
    position: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime | None] = mapped_column(Instant)
    leaves_on: Mapped[date | None]
    leaves_at: Mapped[datetime | None] = mapped_column(Instant)

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (
        partial_index(
            "uq_programme_party_staying",
            "programme_id",
            "organisation_id",
            "part",
            where=leaves_at.is_(None),
            unique=True,
        ),
    )


class Counter(Model):
    """The last number given in a programme and year."""

    id: Mapped[Id]
    programme_id: Mapped[int] = mapped_foreign_key("programme", index=False)
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)

    __table_args__ = (UniqueConstraint("programme_id", "year"),)


class Calendar(Model):
    """The working days of a city: whose state's days off it begins with, and its time zone."""

    id: Mapped[Id]
    name: Mapped[Localized]
    country: Mapped[Code]
    zone: Mapped[Code]
    closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether programmes can no longer choose it."""


class CalendarDay(Model):
    """A day off, or a worked weekend: the state's calendar and what a city edits over it."""

    calendar_id: Mapped[int] = mapped_column(ForeignKey("calendar.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[Code]
    name: Mapped[Name] = mapped_column(default="")
    source: Mapped[Code]
