"""Forms of the dossier, made from its rules: a field is described once, in the domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from artflow.domain import dossier as rules
from artflow.web.words.fields import CHOICES, FIELD_HINTS, FIELD_LABELS, FILE_KINDS, UNITS

from . import fields

MOST_MONEY = 10**12
METRES = 500


class StartForm(FlaskForm):
    programme = fields.choice(_l("Programme"), coerce=int)
    title = fields.line(_l("Title of the work"), limit=120,
                        description=_l("You can change it later"))  # fmt: skip


class CopyForm(FlaskForm):
    """Nothing to fill in."""


class RemoveForm(FlaskForm):
    """Nothing to fill in."""


class FileForm(FlaskForm):
    kind = fields.choice(_l("What is it?"), [(key, label) for key, label in FILE_KINDS.items()])
    files = fields.uploads(_l("Files"))
    caption = fields.line(_l("Caption"), required=False)
    alt = fields.line(_l("What the picture shows"), required=False,
                      description=_l("For those who cannot see it"))  # fmt: skip


class SectionForm(FlaskForm):
    """Base of the section forms. Fields may stay empty until the proposal is submitted."""

    def facts(self) -> dict[str, Any]:
        """The values as the dossier keeps them: JSON, dates in ISO form, decimals as text."""
        return {key: _kept(rules.BY_KEY[key], self[key].data) for key in self.data
                if key in rules.BY_KEY}  # fmt: skip


def section_form(section: str, facts: Mapping[str, Any]) -> SectionForm:
    """The form of a section, filled with what the dossier has."""
    made = {field.key: _field(field) for field in rules.section(section)}
    shown = {field.key: _shown(field, facts.get(field.key)) for field in rules.section(section)}
    return type("Section", (SectionForm,), made)(data=shown)


def _field(field: rules.Field) -> Any:
    label = FIELD_LABELS[field.key]
    more = {"description": FIELD_HINTS.get(field.key, "")}
    unit = UNITS.get(field.unit, "")
    match field.kind:
        case "line":
            return fields.line(label, limit=field.limit, required=False, **more)
        case "text":
            return fields.lines(label, limit=field.limit, required=False, **more)
        case "decimal":
            return fields.number(label, places=2, most=METRES, unit=unit, required=False, **more)
        case "integer":
            return fields.number(label, most=200, unit=unit, required=False, **more)
        case "money":
            return fields.number(label, most=MOST_MONEY, unit=unit, required=False, **more)
        case "date":
            return fields.day(label, required=False, **more)
        case "declare":
            return fields.tick(label, required="")
    choices = [("yes", CHOICES["yes"]), ("no", CHOICES["no"])]
    choices = [(key, CHOICES[key]) for key in field.choices] or choices
    return fields.optional_choice(label, choices, **more)


def _kept(field: rules.Field, value: Any) -> Any:
    if field.kind == "yes_no":
        return {"yes": True, "no": False}.get(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _shown(field: rules.Field, value: Any) -> Any:
    if field.kind == "yes_no":
        return {True: "yes", False: "no"}.get(value)
    if field.kind == "date" and value:
        return date.fromisoformat(value)
    return value
