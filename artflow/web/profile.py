"""One's own account: name and language, password, e-mail, and where one is signed in."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from flask_login import current_user

from artflow.services import links, passwords, profile

from . import current, language, present
from .access import public, signed_in
from .forms.account import ChangePasswordForm, MoveForm, ProfileForm
from .forms.base import PressForm
from .forms.refusals import refusals, shown

bp = Blueprint("profile", __name__, url_prefix="/account")


@bp.route("/", methods=["GET", "POST"])
@signed_in
def show() -> object:
    """What one says about oneself, and the ways to everything else of the account."""
    user = profile.get(current.me().id)
    form = ProfileForm(obj=user)
    if form.validate_on_submit():
        code = form.language.data
        profile.edit(user.id, name=form.name.data or "", language=code,
                     phone=form.phone.data or "")  # fmt: skip
        with force_locale(code):
            flash(_("Saved"))
        return language.remember(make_response(redirect(url_for(".show"), 303)), code)
    return shown("account/profile.html", form, email=user.email)


@bp.route("/password", methods=["GET", "POST"])
@signed_in
def password() -> object:
    """A new password; every other browser is signed out."""
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with refusals(form):
            passwords.change(
                current.me().id, current_user.session_id, form.password.data or "",
                form.new_password.data or "", address=current.address(), now=current.now(),
            )  # fmt: skip
            flash(_("The password was changed. All other browsers are signed out."))
            return redirect(url_for(".show"), 303)
    return shown("account/password.html", form)


@bp.route("/email", methods=["GET", "POST"])
@signed_in
def email() -> object:
    """Another address; it counts once its own link has been followed."""
    form = MoveForm()
    if form.validate_on_submit():
        with refusals(form):
            profile.move(current.me().id, form.email.data or "", form.password.data or "",
                         address=current.address(), now=current.now())  # fmt: skip
            flash(_("A letter with a link was sent to the new address: %(email)s",
                    email=form.email.data), "wait")  # fmt: skip
            return redirect(url_for(".show"), 303)
    return shown("account/email.html", form)


@bp.route("/email/<token>", methods=["GET", "POST"])
@public
def moved(token: str) -> object:
    """The link sent to the new address. Opening it changes nothing; the form does."""
    form = PressForm()
    link = links.look(token, links.MOVE, current.now())
    if form.validate_on_submit():
        profile.moved(token, current.now())
        flash(_("The e-mail was changed"))
        inside = current_user.is_authenticated
        return redirect(url_for(".show" if inside else "account.sign_in"), 303)
    return shown("account/moved.html", form, token=token, email=link.email)


@bp.get("/sessions")
@signed_in
def sessions() -> str:
    """Where one is signed in."""
    rows = profile.sessions(current.me().id, current.now())
    found = [present.browsers.shown(row, here=row.id == current_user.session_id) for row in rows]
    return render_template("account/sessions.html", sessions=found)


@bp.post("/sessions/end-others")
@signed_in
def end_others() -> object:
    """Sign every other browser out."""
    count = profile.end_others(current.me().id, current_user.session_id, current.now())
    flash(ngettext("%(num)s other browser was signed out",
                   "%(num)s other browsers were signed out", count))  # fmt: skip
    return redirect(url_for(".sessions"), 303)
