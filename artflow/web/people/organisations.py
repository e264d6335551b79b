"""Organisations: a new one, its contacts, another name from a day on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import NotAllowed
from artflow.domain.people.roles import Part
from artflow.services.people import organisations
from artflow.services.people.organisations import OrganisationDetails
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form

from .organisation_forms import ContactsForm, NewOrganisationForm, RenameForm

bp = Blueprint("organisations", __name__, url_prefix="/people/organisations")


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.ADD_ORGANISATION)
def new() -> ResponseReturnValue:
    """Add an organisation."""
    form = NewOrganisationForm()
    if form.validate_on_submit():
        key = organisations.add(
            current.me(), Part(form.kind.data), form.name, form.contacts(), current.now()
        )
        return _redirect_back(key, _("The organisation was added"))
    return render_form("people/new_organisation.html", form)


@bp.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def edit(organisation_id: int) -> ResponseReturnValue:
    """Correct the contacts of an organisation."""
    found = _editable(organisation_id)
    form = ContactsForm(obj=found.row)
    if form.validate_on_submit():
        organisations.edit(organisation_id, current.me(), form.contacts(), current.now())
        return _redirect_back(organisation_id, _("Saved"))
    return render_form(
        "people/edit_organisation.html",
        form,
        id=organisation_id,
        name=found.row.name[language.code()],
    )


@bp.route("/<int:organisation_id>/rename", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def rename(organisation_id: int) -> ResponseReturnValue:
    """Give another name from a day on; what was decided before keeps the name of its day."""
    found = _editable(organisation_id)
    form = RenameForm(obj=found.row)
    if form.validate_on_submit():
        with field_errors(form):
            organisations.rename(
                organisation_id, current.me(), form.name, form.first_day, current.now()
            )
            return _redirect_back(organisation_id, _("The organisation bears its new name"))
    return render_form(
        "people/rename_organisation.html",
        form,
        id=organisation_id,
        name=found.row.name[language.code()],
    )


def _editable(organisation_id: int) -> OrganisationDetails:
    """Return the organisation, if I may change it (403 if I only see it)."""
    found = organisations.load_details(organisation_id, current.me())
    if not found.may_edit:
        raise NotAllowed
    return found


def _redirect_back(organisation_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("people.organisation", organisation_id=organisation_id), 303)
