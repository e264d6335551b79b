"""Forms of organisations: contacts, names with their date, a new one."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import ValidationError

from artflow.domain.errors import Invalid
from artflow.domain.roles import Part
from artflow.domain.words import Words
from artflow.services import addresses
from artflow.services.organisations import CONTACTS
from artflow.web.words.errors import invalid_words
from artflow.web.words.roles import PARTS

from . import account, fields


class Named(FlaskForm):
    """A name in the three languages of the house."""

    name_kk = fields.line(_l("Name in Kazakh"), render_kw={"lang": "kk"})
    name_ru = fields.line(_l("Name in Russian"), render_kw={"lang": "ru"})
    name_en = fields.line(_l("Name in English"), render_kw={"lang": "en"})

    @property
    def name(self) -> Words:
        """The name, as the service takes it."""
        return Words(self.name_kk.data or "", self.name_ru.data or "", self.name_en.data or "")


class ContactsForm(FlaskForm):
    """How an organisation is reached."""

    bin = fields.line(_l("BIN"), required=False, limit=12, render_kw={"inputmode": "numeric"},
                      description=_l("Twelve digits"))  # fmt: skip
    address = fields.line(_l("Address"), required=False)
    phone = fields.line(_l("Telephone"), required=False, limit=40)
    email = account.email(autocomplete="off", required=False)

    def validate_bin(self, field: Any) -> None:
        """Twelve digits, or nothing."""
        if field.data and not re.fullmatch(r"[0-9]{12}", field.data):
            raise ValidationError(_l("Enter twelve digits"))

    def validate_email(self, field: Any) -> None:
        """An address, or nothing."""
        if field.data:
            try:
                addresses.normal(field.data)
            except Invalid as error:
                raise ValidationError(invalid_words(error)) from error

    def contacts(self) -> dict[str, str]:
        """The contacts by column."""
        return {name: self[name].data or "" for name in CONTACTS}


class RenameForm(Named):
    """Another name, and the day from which on it counts."""

    since = fields.day(
        _l("From which day on?"),
        description=_l("Decisions made before keep the name of their day"),
    )


class NewForm(Named, ContactsForm):
    """An organisation that is entered."""

    kind = fields.choice(
        _l("What kind of organisation is it?"), [(part.value, PARTS[part]) for part in Part]
    )
