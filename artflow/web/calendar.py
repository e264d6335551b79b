"""The calendar of working days: what the state gives off, and what the city has made of it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from artflow.domain.policy import Can, may
from artflow.extensions import db
from artflow.services import city_calendar, keepers_log, working_days

from . import asked, current, present
from .access import needs
from .forms.base import PressForm
from .forms.programmes import DayForm
from .forms.refusals import refusals, shown

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
FIRST, LAST = 2000, 2100


@bp.get("/")
@needs(Can.SEE_PROGRAMMES)
def index() -> object:
    """One year; today's unless another is asked for."""
    return _page(_year(), DayForm())


@bp.post("/days")
@needs(Can.EDIT_CALENDAR)
def edit() -> object:
    """Make a day off or working; deadlines that were given keep their dates."""
    form = DayForm()
    if form.validate():
        with refusals(form, "day"):
            day, kind = form.day.data, form.kind.data
            city_calendar.edit(current.me(), day, kind, form.name.data or "", current.now())
            return _back(day.year, _("Saved"))
    return _page(form.day.data.year if form.day.data else _year(), form)


@bp.post("/days/restore")
@needs(Can.EDIT_CALENDAR)
def restore() -> object:
    """Let the state's calendar count for a day again."""
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        abort(400)
    city_calendar.restore(current.me(), day, current.now())
    return _back(day.year, _("Saved"))


@bp.post("/<int:year>/fill")
@needs(Can.EDIT_CALENDAR)
def fill(year: int) -> object:
    """Take over the state's days off of a year."""
    if not FIRST <= year <= LAST or not PressForm().validate():
        abort(404)
    city_calendar.fill(current.me(), year, current.now())
    return _back(year, _("The state's calendar was taken over"))


def _year() -> int:
    year = asked.argument("year")
    today = working_days.calendar(db.session.connection()).today(current.now())
    return year if year is not None and FIRST <= year <= LAST else today.year


def _page(year: int, form: DayForm) -> object:
    days = working_days.of_year(db.session.connection(), year)
    history = keepers_log.of(keepers_log.CALENDAR)
    return shown("calendar/index.html", form, page=present.calendar.page(year, days, history),
                 may_edit=may(current.me(), Can.EDIT_CALENDAR))  # fmt: skip


def _back(year: int, words: str) -> object:
    flash(words)
    return redirect(url_for(".index", year=year), 303)
