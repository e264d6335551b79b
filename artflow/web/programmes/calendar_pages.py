"""The page model of one year of the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from babel.dates import format_date
from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.services.programmes.admin_log import LogEntry
from artflow.services.programmes.working_days import CalendarRow, Day
from artflow.web.people.admin_log_labels import ADMIN_EVENT_LABELS
from artflow.web.shared import formatting, language
from artflow.web.summaries.history import TimelineRow

from . import holiday_names
from .holiday_names import HolidayName


class DayRow(NamedTuple):
    """A day that differs from its weekday."""

    iso: str
    day: str
    weekday: str
    kind: str
    state: str
    name: str
    language: str
    city: bool


@dataclass(frozen=True, slots=True)
class CityLink:
    """The calendar of a city in a row of tabs."""

    label: str
    url: str
    current: bool
    count: None = None


class YearPage(NamedTuple):
    """One year of a city's calendar; `id` is None while there is no calendar at all.

    `can_close` says whether another calendar is there that can take its place.
    """

    id: int | None
    year: int
    name: str
    closed: bool
    can_close: bool
    cities: list[CityLink]
    days: list[DayRow]
    history: list[TimelineRow]


def build_year_page(
    shown: CalendarRow | None,
    year: int,
    calendars: Sequence[CalendarRow],
    days: Iterable[Day],
    history: Iterable[LogEntry],
) -> YearPage:
    """Show one year of a city with what was changed lately, whatever the year."""
    cities = [_city_link(row, year, row == shown) for row in calendars]
    return YearPage(
        shown.id if shown else None,
        year,
        calendar_name(shown) if shown else "",
        bool(shown and shown.closed),
        bool(shown and not shown.closed and other_calendars(shown, calendars)),
        cities,
        [_day_row(row, shown.country if shown else "") for row in days],
        [_event_row(event) for event in history],
    )


def _city_link(row: CalendarRow, year: int, current: bool) -> CityLink:
    url = url_for("calendar.index", calendar=row.id, year=year)
    name = calendar_name(row)
    return CityLink(_("%(name)s (closed)", name=name) if row.closed else name, url, current)


def other_calendars(shown: CalendarRow, calendars: Iterable[CalendarRow]) -> list[CalendarRow]:
    """List the calendars that can take the place of one: all others that are not closed."""
    return [row for row in calendars if row.id != shown.id and not row.closed]


def calendar_name(row: CalendarRow) -> str:
    """Return what a calendar is called; one without a name is the installation's own."""
    return row.name[language.code()] or _("Our calendar")


def _day_row(row: Day, country: str) -> DayRow:
    """Build the row of a day; what the city itself has written stays as it is."""
    off, code = row.kind == "off", language.code()
    name = HolidayName(row.name, "")
    if row.source == "state" and not off:
        name = HolidayName(_("worked instead of a day off"), code)
    elif row.source == "state":
        name = holiday_names.name_holiday(country, row.day, row.name, code)
    return DayRow(
        row.day.isoformat(),
        formatting.day(row.day, year=False),
        weekday_name(row.day),
        "na" if off else "now",
        _("day off") if off else _("working day"),
        name.text,
        name.language,
        row.source == "city",
    )


def weekday_name(day: date) -> str:
    """Return the day of the week, in full."""
    return format_date(day, "EEEE", formatting.LOCALES[language.code()])


def _event_row(event: LogEntry) -> TimelineRow:
    day = event.data.get("day")
    subject = formatting.day(date.fromisoformat(day)) if day else str(event.data.get("year", ""))
    words = ", ".join(filter(None, (subject, event.actor)))
    text = Markup("{}: {}").format(ADMIN_EVENT_LABELS[event.type], words)
    return TimelineRow("", event.at.isoformat(), formatting.date_time(event.at), text)
