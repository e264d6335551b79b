"""A refused form is shown again: with what was typed, and the errors at their fields."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Response, make_response, render_template
from flask_wtf import FlaskForm
from wtforms.form import BaseForm

from artflow.domain.errors import Invalid, TooSoon

from .error_labels import invalid_label, too_soon_label


@contextmanager
def field_errors(form: BaseForm, field: str = "password") -> Iterator[None]:
    """Take a refusal inside to its field, one for haste to `field`. Then the code goes on."""
    try:
        yield
    except Invalid as error:
        form[error.field].errors = [invalid_label(error)]
    except TooSoon as error:
        form[field].errors = [too_soon_label(error)]
        form.wait = error.wait  # type: ignore[attr-defined]  # `form_status` reads it


def render_form(template: str, form: FlaskForm, **more: object) -> Response:
    """Render a form's page: 200 before it was sent, 422 when it was refused, 429 when too soon."""
    response = make_response(render_template(template, form=form, **more))
    response.status_code, headers = form_status(form)
    response.headers.update(headers)
    return response


def form_status(form: BaseForm) -> tuple[int, dict[str, str]]:
    """Return status and headers of a form's page: 200, 422 when it was refused, 429 too soon."""
    wait = getattr(form, "wait", None)
    return (429, retry_after(wait)) if wait else (422 if form.errors else 200, {})


def retry_after(wait: timedelta) -> dict[str, str]:
    """Return the header that tells a machine in how many seconds to come again."""
    return {"Retry-After": str(math.ceil(wait.total_seconds()))}
