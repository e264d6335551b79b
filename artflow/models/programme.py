"""Programmes: a call with its own organisations, definition, numbers and calendar."""

from datetime import date

from sqlalchemy import Date, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from artflow.extensions import db

from .people import Organisation
from .types import Code, Id, Long, Name, Sha, When, column, pointer, ref, table


class Definition(db.Model):
    """A published process. Triggers refuse any change of its row."""

    id: Mapped[Id]
    key: Mapped[Code]
    sha256: Mapped[Sha] = mapped_column(unique=True)
    source: Mapped[Long]
    published_at: Mapped[When]


class Programme(db.Model):
    """A call or initiative; new proposals start under its present definition."""

    id: Mapped[Id]
    prefix: Mapped[Code] = mapped_column(unique=True)
    name_kk: Mapped[Name]
    name_ru: Mapped[Name]
    name_en: Mapped[Name]
    city_kk: Mapped[Name]
    city_ru: Mapped[Name]
    city_en: Mapped[Name]
    definition_id: Mapped[int] = ref("definition")
    open: Mapped[bool] = mapped_column(default=True)
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]

    definition: Mapped[Definition] = relationship()

    def name(self, language: str) -> str:
        return getattr(self, f"name_{language}")

    def takes_proposals(self, today: date) -> bool:
        """Whether the call is open on a day; its first and its last day are."""
        begun = self.opens_on is None or self.opens_on <= today
        return self.open and begun and (self.closes_on is None or today <= self.closes_on)

    def city(self, language: str) -> str:
        return getattr(self, f"city_{language}")


class ProgrammeParty(db.Model):
    """An organisation's part in a programme, in the programme's own order."""

    id: Mapped[Id]
    programme_id: Mapped[int] = ref("programme", index=False)
    organisation_id: Mapped[int] = ref("organisation")
    part: Mapped[Code]
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation] = relationship()

    __table_args__ = (UniqueConstraint("programme_id", "organisation_id", "part"),)


Counter = table(
    "counter",
    pointer("programme_id", "programme", index=False),
    column("year", Integer),
    column("last", Integer, default=0),
    UniqueConstraint("programme_id", "year"),
)
"""The last number given in a programme and year."""


CalendarDay = db.Table(
    "calendar_day",
    column("day", Date, primary_key=True),
    column("kind", Code),
    column("name", Name, default=""),
    column("source", Code),
)
"""A day off, or a worked weekend: the state's calendar and what a city edits over it."""
