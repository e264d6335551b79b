"""Closing an organisation: what it does stands on a page, a press does it; opening it again."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import Stale
from artflow.extensions import db
from artflow.services.accounts import closings
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form

from . import closing_pages
from .organisation_forms import ClosingForm

bp = Blueprint("closings", __name__, url_prefix="/people/organisations/<int:organisation_id>")


@bp.route("/close", methods=["GET", "POST"])
@needs(Can.ADD_ORGANISATION)
def close(organisation_id: int) -> ResponseReturnValue:
    """Say what closing the organisation does; the form closes it."""
    form = ClosingForm()
    if _is_closed(form, organisation_id):
        return _redirect_back(organisation_id, _("The organisation is closed"))
    return _render(form, organisation_id)


@bp.post("/reopen")
@needs(Can.ADD_ORGANISATION)
def reopen(organisation_id: int) -> ResponseReturnValue:
    """Offer an organisation again that was closed."""
    closings.reopen(organisation_id, current.me(), current.now())
    told = _(
        "The organisation is open again. Prolong the roles that ended at each person, and add the"
        " organisation to its programmes again."
    )
    return _redirect_back(organisation_id, told)


def _is_closed(form: ClosingForm, organisation_id: int) -> bool:
    """Return whether it was done. What was shown and is another by now, `_render` shows anew."""
    if not form.is_submitted():
        form.day.data = load_home_calendar(db.session.connection()).today(current.now())
    if not form.validate_on_submit():
        return False
    try:
        with field_errors(form):
            closings.close(
                organisation_id,
                current.me(),
                form.given_day,
                current.now(),
                seen=form.seen.data or "",
                reason=form.reason.data or "",
            )
            return True
    except Stale:
        form.is_stale = True
    return False


def _render(form: ClosingForm, organisation_id: int) -> Response:
    """Show the consequences as they are now: 200, 422 with an error, 409 if they have changed."""
    db.session.rollback()  # on PostgreSQL a snapshot of before would be shown once more
    found = closings.foresee(organisation_id, current.me(), current.now())
    form.show(found.digest, needs_reason=found.needs_reason)
    page = closing_pages.build_closing_page(found, language.code())
    response = render_form("people/close_organisation.html", form, page=page)
    if form.is_stale:
        response.status_code = 409
    return response


def _redirect_back(organisation_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("people.organisation", organisation_id=organisation_id), 303)
