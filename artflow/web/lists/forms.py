"""The filter forms of lists, sent by GET so that the address holds the whole state."""

from __future__ import annotations

from typing import Self, TypedDict, cast

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, SelectField, ValidationError
from wtforms.form import BaseForm

from artflow.domain.errors import Invalid
from artflow.services import search
from artflow.services.lists import queues
from artflow.services.lists.filters import Choices, Filter
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.form_fields import Words, search_text, select_choices

ALL_CHOICE = ("", _l("All"))


class QueueArgs(TypedDict, total=False):
    """What narrows a queue, as the address says it."""

    q: str
    district: str
    sponsor: str


def filter_choice(label: Words) -> SelectField:
    """Make a field for one of a list, or all; an unknown value is refused, not taken for all."""
    unknown = {"invalid_choice_message": _l("Choose one from the list")}  # no stub has it yet
    return SelectField(label, default="", **unknown)


def _searchable(form: BaseForm, field: Field) -> None:
    """Refuse a search without a word that can be looked up."""
    try:
        search.split_words(field.data or "")
    except Invalid as error:
        raise ValidationError(invalid_label(error)) from error


class FilterForm(Form):
    """Nothing is required; an unknown choice is an error next to its field."""

    q = search_text(_l("Search"), _searchable, description=_l("Title, number, address or artist"))
    stage = filter_choice(_l("Stage"))
    district = filter_choice(_l("District"))
    sponsor = filter_choice(_l("Sponsor"))
    programme = filter_choice(_l("Programme"))
    mine = BooleanField(_l("Only mine"), description=_l("Your own, and those assigned to you"))

    def with_choices(self, choices: Choices) -> Self:
        """Set the choices; return the form."""
        self.stage.choices = select_choices([ALL_CHOICE, *choices.stages])
        self.district.choices = select_choices([ALL_CHOICE, *choices.districts])
        self.sponsor.choices = select_choices([ALL_CHOICE, *choices.sponsors])
        self.programme.choices = select_choices([ALL_CHOICE, *choices.programmes])
        return self

    @property
    def active_fields(self) -> list[Field]:
        """Return the fields that filter the list, in the order of the form."""
        return [field for field in self if field.data]

    @property
    def is_expanded(self) -> bool:
        """Return whether a field other than the search is used, so that it must be in view."""
        return any(field.short_name != "q" for field in self.active_fields)

    def criteria(self) -> Filter:
        """Return the filter; only for a form without errors."""
        return Filter(
            q=self.q.data or "",
            stage=self.stage.data,
            district=self.district.data,
            sponsor=_number(self.sponsor.data),
            programme=_number(self.programme.data),
            mine=self.mine.data,
        )


class QueueForm(Form):
    """The filter of a queue, sent by GET as well."""

    q = search_text(_l("Search"), _searchable, description=_l("Street, title, number or artist"))
    district = filter_choice(_l("District"))
    sponsor = filter_choice(_l("Sponsor"))

    def with_choices(self, choices: Choices) -> Self:
        """Set the choices; return the form."""
        self.district.choices = select_choices([ALL_CHOICE, *choices.districts])
        self.sponsor.choices = select_choices([ALL_CHOICE, *choices.sponsors])
        return self

    @property
    def chosen(self) -> QueueArgs:
        """Return what narrows the queue, as the address says it."""
        return cast("QueueArgs", {field.short_name: field.data for field in self if field.data})

    def criteria(self) -> queues.Narrowing:
        """Return what narrows the queue; only for a form without errors."""
        return queues.build_narrowing(
            self.q.data or "", self.district.data, _number(self.sponsor.data)
        )


def _number(value: str) -> int | None:
    return int(value) if value else None
