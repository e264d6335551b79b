"""Forms of getting in and of one's own account."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from artflow.domain.passwords import LEAST, MOST
from artflow.web.language import NAMES

from . import fields

RULES = _l(
    "At least %(least)s characters. Not your e-mail or name, nor a password that many people use.",
    least=LEAST,
)


def email(label: Any = None, autocomplete: str = "email", **options: Any) -> Any:
    """One address."""
    kind = {"type": "email", "autocomplete": autocomplete, "inputmode": "email",
            "autocapitalize": "none", "spellcheck": "false"}  # fmt: skip
    return fields.line(label or _l("E-mail"), limit=200, render_kw=kind, **options)


def new_password(label: Any = None) -> PasswordField:
    """A password that is being chosen; browsers offer to keep it."""
    return PasswordField(
        label or _l("New password"),
        [InputRequired(fields.FILL_IN), Length(max=MOST, message=_l("No more than %(max)d "
                                                                    "characters"))],
        description=RULES, render_kw={"autocomplete": "new-password"},
    )  # fmt: skip


def name() -> Any:
    """How the person is called on every page and paper."""
    return fields.line(
        _l("First name and surname"), limit=120, render_kw={"autocomplete": "name"},
        description=_l("As on papers: it stands beside everything you do"),
    )  # fmt: skip


def language() -> Any:
    """The language of one's pages and letters."""
    return fields.choice(_l("Language"), [(code, known.label) for code, known in NAMES.items()])


class SignInForm(FlaskForm):
    email = email(autocomplete="username")
    password = fields.password()


class RegisterForm(FlaskForm):
    """Who one is, and where one belongs."""

    name = name()
    email = email(autocomplete="username", description=_l("We send a link there to make sure it "
                                                          "is yours"))  # fmt: skip
    password = new_password(_l("Password"))
    language = language()
    organisation = fields.choice(_l("Your studio or association"), coerce=int)


class ConfirmForm(FlaskForm):
    password = fields.password(
        description=_l("The one you chose when you registered: so nobody else registers you")
    )


class ForgottenForm(FlaskForm):
    email = email(autocomplete="username")


class NewPasswordForm(FlaskForm):
    new_password = new_password()


class JoinForm(FlaskForm):
    """What an invited person chooses."""

    name = name()
    language = language()
    new_password = new_password(_l("Password"))


class ChangePasswordForm(FlaskForm):
    password = fields.password()
    new_password = new_password()


class MoveForm(FlaskForm):
    email = email(
        _l("New e-mail"),
        description=_l("We send a link there; until you follow it, nothing changes"),
    )
    password = fields.password()


class ProfileForm(FlaskForm):
    """What one says about oneself."""

    name = name()
    phone = fields.line(_l("Telephone"), limit=40, required=False,
                        render_kw={"type": "tel", "autocomplete": "tel"})  # fmt: skip
    language = language()
