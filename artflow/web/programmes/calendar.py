"""The calendar of working days: the state's days off and the city's changes."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.extensions import db
from artflow.services.programmes import admin_log, calendar, working_days
from artflow.web.shared import current, request_args
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.form_responses import field_errors, render_form

from . import calendar_pages
from .forms import DayForm

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@bp.get("/")
@needs(Can.SEE_PROGRAMMES)
def index() -> ResponseReturnValue:
    """Show one year; today's unless another is asked for."""
    return _render(_requested_year(), DayForm())


@bp.post("/days")
@needs(Can.EDIT_CALENDAR)
def edit() -> ResponseReturnValue:
    """Make a day off or a working day; given deadlines keep their dates."""
    form = DayForm()
    if form.validate():
        with field_errors(form, "day"):
            day, kind = form.given_day, form.kind.data
            calendar.edit(current.me(), day, kind, form.name.data or "", current.now())
            return _redirect_back(day.year, _("Saved"))
    return _render(form.day.data.year if form.day.data else _requested_year(), form)


@bp.post("/days/restore")
@needs(Can.EDIT_CALENDAR)
def restore() -> ResponseReturnValue:
    """Restore the state's calendar for a day."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        abort(400)
    calendar.restore(current.me(), day, current.now())
    return _redirect_back(day.year, _("Saved"))


@bp.post("/<int:year>/fill")
@needs(Can.EDIT_CALENDAR)
def fill(year: int) -> ResponseReturnValue:
    """Import the state's days off of a year."""
    if not FIRST_YEAR <= year <= LAST_YEAR or not ButtonForm().validate():
        abort(404)
    calendar.fill(current.me(), year, current.now())
    return _redirect_back(year, _("The state's calendar was taken over"))


def _requested_year() -> int:
    year = request_args.key_arg("year")
    today = working_days.load_calendar(db.session.connection()).today(current.now())
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else today.year


def _render(year: int, form: DayForm) -> ResponseReturnValue:
    days = working_days.list_days(db.session.connection(), year)
    history = admin_log.list_events(admin_log.CALENDAR)
    return render_form(
        "programmes/calendar.html",
        form,
        page=calendar_pages.build_year_page(year, days, history),
        may_edit=may(current.me(), Can.EDIT_CALENDAR),
    )


def _redirect_back(year: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".index", year=year), 303)
