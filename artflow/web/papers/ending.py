"""Papers that run out: a part of the desk of who renews them."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, url_for
from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.services import papers
from artflow.services.papers import EndingPaper
from artflow.services.programmes.working_days import load_calendars, load_home_calendar
from artflow.web.lists import desk
from artflow.web.shared import current, formatting, language
from artflow.web.summaries.turn import DueView, days_left


class EndingRow(NamedTuple):
    """A paper of a work: what it is called, and how many days it has left."""

    url: str
    title: str
    number: str
    paper: str
    due: DueView


def init_app(app: Flask) -> None:
    """Show on the desk what has run out or soon will."""
    desk.PARTS["ending_rows"] = ending_rows


def ending_rows(person: Person) -> list[EndingRow]:
    """List the papers that the person can renew, the first to end first."""
    connection = db.session.connection()
    today = load_home_calendar(connection).today(current.now())
    found = papers.list_ending(connection, person, today)
    calendars = load_calendars(connection) if found else None
    return [
        _ending_row(each, calendars.of_programme(each.programme_id))
        for each in found
        if calendars is not None
    ]


def _ending_row(found: EndingPaper, calendar: WorkCalendar) -> EndingRow:
    paper = found.workflow.papers[found.kind].label[language.code()]
    return EndingRow(
        url_for("actions.ask", proposal_id=found.proposal_id, name=f"record_{found.kind}"),
        f"«{found.title or _('Untitled')}»",
        found.number,
        f"{paper[:1].upper()}{paper[1:]}",
        _due(found, calendar),
    )


def _due(found: EndingPaper, calendar: WorkCalendar) -> DueView:
    today, day = calendar.today(current.now()), formatting.day(found.until)
    if today > found.until:
        return DueView("stop", _("Ran out"), day)
    return DueView("wait", days_left(calendar, today, found.until), day)
