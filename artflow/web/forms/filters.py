"""The filter of lists: a form that is sent by GET, so that a list can be kept as an address."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, Form, SelectField, ValidationError

from artflow.domain.errors import Invalid
from artflow.services import queues, search
from artflow.services.filters import Choices, Filter
from artflow.web.words.errors import invalid_words

from .fields import listed, query

ALL = ("", _l("All"))


def choice(label: Any) -> SelectField:
    """One of a list, or all; an unknown value is refused, not taken for all."""
    refused = _l("Choose one from the list")
    return SelectField(label, default="", invalid_choice_message=refused)


def _lookable(form: Any, field: Any) -> None:
    """Whether the search has a word that can be looked up."""
    try:
        search.words(field.data or "")
    except Invalid as error:
        raise ValidationError(invalid_words(error)) from error


class FilterForm(Form):
    """Nothing is required; an unknown choice is an error next to its field."""

    q = query(_l("Search"), _lookable, description=_l("Title, number, address or artist"))
    stage = choice(_l("Stage"))
    district = choice(_l("District"))
    sponsor = choice(_l("Sponsor"))
    programme = choice(_l("Programme"))
    mine = BooleanField(_l("Only mine"), description=_l("Your own, and those assigned to you"))

    def offering(self, choices: Choices) -> Self:
        """With what there is to choose from."""
        self.stage.choices = listed([ALL, *choices.stages])
        self.district.choices = listed([ALL, *choices.districts])
        self.sponsor.choices = listed([ALL, *choices.sponsors])
        self.programme.choices = listed([ALL, *choices.programmes])
        return self

    @property
    def chosen(self) -> list[Field]:
        """The fields that narrow the list, in the order of the form."""
        return [field for field in self if field.data]

    @property
    def opened(self) -> bool:
        """Whether something beside the search is asked, so that it must be in view."""
        return any(field.short_name != "q" for field in self.chosen)

    def wanted(self) -> Filter:
        """What the list is narrowed to; only for a form without errors."""
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

    q = query(_l("Search"), _lookable, description=_l("Street, title, number or artist"))
    district = choice(_l("District"))
    sponsor = choice(_l("Sponsor"))

    def offering(self, choices: Choices) -> Self:
        """With what there is to choose from."""
        self.district.choices = listed([ALL, *choices.districts])
        self.sponsor.choices = listed([ALL, *choices.sponsors])
        return self

    @property
    def asked(self) -> dict[str, str]:
        """What narrows the queue, as the address says it."""
        return {field.short_name: field.data for field in self if field.data}

    def wanted(self) -> queues.Hats:
        """What the queue is narrowed to; only for a form without errors."""
        return queues.narrowed(self.q.data or "", self.district.data, _number(self.sponsor.data))


def _number(value: str) -> int | None:
    return int(value) if value else None
