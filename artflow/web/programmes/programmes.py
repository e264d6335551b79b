"""Programmes and their settings, for those who run them."""

from __future__ import annotations

from flask import Blueprint, Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.extensions import db
from artflow.models import Programme
from artflow.services.accounts import invited
from artflow.services.programmes import creation, parties, processes, settings, working_days
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.accounts import invited_pages
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import needs
from artflow.web.shared.form_fields import SelectChoice, select_choices
from artflow.web.shared.form_responses import field_errors, render_form

from . import process_pages, programme_pages
from .calendar_pages import calendar_name
from .forms import NewProgrammeForm, ProgrammeForm

bp = Blueprint("programmes", __name__, url_prefix="/programmes")


@bp.get("/")
@needs(Can.SEE_PROGRAMMES)
def index() -> str:
    """Show the programmes that I run."""
    today = load_home_calendar(db.session.connection()).today(current.now())
    rows = [
        programme_pages.programme_row(one, today, language.code())
        for one in settings.list_programmes(current.me())
    ]
    return render_template(
        "programmes/index.html", programmes=rows, may_add=may(current.me(), Can.ADD_PROGRAMME)
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.ADD_PROGRAMME)
def new() -> ResponseReturnValue:
    """Open a programme; with `copy`, after the example of another."""
    copied = _copied_programme()
    form = _new_form(copied)
    if form.validate_on_submit():
        with field_errors(form):
            parties_of = copied.id if copied and form.with_parties.data else None
            given, me = form.programme(), current.me()
            key = creation.add(me, given, current.now(), parties_of=parties_of)
            return _redirect_back(key, _("The programme was opened"))
    return render_form(
        "programmes/new.html",
        form,
        copied=copied.name[language.code()] if copied else "",
        copy_id=copied.id if copied else None,
    )


def _copied_programme() -> Programme | None:
    key = request_args.key_arg("copy")
    return settings.load_settings(key, current.me()).row if key is not None else None


def _new_form(copied: Programme | None) -> NewProgrammeForm:
    """Return the form with its choices, filled in after the example."""
    form = NewProgrammeForm.after(copied) if copied else NewProgrammeForm()
    published = processes.list_published(db.session.connection())
    form.calendar.choices = _calendar_choices()
    form.definition.choices = select_choices(
        (one.id, process_pages.process_label(one, language.code())) for one in published
    )
    if copied is None:
        del form.with_parties
    return form


@bp.get("/<int:programme_id>")
@needs(Can.SEE_PROGRAMMES)
def show(programme_id: int) -> ResponseReturnValue:
    """Show one programme: its call, its organisations, its definitions, what was changed."""
    return render_programme(programme_id)


@bp.route("/<int:programme_id>/edit", methods=["GET", "POST"])
@needs(Can.SEE_PROGRAMMES)
def edit(programme_id: int) -> ResponseReturnValue:
    """Change the texts and the call."""
    found = settings.load_settings(programme_id, current.me())
    form = ProgrammeForm.from_programme(found.row)
    form.calendar_id.choices = _calendar_choices()
    if settings.has_sums(db.session.connection(), programme_id):
        form.keep_currency(found.row)
    if form.validate_on_submit():
        with field_errors(form):
            settings.edit(programme_id, current.me(), form.settings(), current.now())
            return _redirect_back(programme_id, _("Saved"))
    return render_form(
        "programmes/edit.html", form, id=programme_id, name=found.row.name[language.code()]
    )


def render_programme(programme_id: int, problem: str = "") -> Response:
    """Render the page of a programme, with what could not be done if there was something."""
    now, connection = current.now(), db.session.connection()
    found = settings.load_settings(programme_id, current.me(), now)
    today = load_home_calendar(connection).today(now)
    candidates = parties.list_candidates(found.terms, now) if found.may_edit_parties else []
    page = programme_pages.build_programme_page(found, candidates, today, now, language.code())
    taking_part = {term.organisation.id for term in found.terms if not term.has_left(now)}
    waiting = invited.list_waiting(current.me(), now, organisations=taking_part)
    shown = render_template(
        "programmes/show.html",
        page=page,
        problem=problem,
        invitations=invited_pages.invitation_rows(waiting, language.code()),
    )
    return make_response(shown, 409 if problem else 200)


def _calendar_choices() -> list[SelectChoice]:
    """List the calendars that a programme may choose."""
    known = working_days.list_calendars(db.session.connection())
    return select_choices((row.id, calendar_name(row)) for row in known if not row.closed)


def _redirect_back(programme_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show", programme_id=programme_id), 303)
