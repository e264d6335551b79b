"""What every form of an action carries: what the page showed, and a key for this one press."""

from __future__ import annotations

import uuid
from typing import Any

from flask_wtf import FlaskForm
from wtforms import HiddenField
from wtforms.validators import InputRequired, Length

from artflow.domain.case import Case
from artflow.services.door import Seen

from . import fields

OWN = ("csrf_token", "key", "seen_stage", "seen_version", "password", "files")


class ActionForm(FlaskForm):
    """Base of the forms of actions. `prepare` fills choices from the case."""

    key = HiddenField(validators=[InputRequired(), Length(min=8, max=40)])
    seen_stage = HiddenField(validators=[InputRequired(), Length(max=40)])
    seen_version = HiddenField(validators=[Length(max=64)])

    @classmethod
    def of(cls, case: Case, options: dict[str, list[tuple[int, str]]]) -> ActionForm:
        """The form for a case: on GET with what the page shows now and a fresh key."""
        form = cls(data={
            "key": uuid.uuid4().hex, "seen_stage": case.stage, "seen_version": case.version,
        })  # fmt: skip
        for name, choices in options.items():
            if name in form:
                form[name].choices = fields.listed(choices)
        form.prepare(case)
        return form

    def prepare(self, case: Case) -> None:
        """Fill in what depends on the case; most forms have nothing."""

    @property
    def seen(self) -> Seen:
        return Seen(self.seen_stage.data or "", self.seen_version.data or "")

    def given(self) -> dict[str, Any]:
        """What the person gave, as the engine takes it."""
        return {
            field.short_name: self._plain(field.short_name, field.data)
            for field in self
            if field.short_name not in OWN and field.data is not None
        }

    def _plain(self, name: str, value: Any) -> Any:
        return value == "yes" if value in ("yes", "no") and name in ("ok", "fixed") else value
