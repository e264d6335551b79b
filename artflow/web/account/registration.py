"""Artists register themselves: a form, a letter, and the password once more."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.services.people import links, registration, throttle
from artflow.web.http import devices
from artflow.web.shared import current, form_fields, language
from artflow.web.shared.access import public
from artflow.web.shared.form_responses import field_errors, render_form

from .forms import ConfirmRegistrationForm, RegisterForm

bp = Blueprint("registration", __name__)
SENT_TO_KEY = "sent_to"


def redirect_to_sent(email: str) -> ResponseReturnValue:
    """Go on to where it is said that a letter went out, whether there is an account or not."""
    session[SENT_TO_KEY] = email
    return redirect(url_for("registration.sent"), 303)


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> ResponseReturnValue:
    """Ask who one is; the answer is the same for an address that has an account already."""
    form = RegisterForm(language=language.code())
    alone = (registration.ALONE, _("I work alone, without a studio"))
    form.organisation.choices = form_fields.select_choices(
        [*registration.list_studios(language.code()), alone]
    )
    if form.validate_on_submit():
        with field_errors(form, "email"):
            throttle.count_letter(current.remote_address(), current.now())
            registration.request_registration(
                name=form.name.data or "",
                email=form.email.data or "",
                password=form.password.data or "",
                language=form.language.data,
                organisation_id=form.organisation.data,
                now=current.now(),
            )
            return redirect_to_sent(form.email.data or "")
    return render_form("account/register.html", form)


@bp.get("/check-your-mail")
@public
def sent() -> str:
    """Say where the letter went, and what to do if it does not come."""
    return render_template("account/sent.html", email=session.get(SENT_TO_KEY, ""))


@bp.route("/register/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """Follow the link of the letter. Opening it changes nothing; the form makes the account."""
    form = ConfirmRegistrationForm()
    link = links.find_link(token, links.REGISTER, current.now())
    if form.validate_on_submit():
        with field_errors(form):
            password = form.password.data or ""
            opened = registration.confirm_registration(
                token, password, current.user_agent(), current.now()
            )
            current.sign_in(opened)
            devices.remember(link.email)
            flash(_("Your account is ready"))
            return redirect(url_for("desk.show"), 303)
    return render_form("account/confirm.html", form, token=token, email=link.email)
