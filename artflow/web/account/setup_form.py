"""The form that begins an installation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from artflow.domain.errors import Invalid
from artflow.domain.people import passwords
from artflow.domain.text import LocalizedText
from artflow.services.installation import FirstAdministrator, normalize_public_url
from artflow.services.people import addresses
from artflow.web.shared import form_fields
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.language import LANGUAGE_NAMES

from . import forms
from .time_zones import zone_choices


@contextmanager
def _as_validation() -> Iterator[None]:
    """Say what a rule refuses beside its field, with all the others at once."""
    try:
        yield
    except Invalid as error:
        raise ValidationError(invalid_label(error)) from error


class SetupForm(FlaskForm):
    """Who runs the installation, and what everybody's pages depend on."""

    organisation = form_fields.text(
        _l("Your organisation"), description=_l("Who runs this installation, for instance the city")
    )
    city = form_fields.text(
        _l("City"), description=_l("Its working days count first; others are added later")
    )
    name = forms.name_field()
    email = forms.email_field(autocomplete="username")
    new_password = forms.new_password_field(_l("Password"))
    language = forms.language_field()
    languages = form_fields.several(
        _l("Languages of pages and letters"),
        [(code, known.label) for code, known in LANGUAGE_NAMES.items()],
    )
    zone = form_fields.dropdown(_l("Time zone"), zone_choices)
    public_url = form_fields.text(
        _l("Address of this installation"),
        description=_l(
            "As it stands in the address bar of your browser: all letters lead there. People "
            "outside of this computer need https://"
        ),
        render_kw={"type": "url", "inputmode": "url"},
    )

    def validate_email(self, field: Field) -> None:
        """Raise `ValidationError` for what is no address, together with all other mistakes."""
        with _as_validation():
            addresses.normalize(field.data or "")

    def validate_new_password(self, field: Field) -> None:
        """Raise `ValidationError` for a password that breaks a rule."""
        with _as_validation():
            passwords.check_password(
                field.data or "", self.email.data or "", self.name.data or "", "new_password"
            )

    def validate_public_url(self, field: Field) -> None:
        """Raise `ValidationError` for what is no address that people can be sent to."""
        with _as_validation():
            normalize_public_url(field.data or "")

    def validate_language(self, field: Field) -> None:
        """Raise `ValidationError` for a language that the installation is not to have."""
        if self.languages.data and field.data not in self.languages.data:
            raise ValidationError(_l("This is none of the languages chosen below"))

    def settings(self) -> dict[str, str | list[str]]:
        """Return the settings by their names."""
        chosen = [code for code in LANGUAGE_NAMES if code in (self.languages.data or ())]
        return {
            "PUBLIC_URL": normalize_public_url(self.public_url.data or ""),
            "BABEL_DEFAULT_TIMEZONE": self.zone.data,
            "LANGUAGES": chosen,
        }

    def administrator(self) -> FirstAdministrator:
        """Return who looks after the installation, as the service takes them."""
        return FirstAdministrator(
            email=self.email.data or "",
            name=self.name.data or "",
            password=self.new_password.data or "",
            language=self.language.data,
            zone=self.zone.data,
            organisation=LocalizedText({self.language.data: self.organisation.data or ""}),
            city=LocalizedText({self.language.data: self.city.data or ""}),
        )
