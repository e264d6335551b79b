"""The calendars of working days: each city's days off, the state's and its own."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.extensions import db
from artflow.services.programmes import admin_log, calendar, working_days
from artflow.services.programmes.working_days import CalendarRow
from artflow.web.shared import current, request_args
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.form_responses import field_errors, render_form

from . import calendar_pages
from .forms import CalendarForm, DayForm

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
FIRST_YEAR, LAST_YEAR = 2000, 2100


@bp.get("/")
@needs(Can.SEE_PROGRAMMES)
def index() -> ResponseReturnValue:
    """Show one year of a city: today's and the first city's unless others are asked for."""
    known = working_days.list_calendars(db.session.connection())
    wanted = request_args.key_arg("calendar")
    shown = next((row for row in known if wanted in (None, row.id)), None)
    if shown is None and known:
        abort(404)
    return _render(shown, known, _requested_year(), DayForm())


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.EDIT_CALENDAR)
def new() -> ResponseReturnValue:
    """Enter the calendar of another city."""
    zone = current_app.config["BABEL_DEFAULT_TIMEZONE"]
    form = CalendarForm(zone=zone, country=calendar.country_of(zone))
    if form.validate_on_submit():
        key = calendar.add(
            current.me(),
            form.localized("name"),
            form.country.data,
            form.zone.data,
            current.now(),
        )
        return _redirect_back(key, current.now().year, _("The calendar was entered"))
    return render_form("programmes/new_calendar.html", form)


@bp.post("/<int:calendar_id>/days")
@needs(Can.EDIT_CALENDAR)
def edit(calendar_id: int) -> ResponseReturnValue:
    """Make a day off or a working day; given deadlines keep their dates."""
    known, shown = _find(calendar_id)
    form = DayForm()
    if form.validate():
        with field_errors(form, "day"):
            day, kind = form.given_day, form.kind.data
            calendar.edit(current.me(), calendar_id, day, kind, form.name.data or "", current.now())
            return _redirect_back(calendar_id, day.year, _("Saved"))
    year = form.day.data.year if form.day.data else _requested_year()
    return _render(shown, known, year, form)


@bp.post("/<int:calendar_id>/days/restore")
@needs(Can.EDIT_CALENDAR)
def restore(calendar_id: int) -> ResponseReturnValue:
    """Restore the state's calendar for a day."""
    _find(calendar_id)
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        abort(400)
    calendar.restore(current.me(), calendar_id, day, current.now())
    return _redirect_back(calendar_id, day.year, _("Saved"))


@bp.post("/<int:calendar_id>/<int:year>/fill")
@needs(Can.EDIT_CALENDAR)
def fill(calendar_id: int, year: int) -> ResponseReturnValue:
    """Import the state's days off of a year."""
    _find(calendar_id)
    if not FIRST_YEAR <= year <= LAST_YEAR or not ButtonForm().validate():
        abort(404)
    calendar.fill(current.me(), calendar_id, year, current.now())
    return _redirect_back(calendar_id, year, _("The state's calendar was taken over"))


def _find(calendar_id: int) -> tuple[list[CalendarRow], CalendarRow]:
    """Return all calendars and the one that is meant. Aborts with 404 if there is none."""
    known = working_days.list_calendars(db.session.connection())
    return known, next((row for row in known if row.id == calendar_id), None) or abort(404)


def _requested_year() -> int:
    year = request_args.key_arg("year")
    today = working_days.load_home_calendar(db.session.connection()).today(current.now())
    return year if year is not None and FIRST_YEAR <= year <= LAST_YEAR else today.year


def _render(
    shown: CalendarRow | None, known: list[CalendarRow], year: int, form: DayForm
) -> ResponseReturnValue:
    connection = db.session.connection()
    return render_form(
        "programmes/calendar.html",
        form,
        page=calendar_pages.build_year_page(
            shown,
            year,
            known,
            working_days.list_days(connection, shown.id, year) if shown else [],
            admin_log.list_events(admin_log.calendar_subject(shown.id)) if shown else [],
        ),
        may_edit=may(current.me(), Can.EDIT_CALENDAR),
    )


def _redirect_back(calendar_id: int, year: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".index", calendar=calendar_id, year=year), 303)
