"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, logout_user

from artflow.services import people
from artflow.services import sign_in as entrance

from . import current
from .access import public, signed_in
from .forms.account import SignInForm
from .forms.refusals import refusals, shown

bp = Blueprint("account", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> object:
    """One answer for a wrong password and for an unknown address."""
    form = SignInForm()
    if form.validate_on_submit():
        with refusals(form):
            token = _token(form)
            if token is not None:
                current.enter(token)
                return redirect(_onward(request.args.get("next", "")), 303)
            form.password.errors = [_("Wrong e-mail or password")]
    here = url_for(".sign_in", next=request.args.get("next"))
    return shown("account/sign_in.html", form, action_url=here)


def _token(form: SignInForm) -> str | None:
    return entrance.sign_in(
        form.email.data or "", form.password.data or "",
        agent=current.agent(), address=current.address(), now=current.now(),
    )  # fmt: skip


def _onward(target: str) -> str:
    """The page asked for before signing in, if it is one of ours."""
    local = target.startswith("/") and not target.startswith(("//", "/\\"))
    return target if local and not _elsewhere(target) else url_for("desk.show")


def _elsewhere(target: str) -> bool:
    """Whether the address names a host or a scheme, also one that browsers would read into it."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return True
    return bool(parts.netloc or parts.scheme) or target != target.strip()


@bp.post("/sign-out")
@signed_in
def sign_out() -> object:
    """End this session: a copy of its cookie is worth nothing from now on."""
    people.sign_out(current_user.token)
    logout_user()
    flash(_("You have signed out"))
    return redirect(url_for("public.home"), 303)
