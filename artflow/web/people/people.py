"""People by organisation, for those who manage them: invite, suspend, sign out, revoke a role."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from artflow.domain.access.policy import Can
from artflow.domain.errors import NotPossible, Reason
from artflow.extensions import db
from artflow.services.accounts import invited, memberships
from artflow.services.people import invitations, organisations, roster
from artflow.services.people.rights import list_programme_roles
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.accounts import invited_pages
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form
from artflow.web.shared.request_args import key_arg

from . import organisation_pages, people_pages, rights_page
from .forms import ImpersonateForm, InviteForm

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("/organisations/<int:organisation_id>")
@needs(Can.SEE_PEOPLE)
def organisation(organisation_id: int) -> str:
    """Show one organisation: its contacts, names, programmes and people."""
    me = current.me()
    found = organisations.load_details(organisation_id, me)
    rows = roster.list_members(organisation_id, key_arg("after") or 0)
    waiting = invited.list_waiting(me, current.now(), organisations=[organisation_id])
    more = ""
    if len(rows) == roster.PAGE_SIZE:
        more = url_for(".organisation", organisation_id=organisation_id, after=rows[-1].id)
    return render_template(
        "people/organisation.html",
        page=organisation_pages.build_organisation_page(found, language.code()),
        people=people_pages.member_rows(rows, memberships.find_unfounded(rows), _today()),
        invitations=invited_pages.invitation_rows(waiting, language.code()),
        more=more,
    )


@bp.route("/organisations/<int:organisation_id>/invite", methods=["GET", "POST"])
@needs(Can.SEE_PEOPLE)
def invite(organisation_id: int) -> ResponseReturnValue:
    """Invite somebody into an organisation."""
    found = roster.load_organisation(organisation_id, current.me())
    if not found.active:
        raise NotPossible(Reason("organisation_closed"))
    form = InviteForm(language=language.code())
    form.prepare(found.kind)
    if form.validate_on_submit():
        with field_errors(form):
            invitations.invite(current.me(), form.guest(organisation_id), current.now())
            flash(_("The invitation is on its way to %(email)s", email=form.email.data))
            if form.is_unfounded:
                flash(
                    _(
                        "No authority paper is named in it: once it is accepted, add it on the "
                        "person's page under “Change the role”."
                    ),
                    "wait",
                )
            return redirect(url_for(".organisation", organisation_id=organisation_id), 303)
    return render_form(
        "people/invite.html", form, id=organisation_id, name=found.name[language.code()]
    )


@bp.get("/<int:user_id>")
@needs(Can.SEE_PEOPLE)
def show(user_id: int) -> ResponseReturnValue:
    """Show one person: roles, sessions, what was done to the account."""
    return _render_person(user_id, ImpersonateForm())


@bp.get("/<int:user_id>/rights")
@needs(Can.SEE_PEOPLE)
def rights(user_id: int) -> str:
    """Show what this person may do: roles, pages, actions by stage."""
    account = roster.load_account(user_id, current.me())
    today = _today()
    shown = rights_page.build_rights_page(
        account, list_programme_roles(account.person, today), today, language.code()
    )
    return render_template(
        "people/rights.html",
        id=user_id,
        name=account.user.name,
        active=account.user.active,
        rights=shown,
    )


@bp.post("/<int:user_id>/see-as")
@needs(Can.SEE_PEOPLE)
def see_as(user_id: int) -> ResponseReturnValue:
    """Start to look at the application as this person; the reason is kept."""
    form = ImpersonateForm()
    if form.validate():
        roster.impersonate(
            user_id, current_user.session_id, current.me(), form.reason.data or "", current.now()
        )
        return redirect(url_for("desk.show"), 303)
    return _render_person(user_id, form)


@bp.post("/<int:user_id>/reactivate")
@needs(Can.SEE_PEOPLE)
def reactivate(user_id: int) -> ResponseReturnValue:
    """Reactivate the account."""
    roster.reactivate(user_id, current.me(), current.now())
    return _redirect_back(user_id, _("The account is open again"))


@bp.post("/<int:user_id>/end-sessions")
@needs(Can.SEE_PEOPLE)
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign the person out everywhere."""
    roster.end_sessions(user_id, current.me(), current.now())
    return _redirect_back(user_id, _("All sessions have ended"))


def _today() -> date:
    return load_home_calendar(db.session.connection()).today(current.now())


def _render_person(user_id: int, form: ImpersonateForm) -> ResponseReturnValue:
    account = roster.load_account(user_id, current.me())
    page = people_pages.build_person_page(
        account,
        memberships.list_papers(user_id),
        memberships.find_unfounded(account.memberships),
        current.me(),
        _today(),
        language.code(),
    )
    return render_form("people/show.html", form, page=page)


def _redirect_back(user_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".show", user_id=user_id), 303)
