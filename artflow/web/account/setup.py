"""The page that begins an installation: the server prints its address, which works once."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow import config
from artflow.services import installation
from artflow.services.people import links
from artflow.web.shared import current, language
from artflow.web.shared.access import public
from artflow.web.shared.form_responses import field_errors, render_form

from .setup_form import SetupForm

bp = Blueprint("setup", __name__)
PROXY_HEADERS = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via")
"""By which a proxy shows itself, whether it is trusted or not."""


@bp.route("/setup/<token>", methods=["GET", "POST"])
@public
def begin(token: str) -> ResponseReturnValue:
    """Ask for the administrator and the settings; whoever has the address may answer, once."""
    links.find_link(token, links.BEGIN, current.now())
    form = SetupForm(
        public_url=_offered_address(),
        zone=current_app.config["BABEL_DEFAULT_TIMEZONE"],
        languages=language.offered(),
        language=language.code(),
    )
    if form.validate_on_submit():
        with field_errors(form):
            installation.begin(form.administrator(), current.now(), token=token)
            config.save(current_app._get_current_object(), form.settings())  # type: ignore[attr-defined]
            flash(_("artflow is set up. Sign in to add organisations and a programme."))
            there = current_app.config["PUBLIC_URL"] + url_for("account.sign_in").lstrip("/")
            return redirect(there, 303)  # cookies of an address with https do not work here
    return render_form("account/setup.html", form, token=token)


def _offered_address() -> str:
    """Return the address of this installation as far as it is certain, else nothing.

    A setting says it, or a trusted proxy. What a request claims is believed only of this machine
    itself: a proxy that nobody has named may pass on any name, and all letters would lead there.
    """
    stated = current_app.config["PUBLIC_URL"]
    if stated != config.DEFAULTS["PUBLIC_URL"]:
        return str(stated)
    is_local = urlsplit(request.url_root).hostname in installation.LOCAL_HOSTS
    is_passed_on = any(name in request.headers for name in PROXY_HEADERS)
    certain = current_app.config["TRUSTED_PROXIES"] or (is_local and not is_passed_on)
    return request.url_root if certain else ""
