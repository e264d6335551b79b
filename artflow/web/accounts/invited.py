"""Invitations that wait: which, since when, until when; withdrawn or sent once more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.services.accounts import invited
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.form_responses import render_form
from artflow.web.shared.request_args import back_arg, key_arg

from . import invited_pages

bp = Blueprint("invited", __name__, url_prefix="/people/invitations")


@bp.get("/")
@needs(Can.SEE_PEOPLE)
def index() -> str:
    """Show the waiting invitations, the oldest first."""
    found = invited.list_waiting(current.me(), current.now(), after=key_arg("after") or 0)
    full = len(found) == invited.PAGE_SIZE
    return render_template(
        "accounts/invitations.html",
        invitations=invited_pages.invitation_rows(found, language.code()),
        more=url_for(".index", after=found[-1].id) if full else "",
    )


@bp.route("/<int:link_id>/withdraw", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def withdraw(link_id: int) -> ResponseReturnValue:
    """Say whom it concerns; the form lets the invitation work no longer."""
    form, back = ButtonForm(), back_arg(url_for(".index"))
    if form.validate_on_submit():
        email = invited.withdraw(link_id, current.me(), current.now())
        flash(_("The invitation to %(email)s works no longer", email=email))
        return redirect(back, 303)
    found = invited.load_waiting(link_id, current.me(), current.now())
    item = invited_pages.invitation_row(found, language.code(), back)
    return render_form("accounts/withdraw_invitation.html", form, item=item, back=back)


@bp.post("/<int:link_id>/again")
@needs(Can.SEE_PEOPLE)
def send_again(link_id: int) -> ResponseReturnValue:
    """Send an invitation once more, with a new link."""
    email = invited.send_again(link_id, current.me(), current.now())
    flash(_("The invitation is on its way to %(email)s", email=email))
    return redirect(back_arg(url_for(".index")), 303)
