"""One year of the calendar, prepared for its keeper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from babel.dates import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.web import format, language
from artflow.web.words.keepers import EVENTS

from .history import Line


class DayShown(NamedTuple):
    """A day that is not what its weekday says."""

    iso: str
    day: str
    weekday: str
    kind: str
    state: str
    name: str
    city: bool


class Year(NamedTuple):
    """The page."""

    year: int
    days: list[DayShown]
    history: list[Line]


def page(year: int, days: Iterable[Any], history: Iterable[Any]) -> Year:
    """One year with what was changed lately, whatever the year."""
    return Year(year, [_day(row) for row in days], [_line(event) for event in history])


def _day(row: Any) -> DayShown:
    off = row.kind == "off"
    return DayShown(row.day.isoformat(), format.day(row.day, year=False), weekday(row.day),
                    "na" if off else "now", _("day off") if off else _("working day"), row.name,
                    row.source == "city")  # fmt: skip


def weekday(day: date) -> str:
    """The day of the week, in full."""
    return format_date(day, "EEEE", format.LOCALES[language.code()])


def _line(event: Any) -> Line:
    day = event.data.get("day")
    about = format.day(date.fromisoformat(day)) if day else str(event.data.get("year", ""))
    text = Markup("{}: {}, {}").format(EVENTS[event.type], about, event.actor)
    return Line("", event.at.isoformat(), format.minute(event.at), text)
