"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from artflow.services.people import people
from artflow.services.people import sign_in as sign_in_service
from artflow.web.http import devices
from artflow.web.shared import current
from artflow.web.shared.access import public, signed_in
from artflow.web.shared.form_responses import field_errors, render_form
from artflow.web.shared.request_args import is_local

from .forms import SignInForm

bp = Blueprint("account", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in; give one answer for a wrong password and for an unknown address."""
    form = SignInForm()
    if form.validate_on_submit():
        with field_errors(form):
            token = _open_session(form)
            if token is not None:
                current.sign_in(token)
                devices.remember(form.email.data or "")
                return redirect(_next_url(request.args.get("next", "")), 303)
            form.password.errors = [_("Wrong e-mail or password")]
    here = url_for(".sign_in", next=request.args.get("next"))
    return render_form("account/sign_in.html", form, action_url=here)


def _open_session(form: SignInForm) -> str | None:
    return sign_in_service.sign_in(
        form.email.data or "",
        form.password.data or "",
        agent=current.user_agent(),
        address=current.remote_address(),
        device=devices.given(),
        now=current.now(),
    )


def _next_url(target: str) -> str:
    """Return the page asked for before signing in, if it is one of ours."""
    return target if is_local(target) else url_for("desk.show")


@bp.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End this session; a copy of its cookie is worthless from now on."""
    people.sign_out(current_user.token)
    logout_user()
    flash(_("You have signed out"))
    return redirect(url_for("public.home"), 303)
