"""Organisations: a new one, its contacts, another name from a day on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from artflow.domain.errors import NotAllowed
from artflow.domain.policy import Can
from artflow.domain.roles import Part
from artflow.services import organisations
from artflow.services.organisations import House

from . import current, language
from .access import needs
from .forms.organisations import ContactsForm, NewForm, RenameForm
from .forms.refusals import refusals, shown

bp = Blueprint("organisations", __name__, url_prefix="/people/organisations")


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.ADD_HOUSE)
def new() -> object:
    """Enter an organisation."""
    form = NewForm()
    if form.validate_on_submit():
        key = organisations.add(current.me(), Part(form.kind.data), form.name, form.contacts(),
                                current.now())  # fmt: skip
        return _back(key, _("The organisation was added"))
    return shown("people/new_organisation.html", form)


@bp.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def edit(organisation_id: int) -> object:
    """Correct its contacts."""
    found = _mine(organisation_id)
    form = ContactsForm(obj=found.row)
    if form.validate_on_submit():
        organisations.edit(organisation_id, current.me(), form.contacts(), current.now())
        return _back(organisation_id, _("Saved"))
    return shown("people/edit_organisation.html", form, id=organisation_id,
                 name=found.row.name(language.code()))  # fmt: skip


@bp.route("/<int:organisation_id>/rename", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def rename(organisation_id: int) -> object:
    """Another name from a day on; what was decided before keeps the name of its day."""
    found = _mine(organisation_id)
    form = RenameForm(obj=found.row)
    if form.validate_on_submit():
        with refusals(form):
            organisations.rename(organisation_id, current.me(), form.name, form.since.data,
                                 current.now())  # fmt: skip
            return _back(organisation_id, _("The organisation bears its new name"))
    return shown("people/rename_organisation.html", form, id=organisation_id,
                 name=found.row.name(language.code()))  # fmt: skip


def _mine(organisation_id: int) -> House:
    """The organisation, if I may change it (403 if I only see it)."""
    found = organisations.show(organisation_id, current.me())
    if not found.may_edit:
        raise NotAllowed
    return found


def _back(organisation_id: int, words: str) -> object:
    flash(words)
    return redirect(url_for("people.organisation", organisation_id=organisation_id), 303)
