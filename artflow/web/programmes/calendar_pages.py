"""The page model of one year of the calendar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from babel.dates import format_date
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.services.programmes.admin_log import LogEntry
from artflow.services.programmes.working_days import Day
from artflow.web.people.admin_log_labels import ADMIN_EVENT_LABELS
from artflow.web.shared import formatting, language
from artflow.web.summaries.history import TimelineRow


class DayRow(NamedTuple):
    """A day that differs from its weekday."""

    iso: str
    day: str
    weekday: str
    kind: str
    state: str
    name: str
    city: bool


class YearPage(NamedTuple):
    """One year of the calendar."""

    year: int
    days: list[DayRow]
    history: list[TimelineRow]


def build_year_page(year: int, days: Iterable[Day], history: Iterable[LogEntry]) -> YearPage:
    """Show one year with what was changed lately, whatever the year."""
    return YearPage(year, [_day_row(row) for row in days], [_event_row(event) for event in history])


def _day_row(row: Day) -> DayRow:
    off = row.kind == "off"
    return DayRow(
        row.day.isoformat(),
        formatting.day(row.day, year=False),
        weekday_name(row.day),
        "na" if off else "now",
        _("day off") if off else _("working day"),
        row.name,
        row.source == "city",
    )


def weekday_name(day: date) -> str:
    """Return the day of the week, in full."""
    return format_date(day, "EEEE", formatting.LOCALES[language.code()])


def _event_row(event: LogEntry) -> TimelineRow:
    day = event.data.get("day")
    subject = formatting.day(date.fromisoformat(day)) if day else str(event.data.get("year", ""))
    text = Markup("{}: {}, {}").format(ADMIN_EVENT_LABELS[event.type], subject, event.actor)
    return TimelineRow("", event.at.isoformat(), formatting.date_time(event.at), text)
