"""The link of an invitation: what is offered, by whom, and the form that takes it on."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from artflow.extensions import db
from artflow.models import Organisation
from artflow.services import invitations
from artflow.services.invitations import Invitation

from . import current, language
from .access import public
from .forms.account import JoinForm
from .forms.base import PressForm
from .forms.refusals import refusals, shown
from .words.roles import ROLES

bp = Blueprint("invitations", __name__)


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public
def accept(token: str) -> object:
    """Opening the link changes nothing; the form makes the account or adds the role."""
    found = invitations.look(token, current.now())
    return _known(token, found) if found.known else _new(token, found)


def _known(token: str, found: Invitation) -> object:
    form = PressForm()
    if form.validate_on_submit():
        invitations.accept(token, current.now())
        flash(_("The role is yours. Sign in to see it."))
        return redirect(url_for("account.sign_in"), 303)
    return _page(form, token, found)


def _new(token: str, found: Invitation) -> object:
    form = JoinForm(name=found.name, language=found.language)
    if form.validate_on_submit():
        with refusals(form):
            opened = invitations.join(
                token, name=form.name.data or "", language=form.language.data,
                password=form.new_password.data or "", agent=current.agent(), now=current.now(),
            )  # fmt: skip
            current.enter(opened)
            flash(_("Your account is ready"))
            return redirect(url_for("desk.show"), 303)
    return _page(form, token, found)


def _page(form: JoinForm | PressForm, token: str, found: Invitation) -> object:
    place = db.session.get_one(Organisation, found.organisation_id).name(language.code())
    return shown("account/invitation.html", form, token=token, found=found, place=place,
                 role=ROLES[found.role])  # fmt: skip
