"""The form for a check code, sent by GET: what is asked stands in the address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length

from artflow.domain import check_codes


def _strip(value: str | None) -> str:
    return (value or "").strip()


def _is_code(form: BaseForm, field: Field) -> None:
    if not check_codes.read(field.data):
        raise ValidationError(
            _l("The code has %(n)s characters: digits and the letters A to F", n=check_codes.LENGTH)
        )


class CheckForm(Form):
    """A number and a code, as they stand on a paper; signs between groups do not count."""

    number = StringField(
        _l("Number of the work"),
        [InputRequired(_l("Copy the number from the paper")), Length(max=40)],
        filters=[_strip],
        description=_l("For example SHY-2026-0042"),
    )
    code = StringField(
        _l("Check code"),
        [InputRequired(_l("Copy the code from the paper")), Length(max=80), _is_code],
        filters=[_strip],
        description=_l("Five groups of four characters beside the square on the sheet"),
    )
