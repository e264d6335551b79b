"""One's own account: name and language, password, e-mail, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from artflow.extensions import db
from artflow.services.accounts import memberships
from artflow.services.people import links, passwords, profile
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.shared import current, language
from artflow.web.shared.access import public, signed_in
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.form_responses import field_errors, render_form

from . import own_roles, session_rows
from .forms import ChangeEmailForm, ChangePasswordForm, ProfileForm

bp = Blueprint("profile", __name__, url_prefix="/account")


@bp.route("/", methods=["GET", "POST"])
@signed_in
def show() -> ResponseReturnValue:
    """Show what one says about oneself, and the ways to everything else of the account."""
    user = profile.load_user(current.me().id)
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        code = form.language.data
        profile.edit(user.id, name=form.name.data or "", language=code, phone=form.phone.data or "")
        with force_locale(code):
            flash(_("Saved"))
        return language.remember(make_response(redirect(url_for(".show"), 303)), code)
    held = profile.list_roles(user.id)
    today = load_home_calendar(db.session.connection()).today(current.now())
    roles = own_roles.own_role_rows(held, memberships.find_unfounded(held), today, language.code())
    return render_form("account/profile.html", form, email=user.email, roles=roles)


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    """Take a new password; every other browser is signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with field_errors(form):
            passwords.change(
                current.me().id,
                current_user.session_id,
                form.password.data or "",
                form.new_password.data or "",
                address=current.remote_address(),
                now=current.now(),
            )
            flash(_("The password was changed. All other browsers are signed out."))
            return redirect(url_for(".show"), 303)
    return render_form("account/password.html", form)


@bp.route("/email", methods=["GET", "POST"])
@signed_in
def email() -> ResponseReturnValue:
    """Ask for another address; it counts once its own link has been followed."""
    form = ChangeEmailForm()
    if form.validate_on_submit():
        with field_errors(form):
            profile.request_move(
                current.me().id,
                form.email.data or "",
                form.password.data or "",
                session=current_user.session_id,
                address=current.remote_address(),
                now=current.now(),
            )
            flash(
                _(
                    "A letter with a link was sent to the new address: %(email)s",
                    email=form.email.data,
                ),
                "wait",
            )
            return redirect(url_for(".show"), 303)
    return render_form("account/email.html", form)


@bp.route("/email/<token>", methods=["GET", "POST"])
@public
def moved(token: str) -> ResponseReturnValue:
    """Follow the link sent to the new address. Opening it changes nothing; the form does."""
    form = ButtonForm()
    link = links.find_link(token, links.MOVE, current.now())
    if form.validate_on_submit():
        profile.confirm_move(token, current.now())
        flash(_("The e-mail was changed"))
        inside = current_user.is_authenticated
        return redirect(url_for(".show" if inside else "account.sign_in"), 303)
    return render_form("account/moved.html", form, token=token, email=link.email)


@bp.get("/sessions")
@signed_in
def sessions() -> str:
    """Show where the person is signed in."""
    rows = profile.list_sessions(current.me().id, current.now())
    found = [session_rows.session_row(row, here=row.id == current_user.session_id) for row in rows]
    return render_template("account/sessions.html", sessions=found)


@bp.post("/sessions/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    """Sign every other browser out."""
    count = profile.end_other_sessions(current.me().id, current_user.session_id, current.now())
    flash(
        ngettext(
            "%(num)s other browser was signed out", "%(num)s other browsers were signed out", count
        )
    )
    return redirect(url_for(".sessions"), 303)
