"""Forms of the dossier, made from its rules: a field is described once, in the domain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, StringField
from wtforms.validators import Length

from artflow.domain.dossier import fields as rules
from artflow.domain.snapshot import Facts, Value
from artflow.web.shared import form_fields, formatting
from artflow.web.shared.field_labels import (
    CHOICE_LABELS,
    FIELD_HINTS,
    FIELD_LABELS,
    FILE_KIND_LABELS,
    UNIT_LABELS,
)

MAX_METRES, MAX_YEARS = 500, 200
NUMBER_LIMITS = {
    "decimal": (2, 0, MAX_METRES),
    "integer": (0, 0, MAX_YEARS),
    "money": (0, 0, form_fields.MAX_MONEY),
    "latitude": (6, -90, 90),
    "longitude": (6, -180, 180),
}
"""Digits after the comma, the least and the largest value, by kind of field."""
TEXT_FIELDS: dict[str, Callable[..., StringField]] = {
    "line": form_fields.text,
    "text": form_fields.text_area,
}


class StartForm(FlaskForm):
    programme = form_fields.choice(_l("Programme"), coerce=int)
    title = form_fields.text(
        _l("Title of the work"), limit=120, description=_l("You can change it later")
    )


class FileDescriptionForm(FlaskForm):
    kind = form_fields.choice(
        _l("What kind of file?"), [(key, label) for key, label in FILE_KIND_LABELS.items()]
    )
    caption = form_fields.text(_l("Caption"), required=False)
    alt = form_fields.text(
        _l("What the picture shows"),
        required=False,
        description=_l("For people who cannot see the picture"),
    )


class AddFilesForm(FileDescriptionForm):
    files = form_fields.files(
        _l("Files"),
        description=_l(
            "JPEG, PNG, WebP or PDF, up to 50 MB each; several at once, or drop them here"
        ),
    )


class SectionForm(FlaskForm):
    """Base of the section forms. Fields may stay empty until the proposal is submitted."""

    seen = HiddenField(validators=[Length(max=64)])

    def validate(
        self, extra_validators: Mapping[str, Sequence[form_fields.Check]] | None = None
    ) -> bool:
        """Let no work be finished before it is begun."""
        good = super().validate(extra_validators)
        if not {"start_on", "finish_on"} <= set(self.data):
            return good
        start, finish = self["start_on"].data, self["finish_on"].data
        if start and finish and finish < start:
            self["finish_on"].errors = [_("The work cannot be finished before it begins")]
        return not self.errors

    def facts(self) -> dict[str, Value]:
        """Return the values as the dossier keeps them: dates in ISO form, decimals as text."""
        return {
            key: _to_stored(rules.FIELDS_BY_KEY[key], self[key].data)
            for key in self.data
            if key in rules.FIELDS_BY_KEY and not self[key].errors
        }


def build_section_form(section: str, facts: Facts, currency: str) -> SectionForm:
    """Make the form of a section, filled with what the dossier has; sums in the `currency`."""
    made = {field.key: _build_field(field) for field in rules.section_fields(section)}
    shown = {
        field.key: _to_form(field, facts.get(field.key)) for field in rules.section_fields(section)
    }
    form = cast("type[SectionForm]", type("Section", (SectionForm,), made))(data=shown)
    if not form.is_submitted():
        form.seen.data = rules.section_fingerprint(facts, section)
    for field in rules.section_fields(section):
        form[field.key].flags.optional = not field.required  # may wait is not may be left out
        if field.kind == "money":
            form[field.key].unit = formatting.currency_sign(currency)
    return form


def _build_field(field: rules.Field) -> Field:
    label, hint = FIELD_LABELS[field.key], FIELD_HINTS.get(field.key, "")
    if field.kind in NUMBER_LIMITS:
        places, least, most = NUMBER_LIMITS[field.kind]
        return form_fields.number(
            label,
            places=places,
            least=least,
            most=most,
            unit=UNIT_LABELS.get(field.unit, ""),
            required=False,
            description=hint,
        )
    if field.kind in TEXT_FIELDS:
        make = TEXT_FIELDS[field.kind]
        return make(label, limit=field.limit, required=False, description=hint)
    if field.kind == "date":
        return form_fields.date(label, required=False, description=hint)
    if field.kind == "declare":
        return form_fields.checkbox(label, required="")
    names = field.choices or ("yes", "no")
    return form_fields.optional_choice(
        label, [(name, CHOICE_LABELS[name]) for name in names], description=hint
    )


def _to_stored(field: rules.Field, value: Value | date | Decimal) -> Value:
    if field.kind == "yes_no":
        return {"yes": True, "no": False}.get(str(value))
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _to_form(field: rules.Field, value: Value) -> Value | date:
    if field.kind == "yes_no":
        return ("yes" if value else "no") if isinstance(value, bool) else None
    if field.kind == "date" and value:
        return date.fromisoformat(str(value))
    return value
