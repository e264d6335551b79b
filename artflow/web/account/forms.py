"""Forms of getting in and of one's own account."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from artflow.domain.people.passwords import MAX_LENGTH, MIN_LENGTH
from artflow.web.shared import form_fields, language
from artflow.web.shared.form_fields import Words

PASSWORD_RULES = _l(
    "At least %(least)s characters. Not your e-mail or name, nor a password that many people use.",
    least=MIN_LENGTH,
)


def email_field(
    label: Words | None = None,
    autocomplete: str = "email",
    *,
    required: bool = True,
    description: Words = "",
) -> StringField:
    """Make a field for one address."""
    kind = {
        "type": "email",
        "autocomplete": autocomplete,
        "inputmode": "email",
        "autocapitalize": "none",
        "spellcheck": "false",
    }
    return form_fields.text(
        label or _l("E-mail"), limit=200, required=required, render_kw=kind, description=description
    )


def new_password_field(label: Words | None = None) -> PasswordField:
    """Make a field for a password that is being chosen; browsers offer to keep it."""
    return PasswordField(
        label or _l("New password"),
        [
            InputRequired(form_fields.FILL_IN),
            Length(max=MAX_LENGTH, message=_l("No more than %(max)d characters")),
        ],
        description=PASSWORD_RULES,
        render_kw={"autocomplete": "new-password"},
    )


def name_field() -> StringField:
    """Make a field for how the person is called on every page and paper."""
    return form_fields.text(
        _l("First name and surname"),
        limit=120,
        render_kw={"autocomplete": "name"},
        description=_l("As on papers: it stands beside everything you do"),
    )


def language_field() -> RadioField:
    """Make a field for the language of one's pages and letters."""
    return form_fields.choice(_l("Language"), language.offered_choices)


class SignInForm(FlaskForm):
    email = email_field(autocomplete="username")
    password = form_fields.password()


class RegisterForm(FlaskForm):
    """Who one is, and where one belongs."""

    name = name_field()
    email = email_field(
        autocomplete="username", description=_l("We send a link there to make sure it is yours")
    )
    password = new_password_field(_l("Password"))
    language = language_field()
    organisation = form_fields.choice(
        _l("Your studio or association"),
        coerce=int,
        description=_l(
            "Is yours not here? Ask the city's coordinator to enter it; until then you can work "
            "alone."
        ),
    )


class ConfirmRegistrationForm(FlaskForm):
    password = form_fields.password(
        description=_l("The one you chose when you registered: so nobody else registers you")
    )


class ForgotPasswordForm(FlaskForm):
    email = email_field(autocomplete="username")


class NewPasswordForm(FlaskForm):
    new_password = new_password_field()


class AcceptInvitationForm(FlaskForm):
    """What an invited person chooses."""

    name = name_field()
    language = language_field()
    new_password = new_password_field(_l("Password"))


class ChangePasswordForm(FlaskForm):
    password = form_fields.password()
    new_password = new_password_field()


class ChangeEmailForm(FlaskForm):
    email = email_field(
        _l("New e-mail"),
        description=_l("We send a link there; until you follow it, nothing changes"),
    )
    password = form_fields.password()


class ProfileForm(FlaskForm):
    """What one says about oneself."""

    name = name_field()
    phone = form_fields.text(
        _l("Telephone"), limit=40, required=False, render_kw={"type": "tel", "autocomplete": "tel"}
    )
    language = language_field()
