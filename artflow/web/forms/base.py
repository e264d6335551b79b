"""What every form of an action carries: what the page showed, and a key for this one press."""

from __future__ import annotations

import re
import uuid
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length, Regexp

from artflow.domain.case import Case
from artflow.services.door import Seen

from . import fields

PRESS = re.compile(r"[\w-]{8,40}\Z", re.ASCII)
UNKNOWN = re.compile(r"[^0-9a-zA-Z]")  # no version has it, and no database need be asked for it
OWN = ("csrf_token", "key", "seen_stage", "seen_version", "password", "files")


class PressForm(FlaskForm):
    """A button and nothing else."""


class ActionForm(FlaskForm):
    """Base of the forms of actions. `prepare` fills choices from the case."""

    key = HiddenField(validators=[InputRequired(), Regexp(PRESS)])
    seen_stage = HiddenField(validators=[InputRequired(), Length(max=40)])
    seen_version = HiddenField(validators=[Length(max=64)])

    @classmethod
    def of(cls, case: Case, options: dict[str, list[tuple[int, str]]]) -> ActionForm:
        """The form for a case: on GET with what the page shows now and a fresh key.

        What was sent says itself on which page it was decided; nothing is assumed for it.
        """
        form = cls()
        if not form.is_submitted():
            form.key.data = uuid.uuid4().hex
            form.seen_stage.data, form.seen_version.data = case.stage, case.version
        for name, choices in options.items():
            if name in form:
                form[name].choices = fields.listed(choices)
        form.prepare(case)
        return form

    def prepare(self, case: Case) -> None:
        """Fill in what depends on the case; most forms have nothing."""

    @property
    def seen(self) -> Seen:
        """What the page showed that the decision was made on."""
        return Seen(self.seen_stage.data or "", UNKNOWN.sub("?", self.seen_version.data or ""))

    @property
    def press(self) -> str:
        """The key of this one press, or nothing if it cannot be one."""
        return self.key.data if PRESS.match(self.key.data or "") else ""

    def given(self) -> dict[str, Any]:
        """What the person gave, as the engine takes it."""
        return {
            field.short_name: self._plain(field.short_name, field.data)
            for field in self
            if field.short_name not in OWN and field.data is not None
        }

    def _plain(self, name: str, value: Any) -> Any:
        return value == "yes" if value in ("yes", "no") and name in ("ok", "fixed") else value
