"""A forgotten password, and the link that sets a new one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.services.people import links, passwords, throttle
from artflow.web.http import devices
from artflow.web.shared import current
from artflow.web.shared.access import public
from artflow.web.shared.form_responses import field_errors, render_form

from .forms import ForgotPasswordForm, NewPasswordForm
from .registration import redirect_to_sent

bp = Blueprint("passwords", __name__)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten() -> ResponseReturnValue:
    """Send a link for a new password; give one answer for every address."""
    form = ForgotPasswordForm()
    if form.validate_on_submit():
        with field_errors(form, "email"):
            throttle.count_letter(current.remote_address(), current.now())
            passwords.request_reset(form.email.data or "", current.now())
            return redirect_to_sent(form.email.data or "")
    return render_form("account/forgotten.html", form)


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """Follow the link of the letter. Opening it changes nothing; the form sets the password."""
    form = NewPasswordForm()
    link = links.find_link(token, links.RESET, current.now())
    if form.validate_on_submit():
        with field_errors(form):
            passwords.reset(token, form.new_password.data or "", current.now())
            devices.remember(link.email)  # whoever reads the owner's letters is the owner
            flash(_("The password was changed. Sign in with the new one."))
            return redirect(url_for("account.sign_in"), 303)
    return render_form("account/new_password.html", form, token=token, email=link.email)
