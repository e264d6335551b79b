"""People by organisation, for those who look after them: invite, suspend, sign out, take a role."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from artflow.domain.policy import Can, may
from artflow.extensions import db
from artflow.services import invitations, organisations, roster
from artflow.services.rights import fields
from artflow.services.working_days import calendar

from . import current, language, present
from .access import needs
from .asked import argument
from .forms.people import InviteForm, SeeAsForm
from .forms.refusals import refusals, shown

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/")
@needs(Can.SEE_PEOPLE)
def index() -> str:
    """The organisations that I look after."""
    found = roster.houses(current.me())
    houses = present.people.houses(found, language.code())
    may_add = may(current.me(), Can.ADD_HOUSE)
    return render_template("people/index.html", houses=houses, may_add=may_add)


@bp.get("/organisations/<int:organisation_id>")
@needs(Can.SEE_PEOPLE)
def organisation(organisation_id: int) -> str:
    """One organisation: its contacts, names, programmes and people."""
    found = organisations.show(organisation_id, current.me())
    rows = roster.members(organisation_id, argument("after") or 0)
    more = ""
    if len(rows) == roster.PAGE:
        more = url_for(".organisation", organisation_id=organisation_id, after=rows[-1].id)
    return render_template(
        "people/organisation.html", page=present.organisations.page(found, language.code()),
        people=present.people.members(rows), more=more,
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/invite", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def invite(organisation_id: int) -> object:
    """Invite somebody into an organisation."""
    found = roster.organisation(organisation_id, current.me())
    form = InviteForm(language=language.code())
    form.prepare(found.kind)
    if form.validate_on_submit():
        with refusals(form):
            invitations.invite(current.me(), form.guest(organisation_id), current.now())
            flash(_("The invitation is on its way to %(email)s", email=form.email.data))
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
    return shown("people/invite.html", form, id=organisation_id, name=found.name(language.code()))


@bp.get("/<int:user_id>")
@needs(Can.SEE_PEOPLE)
def show(user_id: int) -> Any:
    """One person: roles, sessions, what was done to the account."""
    return _person(user_id, SeeAsForm())


@bp.get("/<int:user_id>/rights")
@needs(Can.SEE_PEOPLE)
def rights(user_id: int) -> str:
    """What this person may do, on one page: roles, pages, actions by stage."""
    account = roster.account(user_id, current.me())
    today = calendar(db.session.connection()).today(current.now())
    shown = present.rights.page(account, fields(account.person, today), today, language.code())
    return render_template("people/rights.html", id=user_id, name=account.user.name,
                           active=account.user.active, rights=shown)  # fmt: skip


@bp.post("/<int:user_id>/see-as")
@needs(Can.SEE_PEOPLE)
def see_as(user_id: int) -> object:
    """Look at the application through the person's eyes, for a reason that is kept."""
    form = SeeAsForm()
    if form.validate():
        roster.see_as(user_id, current_user.session_id, current.me(), form.reason.data or "",
                      current.now())  # fmt: skip
        return redirect(url_for("desk.show"), 303)
    return _person(user_id, form)


@bp.post("/<int:user_id>/suspend")
@needs(Can.SEE_PEOPLE)
def suspend(user_id: int) -> object:
    """Close the account."""
    roster.suspend(user_id, current.me(), current.now())
    return _back(user_id, _("The account is suspended; all sessions have ended"))


@bp.post("/<int:user_id>/reactivate")
@needs(Can.SEE_PEOPLE)
def reactivate(user_id: int) -> object:
    """Open the account again."""
    roster.reactivate(user_id, current.me(), current.now())
    return _back(user_id, _("The account is open again"))


@bp.post("/<int:user_id>/end-sessions")
@needs(Can.SEE_PEOPLE)
def end_sessions(user_id: int) -> object:
    """Sign the person out everywhere."""
    roster.end_sessions(user_id, current.me(), current.now())
    return _back(user_id, _("All sessions have ended"))


@bp.post("/<int:user_id>/roles/<int:membership_id>/take")
@needs(Can.SEE_PEOPLE)
def take_role(user_id: int, membership_id: int) -> object:
    """Take a role away; the person may pass out of my sight with it."""
    roster.take_role(user_id, membership_id, current.me(), current.now())
    flash(_("The role was taken away; all sessions have ended"))
    return redirect(url_for(".index"), 303)


def _person(user_id: int, form: SeeAsForm) -> Any:
    account = roster.account(user_id, current.me())
    one = present.people.one(account, current.me(), language.code())
    return shown("people/show.html", form, one=one)


def _back(user_id: int, words: str) -> object:
    flash(words)
    return redirect(url_for(".show", user_id=user_id), 303)
