"""What a sponsor has to pay: a part of its desk."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask import Flask, url_for
from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Person
from artflow.domain.sponsorship import pay_by
from artflow.extensions import db
from artflow.services.programmes.working_days import load_calendars
from artflow.services.sponsorship import open_money
from artflow.services.sponsorship.open_money import OpenShare
from artflow.web.lists import desk
from artflow.web.shared import current, formatting
from artflow.web.summaries import turn
from artflow.web.summaries.turn import DueView


class DueRow(NamedTuple):
    """A work for which something is to be paid: how much, and until when."""

    url: str
    title: str
    number: str
    sum: str
    due: DueView


class _Dated(NamedTuple):
    due_on: date | None
    held: bool = False


def init_app(app: Flask) -> None:
    """Show what is to be paid on the desk."""
    desk.PARTS["due_rows"] = due_rows


def due_rows(person: Person) -> list[DueRow]:
    """List what the organisations of a person have to pay now, the oldest first."""
    connection = db.session.connection()
    found = open_money.list_due(connection, person)
    calendars = load_calendars(connection) if found else None
    return [
        _due_row(
            each,
            calendars.of_programme(each.work.row.programme_id),
            calendars.currency_of(each.work.row.programme_id),
        )
        for each in found
        if calendars is not None
    ]


def _due_row(found: OpenShare, calendar: WorkCalendar, currency: str) -> DueRow:
    row = found.work.row
    dated = _Dated(pay_by(found.work.workflow, calendar, found.since))
    due = turn.due_view(dated, [dated], calendar, calendar.today(current.now()))
    return DueRow(
        url_for("proposals.show", proposal_id=row.id),
        f"«{row.title or _('Untitled')}»",
        row.number or "",
        formatting.money(found.share.unpaid, currency),
        due if dated.due_on else DueView("", "", ""),
    )
