"""The link of an invitation: what is offered, by whom, and the form that takes it on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.extensions import db
from artflow.models import Organisation
from artflow.services.people import invitations
from artflow.services.people.invitations import Invitation
from artflow.web.http import devices
from artflow.web.shared import current, language
from artflow.web.shared.access import public
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.form_responses import field_errors, render_form
from artflow.web.shared.role_labels import ROLE_LABELS

from .forms import AcceptInvitationForm

bp = Blueprint("invitations", __name__)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> ResponseReturnValue:
    """Show the invitation: to open it changes nothing, the form makes the account or the role."""
    found = invitations.load_invitation(token, current.now())
    return (
        _accept_with_account(token, found)
        if found.has_account
        else _accept_with_new_account(token, found)
    )


def _accept_with_account(token: str, found: Invitation) -> ResponseReturnValue:
    form = ButtonForm()
    if form.validate_on_submit():
        invitations.accept(token, current.now())
        flash(_("The role is yours. Sign in to see it."))
        return redirect(url_for("account.sign_in"), 303)
    return _render(form, token, found)


def _accept_with_new_account(token: str, found: Invitation) -> ResponseReturnValue:
    form = AcceptInvitationForm(name=found.name, language=found.language)
    if form.validate_on_submit():
        with field_errors(form):
            opened = invitations.accept_with_new_account(
                token,
                name=form.name.data or "",
                language=form.language.data,
                password=form.new_password.data or "",
                agent=current.user_agent(),
                now=current.now(),
            )
            current.sign_in(opened)
            devices.remember(found.email)
            flash(_("Your account is ready"))
            return redirect(url_for("desk.show"), 303)
    return _render(form, token, found)


def _render(
    form: AcceptInvitationForm | ButtonForm, token: str, found: Invitation
) -> ResponseReturnValue:
    place = db.session.get_one(Organisation, found.organisation_id).name[language.code()]
    return render_form(
        "account/invitation.html",
        form,
        token=token,
        found=found,
        place=place,
        role=ROLE_LABELS[found.role],
    )
