"""Why a press was refused, in words, and the form of the action with what was typed into it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import Field, PasswordField, SelectFieldBase

from artflow.domain.errors import NotPossible, Stale
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.web.shared.base_forms import FRAMEWORK_FIELDS
from artflow.web.shared.field_labels import change_views
from artflow.web.shared.reason_labels import ReasonView, reason_view

from .page_models import definition_names


class RefusalView(NamedTuple):
    """What is in the way of an action, above its form or on a page of its own."""

    title: str
    text: str
    reasons: list[ReasonView]


class Answer(NamedTuple):
    """What somebody has given in a form that is closed now: the question and the answer."""

    question: str
    text: str


def refusal_view(
    error: NotPossible, case: Case | None, reader: Person | None, language: str
) -> RefusalView:
    """Put a refusal into words, with the names that the definition of the case gives."""
    names = definition_names(case.workflow, language) if case else {}
    reasons = [reason_view(reason, reader, names=names) for reason in error.reasons]
    text = _("Nothing was changed.")
    if isinstance(error, Stale):
        text = _("This page is out of date: the proposal has moved on. Nothing was changed.")
        reasons += [ReasonView(view.text) for view in change_views(error.changes)]
    return RefusalView(_("This cannot be done now"), text, reasons)


def list_answers(form: FlaskForm) -> list[Answer]:
    """List what was given in a form, question by question, except passwords and files."""
    return [Answer(field.label.text, text) for field, text in _filled_in(form) if text]


def _filled_in(form: FlaskForm) -> Iterator[tuple[Field, str]]:
    for field in form:
        if field.short_name in FRAMEWORK_FIELDS or isinstance(field, PasswordField):
            continue
        yield field, _chosen(field) if isinstance(field, SelectFieldBase) else str(field._value())


def _chosen(field: SelectFieldBase) -> str:
    """Return the label of what was chosen among the answers of a field."""
    return ", ".join(str(choice.label.text) for choice in field if choice.checked)
