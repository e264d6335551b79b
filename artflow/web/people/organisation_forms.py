"""Forms of organisations: contacts, names with their date, a new one."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, Form
from wtforms.validators import ValidationError

from artflow.domain.errors import Invalid
from artflow.domain.people.roles import Part
from artflow.domain.text import LocalizedText
from artflow.services.people import addresses, organisations
from artflow.services.people.organisations import CONTACTS, Similar
from artflow.web.account import forms as account_forms
from artflow.web.accounts.forms import DepartureForm
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ButtonForm, LocalizedForm
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.role_labels import PART_LABELS

KINDS = [(part.value, PART_LABELS[part]) for part in Part if part is not Part.STAND_IN]
"""What an organisation can be; standing in is what a sponsor does in one programme."""


class SimilarForm(FlaskForm):
    """Base of forms after which two organisations could be one: asks instead of taking it so."""

    another = form_fields.checkbox(_l("It is another organisation"), required="")
    similar: tuple[Similar, ...] = ()

    def is_distinct(
        self, name: LocalizedText | None, number: str = "", but: int | None = None
    ) -> bool:
        """Return whether nothing alike is known, or the person has said that it is another one."""
        if self.another.data:
            return True
        self.similar = tuple(organisations.list_similar(name, number, but))
        if self.similar:
            self.another.errors = [
                _l("There is one with this name or BIN already: look whether it is the same")
            ]
        return not self.similar


class NameForm(LocalizedForm):
    """A name in the languages of the installation."""

    TEXTS = ("name",)
    name_kk = form_fields.localized_text(_l("Name in Kazakh"), "kk")
    name_ru = form_fields.localized_text(_l("Name in Russian"), "ru")
    name_en = form_fields.localized_text(_l("Name in English"), "en")

    @property
    def name(self) -> LocalizedText:
        """Return the name, as the service takes it."""
        return self.localized("name")


class ContactsForm(SimilarForm):
    """How an organisation is reached."""

    bin = form_fields.text(
        _l("BIN"),
        required=False,
        limit=12,
        render_kw={"inputmode": "numeric"},
        description=_l("Twelve digits"),
    )
    address = form_fields.text(_l("Address"), required=False)
    phone = form_fields.text(_l("Telephone"), required=False, limit=40)
    email = account_forms.email_field(autocomplete="off", required=False)

    def validate_bin(self, field: Field) -> None:
        """Take twelve digits, or nothing."""
        if field.data and not re.fullmatch(r"[0-9]{12}", field.data):
            raise ValidationError(_l("Enter twelve digits"))

    def validate_email(self, field: Field) -> None:
        """Take an address, or nothing."""
        if field.data:
            try:
                addresses.normalize(field.data)
            except Invalid as error:
                raise ValidationError(invalid_label(error)) from error

    def contacts(self) -> dict[str, str]:
        """Return the contacts by column."""
        return {name: self[name].data or "" for name in CONTACTS}


class RenameForm(NameForm, SimilarForm):
    """Another name, and the day from which on it counts."""

    since = form_fields.date(
        _l("From which day on?"),
        description=_l("Decisions made before keep the name of their day"),
    )

    @property
    def first_day(self) -> date:
        """Return the day from which on it counts; only for a form without errors."""
        assert self.since.data is not None
        return self.since.data


class NewOrganisationForm(NameForm, ContactsForm):
    """An organisation that is entered."""

    kind = form_fields.choice(_l("What kind of organisation is it?"), KINDS)


class KindForm(FlaskForm):
    """Another kind for an organisation that was entered as a wrong one."""

    kind = form_fields.choice(_l("What kind of organisation is it?"), KINDS)


class DeletionForm(ButtonForm):
    """That one agrees to take an organisation out."""


class ClosingForm(DepartureForm):
    """That one agrees to what closing does, since when it is closed, and why."""

    day = form_fields.date(
        _l("Since which day is it closed?"),
        description=_l("By its own papers; here it counts from this moment"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.description = _l("Kept in the history of the organisation")

    @property
    def given_day(self) -> date:
        """Return the day since which it is closed; only for a form without errors."""
        assert self.day.data is not None
        return self.day.data


class OrganisationsForm(Form):
    """Which organisations to list, sent by GET."""

    q = form_fields.search_text(_l("Search"), limit=100, description=_l("Name or BIN"))
    kind = form_fields.filter_choice(_l("Kind"), KINDS)

    @property
    def chosen(self) -> dict[str, Any]:
        """Return what narrows the list, as the address says it."""
        return {field.short_name: field.data for field in self if field.data}
