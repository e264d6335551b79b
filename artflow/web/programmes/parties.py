"""Organisations that join a programme or leave it; whoever changes that is told before."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.errors import Invalid, NotVisible, Stale
from artflow.extensions import db
from artflow.services.programmes import parties, settings, working_days
from artflow.services.programmes.parties import Consequences
from artflow.web.shared import current, formatting, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form

from . import party_pages, programmes
from .forms import JoiningForm, LeavingForm

bp = Blueprint("parties", __name__, url_prefix="/programmes/<int:programme_id>/parties")


@bp.route("/<int:organisation_id>/add", methods=["GET", "POST"])
@needs(Can.EDIT_PARTIES)
def add(programme_id: int, organisation_id: int) -> ResponseReturnValue:
    """Tell what it does to which works that an organisation joins; the form makes it so."""
    form, me = JoiningForm(), current.me()

    def foresee() -> Consequences:
        return parties.foresee_joining(programme_id, me, organisation_id, current.now())

    try:
        if form.validate_on_submit():
            seen = form.seen.data or ""
            parties.add(programme_id, me, organisation_id, current.now(), seen=seen)
            return _redirect_back(programme_id, _("The organisation takes part from now on"))
        return _render("programmes/join.html", form, programme_id, foresee())
    except Stale:
        return _render_again("programmes/join.html", form, programme_id, foresee)
    except Invalid:
        return _refuse(programme_id, _("This organisation already takes part, or cannot."))


@bp.route("/<int:organisation_id>/remove", methods=["GET", "POST"])
@needs(Can.EDIT_PARTIES)
def remove(programme_id: int, organisation_id: int) -> ResponseReturnValue:
    """Tell what it does to which works that an organisation leaves; the form makes it so."""
    form, me, now = LeavingForm(), current.me(), current.now()
    settings.load_settings(programme_id, me)
    today = working_days.load_calendar(db.session.connection(), programme_id).today(now)
    if not form.is_submitted():
        form.leaves_on.data = today

    def foresee() -> Consequences:
        return parties.foresee_leaving(programme_id, me, organisation_id, now)

    try:
        if form.validate_on_submit():
            with field_errors(form, "leaves_on"):
                day, seen = form.given_day, form.seen.data or ""
                parties.remove(programme_id, me, organisation_id, day, now, seen=seen)
                told = _("The organisation takes part no longer")
                later = _("The organisation leaves on %(day)s", day=formatting.day(day))
                return _redirect_back(programme_id, told if day == today else later)
        return _render("programmes/leave.html", form, programme_id, foresee())
    except Stale:
        return _render_again("programmes/leave.html", form, programme_id, foresee)
    except NotVisible:
        return _refuse(programme_id, _("This organisation takes no part here."))


@bp.post("/<int:organisation_id>/keep")
@needs(Can.EDIT_PARTIES)
def keep(programme_id: int, organisation_id: int) -> ResponseReturnValue:
    """Let an organisation stay that was to leave."""
    settings.load_settings(programme_id, current.me())
    try:
        parties.keep(programme_id, current.me(), organisation_id, current.now())
    except NotVisible:
        return _refuse(programme_id, _("This organisation is not leaving."))
    return _redirect_back(programme_id, _("The organisation stays"))


def _render(template: str, form: JoiningForm, programme_id: int, found: Consequences) -> Response:
    """Render what would happen; the fingerprint of it stands in the form."""
    form.seen.data = found.seen
    row, code = settings.load_settings(programme_id, current.me()).row, language.code()
    page = party_pages.build_change_page(found, programme_id, row.currency, code)
    return render_form(template, form, id=programme_id, name=row.name[code], page=page)


def _render_again(
    template: str, form: JoiningForm, programme_id: int, foresee: Callable[[], Consequences]
) -> Response:
    """Render what would happen now: it is not what was shown when the press was decided on."""
    said = _(
        "The works that this affects have changed since the page was opened. Please check again."
    )
    form.form_errors = [said]
    response = _render(template, form, programme_id, foresee())
    response.status_code = 409
    return response


def _refuse(programme_id: int, problem: str) -> Response:
    """Say on the page of the programme what could not be done."""
    return programmes.render_programme(programme_id, problem)


def _redirect_back(programme_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for("programmes.show", programme_id=programme_id), 303)
