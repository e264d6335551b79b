"""Organisations: a new one, its contacts, another name from a day on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed
from artflow.domain.people.roles import Part
from artflow.domain.text import fold_text
from artflow.extensions import db
from artflow.services.people import organisations, roster
from artflow.services.people.organisations import OrganisationDetails
from artflow.services.programmes import admin_log
from artflow.web.http import limits
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, form_status, render_form
from artflow.web.shared.request_args import key_arg
from artflow.web.summaries.history import TimelineRow

from . import organisation_pages, people_pages
from .organisation_forms import (
    ContactsForm,
    NewOrganisationForm,
    OrganisationsForm,
    RenameForm,
    SimilarForm,
)

bp = Blueprint("organisations", __name__, url_prefix="/people/organisations")


@bp.get("/")
@needs(Can.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """Show the organisations that the person manages, by kind."""
    me, form = current.me(), OrganisationsForm(request.args)
    found = []
    if form.validate() and limits.allows_search(form):
        words = fold_text(form.q.data or "").split()
        keys = organisations.find_by_words(db.session.connection(), words) if words else None
        found = roster.list_organisations(
            me, kind=form.kind.data or "", keys=keys, after=key_arg("after")
        )
    full = len(found) == roster.PAGE_SIZE
    shown = render_template(
        "people/organisations.html",
        form=form,
        organisations=people_pages.organisation_rows(found, language.code()),
        may_add=may(me, Can.ADD_ORGANISATION),
        deleted=_deleted(),
        more=url_for(".index", after=found[-1][0].id, **form.chosen) if full else "",
    )
    return shown, *form_status(form)


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.ADD_ORGANISATION)
def new() -> ResponseReturnValue:
    """Add an organisation."""
    form = NewOrganisationForm()
    if form.validate_on_submit() and form.is_distinct(form.name, form.bin.data or ""):
        key = organisations.add(
            current.me(), Part(form.kind.data), form.name, form.contacts(), current.now()
        )
        return _redirect_back(key, _("The organisation was added"))
    return render_form("people/new_organisation.html", form, similar=_similar(form))


@bp.route("/<int:organisation_id>/edit", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def edit(organisation_id: int) -> ResponseReturnValue:
    """Correct the contacts of an organisation."""
    found = _editable(organisation_id)
    form = ContactsForm(obj=found.row)
    number = form.bin.data or ""
    changed = number if number != found.row.bin else ""
    if form.validate_on_submit() and form.is_distinct(None, changed, organisation_id):
        organisations.edit(organisation_id, current.me(), form.contacts(), current.now())
        return _redirect_back(organisation_id, _("Saved"))
    return render_form(
        "people/edit_organisation.html",
        form,
        id=organisation_id,
        name=found.row.name[language.code()],
        similar=_similar(form),
    )


@bp.route("/<int:organisation_id>/rename", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def rename(organisation_id: int) -> ResponseReturnValue:
    """Give another name from a day on; what was decided before keeps the name of its day."""
    found = _editable(organisation_id)
    form = RenameForm(obj=found.row)
    if form.validate_on_submit() and form.is_distinct(form.name, "", organisation_id):
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
        similar=_similar(form),
    )


def _deleted() -> list[TimelineRow]:
    """List what was deleted, for whoever may see all organisations."""
    if not may(current.me(), Can.ADD_ORGANISATION):
        return []
    gone = admin_log.list_events(admin_log.ORGANISATIONS)
    return [organisation_pages.deleted_row(event, language.code()) for event in gone]


def _similar(form: SimilarForm) -> list[tuple[str, str]]:
    """List name and address of what is alike, for whoever may see all organisations."""
    if not may(current.me(), Can.ADD_ORGANISATION):
        return []
    return [
        (one.name[language.code()], url_for("people.organisation", organisation_id=one.id))
        for one in form.similar
    ]


def _editable(organisation_id: int) -> OrganisationDetails:
    """Return the organisation, if I may change it (403 if I only see it)."""
    found = organisations.load_details(organisation_id, current.me())
    if not found.may_edit:
        raise NotAllowed
    return found


def _redirect_back(organisation_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("people.organisation", organisation_id=organisation_id), 303)
