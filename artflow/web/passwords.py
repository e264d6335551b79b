"""A forgotten password, and the link that sets a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _

from artflow.services import links, passwords, throttle

from . import current
from .access import public
from .forms.account import ForgottenForm, NewPasswordForm
from .forms.refusals import refusals, shown
from .registration import sent_to

bp = Blueprint("passwords", __name__)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> object:
    """One answer for every address."""
    form = ForgottenForm()
    if form.validate_on_submit():
        with refusals(form, "email"):
            throttle.letter(current.address(), current.now())
            passwords.forgot(form.email.data or "", current.now())
            return sent_to(form.email.data or "")
    return shown("account/forgotten.html", form)


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> object:
    """The link of the letter. Opening it changes nothing; the form sets the password."""
    form = NewPasswordForm()
    link = links.look(token, links.RESET, current.now())
    if form.validate_on_submit():
        with refusals(form):
            passwords.reset(token, form.new_password.data or "", current.now())
            flash(_("The password was changed. Sign in with the new one."))
            return redirect(url_for("account.sign_in"), 303)
    return shown("account/new_password.html", form, token=token, email=link.email)
