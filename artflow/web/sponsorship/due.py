"""What a sponsor has to pay: a part of its desk."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask import Flask, url_for
from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Person
from artflow.domain.sponsorship import by_last_day
from artflow.extensions import db
from artflow.services.programmes.working_days import load_calendars
from artflow.services.sponsorship import open_money
from artflow.services.sponsorship.open_money import OpenShare
from artflow.web.lists import desk
from artflow.web.shared import current, formatting
from artflow.web.summaries import turn
from artflow.web.summaries.turn import DueView


class DueRow(NamedTuple):
    """What is to be paid for a work until one day: each part has a row of its own."""

    url: str
    title: str
    number: str
    sum: str
    due: DueView


class _Dated(NamedTuple):
    due_on: date | None
    held: bool = False
    opened_on: date | None = None
    was_late: int | None = None


def init_app(app: Flask) -> None:
    """Show what is to be paid on the desk."""
    desk.PARTS["due_rows"] = due_rows


def due_rows(person: Person) -> list[DueRow]:
    """List what the organisations of a person have to pay now, in the order of the last days."""
    connection = db.session.connection()
    found = open_money.list_due(connection, person)
    if not found:
        return []
    calendars = load_calendars(connection)
    dated = [
        (day or date.max, n, amount, each)
        for n, each in enumerate(found)
        for day, amount in by_last_day(
            each.work.workflow, calendars.of_programme(each.work.row.programme_id), each.parts
        ).items()
    ]
    return [
        _due_row(
            each,
            amount,
            None if day == date.max else day,
            calendars.of_programme(each.work.row.programme_id),
            calendars.currency_of(each.work.row.programme_id),
        )
        for day, _n, amount, each in sorted(dated, key=lambda part: part[:2])
    ]


def _due_row(
    found: OpenShare, amount: int, day: date | None, calendar: WorkCalendar, currency: str
) -> DueRow:
    row, dated = found.work.row, _Dated(day)
    due = turn.due_view(dated, [dated], calendar, calendar.today(current.now()))
    return DueRow(
        url_for("proposals.show", proposal_id=row.id),
        f"«{row.title or _('Untitled')}»",
        row.number or "",
        formatting.money(amount, currency),
        due if day else DueView("", "", ""),
    )
