"""What every form of an action carries: what the page showed, and a key for one press."""

from __future__ import annotations

import re
import uuid
from typing import NamedTuple

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from artflow.domain.process.case import Case
from artflow.services.decisions.decisions import SeenState
from artflow.services.files.files import KeptUpload

from . import form_fields

KEY_PATTERN = re.compile(r"[\w-]{8,40}\Z", re.ASCII)
NOT_ALPHANUMERIC = re.compile(
    r"[^0-9a-zA-Z]"
)  # no version has it, and no database need be asked for it
FRAMEWORK_FIELDS = ("csrf_token", "key", "seen_stage", "seen_version", "password", "files")


class PreparedInput(NamedTuple):
    """The slow part of a press, done before its transaction began.

    `files` are those that are stored, now or by an earlier press; the others say in words what was
    wrong.
    """

    files: tuple[KeptUpload, ...] = ()
    refused_file: str = ""
    refused_password: str = ""


class ButtonForm(FlaskForm):
    """A button and nothing else."""


class ActionForm(FlaskForm):
    """Base of the forms of actions. `prepare` fills choices from the case."""

    key = HiddenField(validators=[InputRequired(), Regexp(KEY_PATTERN)])
    seen_stage = HiddenField(validators=[InputRequired(), Length(max=40)])
    seen_version = HiddenField(validators=[Length(max=64)])

    prepared: PreparedInput

    @classmethod
    def for_case(
        cls,
        case: Case,
        options: dict[str, list[tuple[int, str]]],
        prepared: PreparedInput | None = None,
    ) -> ActionForm:
        """Return the form for a case: on GET with what the page shows now and a new key.

        A sent form says itself which page it was decided on; nothing is assumed for it.
        """
        form = cls()
        form.prepared = prepared or PreparedInput()
        if not form.is_submitted():
            form.key.data = uuid.uuid4().hex
            form.seen_stage.data, form.seen_version.data = case.stage, case.version
        for name, choices in options.items():
            if name in form:
                form[name].choices = form_fields.select_choices(choices)
        if "files" in form:
            form.files.data = form.files.data or list(form.prepared.files)
        form.prepare(case)
        return form

    def prepare(self, case: Case) -> None:
        """Fill in what depends on the case; most forms have nothing."""

    @property
    def seen(self) -> SeenState:
        """Return what the page showed when the decision was made."""
        return SeenState(
            self.seen_stage.data or "", NOT_ALPHANUMERIC.sub("?", self.seen_version.data or "")
        )

    @property
    def valid_key(self) -> str:
        """Return the key of this one press, or nothing if it cannot be one."""
        key = self.key.data or ""
        return key if KEY_PATTERN.match(key) else ""

    def validate_files(self, field: Field) -> None:
        """Raise `ValidationError` for a file that was not taken in."""
        if self.prepared.refused_file:
            raise ValidationError(self.prepared.refused_file)

    def action_data(self) -> dict[str, object]:
        """Return what the person gave, as the engine takes it."""
        given = {
            field.short_name: self._plain_value(field.short_name, field.data)
            for field in self
            if field.short_name not in FRAMEWORK_FIELDS and field.data is not None
        }
        return given | (
            {"files": [kept.id for kept in self.prepared.files]} if "files" in self else {}
        )

    def _plain_value(self, name: str, value: object) -> object:
        return value == "yes" if value in ("yes", "no") and name in ("ok", "fixed") else value
