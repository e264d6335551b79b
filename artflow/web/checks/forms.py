"""The form for a check code, sent by GET: what is asked stands in the address."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import DataRequired

from artflow.domain.history import check_codes
from artflow.web.shared import form_fields


def _is_code(form: BaseForm, field: Field) -> None:
    if not check_codes.read(field.data):
        raise ValidationError(
            _l("The code has %(n)s characters: digits and the letters A to F", n=check_codes.LENGTH)
        )


class CheckForm(Form):
    """A number and a code, as they stand on a paper; signs between groups do not count."""

    number = form_fields.search_text(
        _l("Number of the work"),
        DataRequired(_l("Copy the number from the paper")),
        limit=40,
        description=_l("For example SHY-2026-0042"),
    )
    code = form_fields.search_text(
        _l("Check code"),
        DataRequired(_l("Copy the code from the paper")),
        _is_code,
        limit=80,
        description=_l("Five groups of four characters beside the square on the sheet"),
    )
