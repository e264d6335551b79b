"""An organisation that was entered by mistake: another kind, or out again."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import NotPossible
from artflow.domain.people.roles import Part
from artflow.extensions import db
from artflow.services.accounts import corrections
from artflow.services.people import roster
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import render_form

from . import organisation_pages
from .organisation_forms import DeletionForm, KindForm

bp = Blueprint("corrections", __name__, url_prefix="/people/organisations/<int:organisation_id>")


@bp.route("/kind", methods=["GET", "POST"])
@needs(Can.ADD_ORGANISATION)
def kind(organisation_id: int) -> ResponseReturnValue:
    """Correct the kind, while nothing rests on it."""
    found = roster.load_organisation(organisation_id, current.me())
    form = KindForm(obj=found)
    if form.validate_on_submit():
        try:
            given = Part(form.kind.data)
            corrections.correct_kind(organisation_id, current.me(), given, current.now())
            flash(_("The kind was corrected"))
            return redirect(url_for("people.organisation", organisation_id=organisation_id), 303)
        except NotPossible:
            return _render("people/correct_kind.html", form, organisation_id, 409)
    return _render("people/correct_kind.html", form, organisation_id)


@bp.route("/delete", methods=["GET", "POST"])
@needs(Can.ADD_ORGANISATION)
def delete(organisation_id: int) -> ResponseReturnValue:
    """Say what deleting does; the form deletes what nothing rests on."""
    found = roster.load_organisation(organisation_id, current.me())
    form, name = DeletionForm(), found.name[language.code()]
    if form.validate_on_submit():
        try:
            corrections.delete_organisation(organisation_id, current.me(), current.now())
            flash(_("Deleted: %(name)s", name=name))
            return redirect(url_for("organisations.index"), 303)
        except NotPossible:
            return _render("people/delete_organisation.html", form, organisation_id, 409)
    return _render("people/delete_organisation.html", form, organisation_id)


def _render(
    template: str, form: KindForm | DeletionForm, organisation_id: int, status: int = 0
) -> Response:
    """Show the form, or what rests on the organisation where that closes it."""
    db.session.rollback()  # on PostgreSQL a snapshot of before would be shown once more
    uses = corrections.foresee(organisation_id, current.me(), current.now())
    found = roster.load_organisation(organisation_id, current.me())
    page = organisation_pages.build_correction_page(found, uses, language.code())
    response = render_form(template, form, page=page)
    response.status_code = status or response.status_code
    return response
