"""Roles of somebody who is here already: one more, another term, another paper."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Organisation
from artflow.services.accounts import memberships
from artflow.services.people import roster
from artflow.web.shared import current, language, security
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form
from artflow.web.shared.role_labels import ROLE_LABELS

from .forms import GiveRoleForm, TermsForm

bp = Blueprint("memberships", __name__, url_prefix="/people/<int:user_id>/roles")


@bp.route("/add", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def add(user_id: int) -> ResponseReturnValue:
    """Give one more role to somebody who has an account; a letter tells them."""
    account = roster.load_account(user_id, current.me())
    form = GiveRoleForm().with_organisations(
        memberships.list_organisations(current.me(), language.code())
    )
    if form.validate_on_submit():
        file_id = form.keep_paper()
        with field_errors(form):
            if not form.errors:
                memberships.give(
                    user_id,
                    current.me(),
                    int(form.organisation.data),
                    Role(form.role.data),
                    form.terms,
                    current.now(),
                    file_id,
                )
                flash(_("The role is given; a letter tells %(name)s", name=account.user.name))
                _warn_unfounded(user_id, int(form.organisation.data), Role(form.role.data))
                return redirect(url_for("people.show", user_id=user_id), 303)
    security.allow_camera()
    return render_form("accounts/give_role.html", form, id=user_id, name=account.user.name)


@bp.route("/<int:membership_id>", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def edit(user_id: int, membership_id: int) -> ResponseReturnValue:
    """Change position, authority and term of a role; what they were stays in the history."""
    held = memberships.load_role(user_id, membership_id, current.me())
    form = TermsForm(data=held.terms._asdict())
    if form.validate_on_submit():
        file_id = form.keep_paper()
        with field_errors(form):
            if not form.errors:
                memberships.change(
                    user_id, membership_id, current.me(), form.terms, current.now(), file_id
                )
                flash(_("Saved"))
                _warn_unfounded(user_id, held.organisation_id, held.role)
                return redirect(url_for("people.show", user_id=user_id), 303)
    security.allow_camera()
    place = db.session.get_one(Organisation, held.organisation_id).name[language.code()]
    return render_form(
        "accounts/edit_role.html",
        form,
        id=user_id,
        membership_id=membership_id,
        name=roster.load_account(user_id, current.me()).user.name,
        role=ROLE_LABELS[held.role],
        place=place,
    )


def _warn_unfounded(user_id: int, organisation_id: int, role: Role) -> None:
    """Say that a signature would rest on nothing; it is no reason to refuse the role."""
    if memberships.is_unfounded(user_id, organisation_id, role):
        flash(
            _(
                "No authority paper is on record for this role: enter its number and date, or add "
                "the paper, under “Change the role”."
            ),
            "wait",
        )
