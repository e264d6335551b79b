"""Programmes and their settings, for those who run them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.extensions import db
from artflow.services.programmes import settings
from artflow.services.programmes.working_days import load_calendar
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_fields import SelectChoice, select_choices
from artflow.web.shared.form_responses import field_errors, render_form

from . import programme_pages
from .forms import PartyForm, ProgrammeForm

bp = Blueprint("programmes", __name__, url_prefix="/programmes")


@bp.get("/")
@needs(Can.SEE_PROGRAMMES)
def index() -> str:
    """Show the programmes that I run."""
    today = load_calendar(db.session.connection()).today(current.now())
    rows = [
        programme_pages.programme_row(one, today, language.code())
        for one in settings.list_programmes(current.me())
    ]
    return render_template("programmes/index.html", programmes=rows)


@bp.get("/<int:programme_id>")
@needs(Can.SEE_PROGRAMMES)
def show(programme_id: int) -> ResponseReturnValue:
    """Show one programme: its call, its organisations, its definitions, what was changed."""
    return _render(programme_id, PartyForm())


@bp.route("/<int:programme_id>/edit", methods=["GET", "POST"])
@needs(Can.SEE_PROGRAMMES)
def edit(programme_id: int) -> ResponseReturnValue:
    """Change the texts and the call."""
    found = settings.load_settings(programme_id, current.me())
    form = ProgrammeForm.from_programme(found.row)
    if form.validate_on_submit():
        with field_errors(form):
            settings.edit(programme_id, current.me(), form.settings(), current.now())
            return _redirect_back(programme_id, _("Saved"))
    return render_form(
        "programmes/edit.html", form, id=programme_id, name=found.row.name[language.code()]
    )


@bp.post("/<int:programme_id>/parties")
@needs(Can.EDIT_PARTIES)
def add_party(programme_id: int) -> ResponseReturnValue:
    """Add an organisation to the programme."""
    form = PartyForm()
    form.organisation.choices = _organisation_choices(programme_id)
    if form.validate():
        with field_errors(form, "organisation"):
            settings.add_party(programme_id, current.me(), form.organisation.data, current.now())
            return _redirect_back(programme_id, _("The organisation takes part from now on"))
    return _render(programme_id, form)


@bp.post("/<int:programme_id>/parties/<int:organisation_id>/remove")
@needs(Can.EDIT_PARTIES)
def remove_party(programme_id: int, organisation_id: int) -> ResponseReturnValue:
    """Remove an organisation from the programme, unless works bear its name."""
    settings.remove_party(programme_id, current.me(), organisation_id, current.now())
    return _redirect_back(programme_id, _("The organisation takes part no longer"))


def _render(programme_id: int, form: PartyForm) -> ResponseReturnValue:
    found = settings.load_settings(programme_id, current.me())
    today = load_calendar(db.session.connection()).today(current.now())
    if found.may_edit_parties:
        form.organisation.choices = _organisation_choices(programme_id)
    page = programme_pages.build_programme_page(found, today, language.code())
    return render_form("programmes/show.html", form, page=page)


def _organisation_choices(programme_id: int) -> list[SelectChoice]:
    found = settings.list_candidates(programme_id)
    return select_choices((one.id, one.name[language.code()]) for one in found)


def _redirect_back(programme_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show", programme_id=programme_id), 303)
