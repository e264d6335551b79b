"""Invitations that wait: which, since when, until when; withdrawn or sent once more by a press."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.services.accounts import invited
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.request_args import key_arg

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


@bp.post("/<int:link_id>/withdraw")
@needs(Can.SEE_PEOPLE)
def withdraw(link_id: int) -> ResponseReturnValue:
    """Let an invitation work no longer."""
    email = invited.withdraw(link_id, current.me(), current.now())
    flash(_("The invitation to %(email)s works no longer", email=email))
    return redirect(url_for(".index"), 303)


@bp.post("/<int:link_id>/again")
@needs(Can.SEE_PEOPLE)
def send_again(link_id: int) -> ResponseReturnValue:
    """Send an invitation once more, with a new link."""
    email = invited.send_again(link_id, current.me(), current.now())
    flash(_("The invitation is on its way to %(email)s", email=email))
    return redirect(url_for(".index"), 303)
