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
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm, values_by_language
from artflow.web.shared.form_fields import select_choices
from artflow.web.shared.form_responses import field_errors, render_form

from . import calendar_pages
from .forms import CalendarForm, CalendarNameForm, ClosingForm, DayForm

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
    if form.validate_on_submit() and _is_meant(form):
        key = calendar.add(
            current.me(),
            form.localized("name"),
            form.country.data,
            form.zone.data,
            current.now(),
        )
        return _redirect_back(key, current.now().year, _("The calendar was added"))
    return render_form("programmes/new_calendar.html", form)


def _is_meant(form: CalendarForm) -> bool:
    """Ask once more for a calendar of a name that there is already; else ask nothing about it."""
    same = calendar.find_same_name(db.session.connection(), form.localized("name"))
    if same and not form.again.data:
        form.again.errors = [_("There is a calendar of this name already")]
        return False
    return True


@bp.route("/<int:calendar_id>/name", methods=["GET", "POST"])
@needs(Can.EDIT_CALENDAR)
def rename(calendar_id: int) -> ResponseReturnValue:
    """Give a calendar another name."""
    _known, shown = _find(calendar_id)
    form = CalendarNameForm(data=values_by_language(name=shown.name))
    if form.validate_on_submit():
        calendar.rename(current.me(), calendar_id, form.localized("name"), current.now())
        return _redirect_back(calendar_id, current.now().year, _("Saved"))
    name = calendar_pages.calendar_name(shown)
    return render_form("programmes/rename_calendar.html", form, id=calendar_id, name=name)


@bp.route("/<int:calendar_id>/close", methods=["GET", "POST"])
@needs(Can.EDIT_CALENDAR)
def close(calendar_id: int) -> ResponseReturnValue:
    """Close a calendar; the programmes that count with it take another one."""
    known, shown = _find(calendar_id)
    used = calendar.list_programmes(db.session.connection(), calendar_id)
    form = ClosingForm()
    others = calendar_pages.other_calendars(shown, known)
    form.replacement.choices = select_choices(
        (row.id, calendar_pages.calendar_name(row)) for row in others
    )
    if not used and others:
        del form.replacement
    if form.validate_on_submit():
        with field_errors(form, "replacement"):
            replacement = form.replacement.data if form.replacement else None
            calendar.close(current.me(), calendar_id, replacement, current.now())
            return _redirect_back(calendar_id, current.now().year, _("The calendar was closed"))
    return render_form(
        "programmes/close_calendar.html",
        form,
        id=calendar_id,
        name=calendar_pages.calendar_name(shown),
        used=[name[language.code()] for name in used],
        is_last=not others,
    )


@bp.post("/<int:calendar_id>/reopen")
@needs(Can.EDIT_CALENDAR)
def reopen(calendar_id: int) -> ResponseReturnValue:
    """Offer a calendar again that was closed."""
    _find(calendar_id)
    calendar.reopen(current.me(), calendar_id, current.now())
    return _redirect_back(calendar_id, current.now().year, _("The calendar was opened again"))


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
    return _redirect_back(calendar_id, year, _("The state's calendar was imported"))


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
