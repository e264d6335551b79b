"""Programmes and their settings, for those who run them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from artflow.domain.policy import Can
from artflow.extensions import db
from artflow.services import programme_settings as settings
from artflow.services.working_days import calendar

from . import current, language, present
from .access import needs
from .forms.fields import listed
from .forms.programmes import PartyForm, ProgrammeForm
from .forms.refusals import refusals, shown

bp = Blueprint("programmes", __name__, url_prefix="/programmes")


@bp.get("/")
@needs(Can.SEE_PROGRAMMES)
def index() -> str:
    """The programmes that I run."""
    today = calendar(db.session.connection()).today(current.now())
    rows = [
        present.programmes.row(one, today, language.code()) for one in settings.listed(current.me())
    ]
    return render_template("programmes/index.html", programmes=rows)


@bp.get("/<int:programme_id>")
@needs(Can.SEE_PROGRAMMES)
def show(programme_id: int) -> object:
    """One programme: its call, its organisations, its definitions, what was changed."""
    return _page(programme_id, PartyForm())


@bp.route("/<int:programme_id>/edit", methods=["GET", "POST"])
@needs(Can.SEE_PROGRAMMES)
def edit(programme_id: int) -> object:
    """Change the words and the call."""
    found = settings.show(programme_id, current.me())
    form = ProgrammeForm.of(found.row)
    if form.validate_on_submit():
        with refusals(form):
            settings.edit(programme_id, current.me(), form.settings(), current.now())
            return _back(programme_id, _("Saved"))
    return shown("programmes/edit.html", form, id=programme_id,
                 name=found.row.name(language.code()))  # fmt: skip


@bp.post("/<int:programme_id>/parties")
@needs(Can.EDIT_PARTIES)
def add_party(programme_id: int) -> object:
    """Let an organisation take part."""
    form = PartyForm()
    form.organisation.choices = _choices(programme_id)
    if form.validate():
        with refusals(form, "organisation"):
            settings.add_party(programme_id, current.me(), form.organisation.data, current.now())
            return _back(programme_id, _("The organisation takes part from now on"))
    return _page(programme_id, form)


@bp.post("/<int:programme_id>/parties/<int:organisation_id>/remove")
@needs(Can.EDIT_PARTIES)
def remove_party(programme_id: int, organisation_id: int) -> object:
    """Let an organisation take part no longer, unless works bear its name."""
    settings.remove_party(programme_id, current.me(), organisation_id, current.now())
    return _back(programme_id, _("The organisation takes part no longer"))


def _page(programme_id: int, form: PartyForm) -> object:
    found = settings.show(programme_id, current.me())
    today = calendar(db.session.connection()).today(current.now())
    if found.may_edit_parties:
        form.organisation.choices = _choices(programme_id)
    page = present.programmes.page(found, today, language.code())
    return shown("programmes/show.html", form, page=page)


def _choices(programme_id: int) -> list[object]:
    found = settings.candidates(programme_id)
    return listed((one.id, one.name(language.code())) for one in found)


def _back(programme_id: int, words: str) -> object:
    flash(words)
    return redirect(url_for(".show", programme_id=programme_id), 303)
