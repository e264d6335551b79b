"""Forms of the dossier, made from its rules: a field is described once, in the domain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import Length

from artflow.domain import dossier as rules
from artflow.web.words.fields import CHOICES, FIELD_HINTS, FIELD_LABELS, FILE_KINDS, UNITS

from . import fields

MOST_MONEY = 10**12
METRES, YEARS = 500, 200
NUMBERS = {
    "decimal": (2, 0, METRES), "integer": (0, 0, YEARS), "money": (0, 0, MOST_MONEY),
    "latitude": (6, -90, 90), "longitude": (6, -180, 180),
}  # fmt: skip
"""Digits after the comma, the least and the largest value, by kind of field."""
TEXTS = {"line": fields.line, "text": fields.lines}


class StartForm(FlaskForm):
    programme = fields.choice(_l("Programme"), coerce=int)
    title = fields.line(_l("Title of the work"), limit=120,
                        description=_l("You can change it later"))  # fmt: skip


class FileWordsForm(FlaskForm):
    kind = fields.choice(
        _l("What kind of file?"), [(key, label) for key, label in FILE_KINDS.items()]
    )
    caption = fields.line(_l("Caption"), required=False)
    alt = fields.line(_l("What the picture shows"), required=False,
                      description=_l("For people who cannot see the picture"))  # fmt: skip


class FileForm(FileWordsForm):
    files = fields.uploads(
        _l("Files"),
        description=_l(
            "JPEG, PNG, WebP or PDF, up to 50 MB each; several at once, or drop them here"
        ),
    )


class SectionForm(FlaskForm):
    """Base of the section forms. Fields may stay empty until the proposal is submitted."""

    seen = HiddenField(validators=[Length(max=64)])

    def facts(self) -> dict[str, Any]:
        """The values as the dossier keeps them: JSON, dates in ISO form, decimals as text."""
        return {key: _kept(rules.BY_KEY[key], self[key].data) for key in self.data
                if key in rules.BY_KEY and not self[key].errors}  # fmt: skip


def section_form(section: str, facts: Mapping[str, Any]) -> SectionForm:
    """The form of a section, filled with what the dossier has."""
    made = {field.key: _field(field) for field in rules.section(section)}
    shown = {field.key: _shown(field, facts.get(field.key)) for field in rules.section(section)}
    form = type("Section", (SectionForm,), made)(data=shown)
    if not form.is_submitted():
        form.seen.data = rules.fingerprint(facts, section)
    for field in rules.section(section):
        form[field.key].flags.optional = not field.required  # may wait is not may be left out
    return form


def _field(field: rules.Field) -> Any:
    more = {"description": FIELD_HINTS.get(field.key, "")}
    label = FIELD_LABELS[field.key]
    if field.kind in NUMBERS:
        places, least, most = NUMBERS[field.kind]
        more |= {"places": places, "least": least, "most": most}
        return fields.number(label, unit=UNITS.get(field.unit, ""), required=False, **more)
    if field.kind in TEXTS:
        return TEXTS[field.kind](label, limit=field.limit, required=False, **more)
    if field.kind == "date":
        return fields.day(label, required=False, **more)
    if field.kind == "declare":
        return fields.tick(label, required="")
    names = field.choices or ("yes", "no")
    return fields.optional_choice(label, [(name, CHOICES[name]) for name in names], **more)


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
