"""Artists register themselves: a form, a letter, and one more look at the password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _

from artflow.services import links, registration, throttle

from . import current, language
from .access import public
from .forms import fields
from .forms.account import ConfirmForm, RegisterForm
from .forms.refusals import refusals, shown

bp = Blueprint("registration", __name__)
SENT_TO = "sent_to"


def sent_to(email: str) -> object:
    """Onward to the page that says where the letter went, whether there is an account or not."""
    session[SENT_TO] = email
    return redirect(url_for("registration.sent"), 303)


@bp.route("/register", methods=["GET", "POST"])
@public
def register() -> object:
    """Who one is; the answer is the same for an address that has an account already."""
    form = RegisterForm(language=language.code())
    form.organisation.choices = fields.listed(registration.studios(language.code()))
    if form.validate_on_submit():
        with refusals(form, "email"):
            throttle.letter(current.address(), current.now())
            registration.ask(
                name=form.name.data or "", email=form.email.data or "",
                password=form.password.data or "", language=form.language.data,
                organisation_id=form.organisation.data, now=current.now(),
            )  # fmt: skip
            return sent_to(form.email.data or "")
    return shown("account/register.html", form)


@bp.get("/check-your-mail")
@public
def sent() -> str:
    """Where the letter went, and what to do if it does not come."""
    return render_template("account/sent.html", email=session.get(SENT_TO, ""))


@bp.route("/register/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> object:
    """The link of the letter. Opening it changes nothing; the form makes the account."""
    form = ConfirmForm()
    link = links.look(token, links.REGISTER, current.now())
    if form.validate_on_submit():
        with refusals(form):
            password = form.password.data or ""
            opened = registration.confirm(token, password, current.agent(), current.now())
            current.enter(opened)
            flash(_("Your account is ready"))
            return redirect(url_for("desk.show"), 303)
    return shown("account/confirm.html", form, token=token, email=link.email)
