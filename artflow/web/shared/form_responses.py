"""A refused form is shown again: with what was typed, and the errors at their fields."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flask import Response, make_response, render_template
from flask_wtf import FlaskForm

from artflow.domain.errors import Invalid, TooSoon

from .error_labels import invalid_label, too_soon_label


@contextmanager
def field_errors(form: FlaskForm, field: str = "password") -> Iterator[None]:
    """Take a refusal inside to its field, one for haste to `field`. Then the code goes on."""
    try:
        yield
    except Invalid as error:
        form[error.field].errors = [invalid_label(error)]
    except TooSoon as error:
        form[field].errors = [too_soon_label(error)]
        form.wait = error.wait


def render_form(template: str, form: FlaskForm, **more: object) -> Response:
    """Render a form's page: 200 before it was sent, 422 when it was refused, 429 when too soon."""
    wait = getattr(form, "wait", None)
    response = make_response(render_template(template, form=form, **more))
    response.status_code = 429 if wait else 422 if form.errors else 200
    if wait:
        response.headers.update(retry_after(wait))
    return response


def retry_after(wait: timedelta) -> dict[str, str]:
    """Return the header that tells a machine in how many seconds to come again."""
    return {"Retry-After": str(math.ceil(wait.total_seconds()))}
