"""The filter of lists: a form that is sent by GET, so that a list can be kept as an address."""

from __future__ import annotations

from typing import Any, Self

from flask import url_for
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import Length

from artflow.services import filters, stages

ANY = ("", _l("All"))


class FilterForm(Form):
    """Nothing is required; an unknown choice is an error next to its field."""

    q = StringField(_l("Search"), [Length(max=200)],
                    description=_l("Title, number, address or artist"))  # fmt: skip
    stage = SelectField(_l("Stage"))
    district = SelectField(_l("District"))
    sponsor = SelectField(_l("Sponsor"))
    programme = SelectField(_l("Programme"))
    mine = BooleanField(_l("Only mine"))

    def prepared(self, language: str) -> Self:
        """Fill the choices in the reader's language."""
        self.stage.choices = [ANY, *stages.named(language)]
        self.district.choices = [ANY, *((name, name) for name in filters.districts())]
        self.sponsor.choices = [ANY, *_texts(filters.sponsors(language))]
        names = [(p.id, p.name(language)) for p in filters.programmes()]
        self.programme.choices = [ANY, *_texts(names)]
        for field in (self.stage, self.district, self.sponsor, self.programme):
            field.data = field.data or ""
        return self

    @property
    def narrowed(self) -> bool:
        """Whether anything beside the search is asked."""
        names = ("stage", "district", "sponsor", "programme", "mine")
        return any(self[name].data for name in names)

    def wanted(self) -> filters.Filter:
        """What the list is narrowed to."""
        return filters.Filter(
            q=self.q.data or "",
            stage=self.stage.data,
            district=self.district.data,
            sponsor=_number(self.sponsor.data),
            programme=_number(self.programme.data),
            mine=self.mine.data,
        )

    def address(self, **more: Any) -> str:
        """The address of the list as it is asked for, with something changed."""
        asked = {name: "1" if value is True else value for name, value in self.data.items()}
        return url_for("proposals.index", **{k: v for k, v in asked.items() if v}, **more)


def _texts(choices: list[tuple[int, str]]) -> list[tuple[str, str]]:
    return [(str(key), name) for key, name in choices]


def _number(value: str) -> int | None:
    return int(value) if value else None
