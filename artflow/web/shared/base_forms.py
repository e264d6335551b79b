"""What forms have in common: texts in several languages, and what an action carries.

An action carries what the page showed, and a key for one press.
"""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from itertools import product
from typing import Any, ClassVar, NamedTuple

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from artflow.domain.process.case import Case
from artflow.domain.text import LANGUAGES, LocalizedText
from artflow.services.decisions.decisions import SeenState
from artflow.services.files.files import KeptUpload

from . import form_fields, language, request_args

KEY_PATTERN = re.compile(r"[\w-]{8,40}\Z", re.ASCII)
NOT_ALPHANUMERIC = re.compile(
    r"[^0-9a-zA-Z]"
)  # no version has it, and no database need be asked for it
FRAMEWORK_FIELDS = (
    "csrf_token",
    "key",
    "seen_stage",
    "seen_version",
    "seen_events",
    "password",
    "files",
)


class PreparedInput(NamedTuple):
    """The slow part of a press, done before its transaction began.

    `files` are those that are stored, now or by an earlier press; the others say in words what was
    wrong, and `wait` how long to wait if there was too much of it.
    """

    files: tuple[KeptUpload, ...] = ()
    refused_file: str = ""
    refused_password: str = ""
    is_unchecked: bool = False
    wait: timedelta | None = None


def values_by_language(**texts: LocalizedText) -> dict[str, str]:
    """Return the values of the fields of some texts, by the fields' names."""
    return {
        f"{name}_{code}": text.texts.get(code, "")
        for name, text in texts.items()
        for code in LANGUAGES
    }


class LocalizedForm(FlaskForm):
    """Base of forms with texts: `TEXTS` names them, `NAME_kk` and so on are their fields.

    The page asks for the languages of the installation; the first of them must be filled in, for it
    stands where another is missing. What a text has in a language that is not offered stays.
    """

    TEXTS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, *_others = known = language.offered()
        self._unasked = {}
        for name, code in product(self.TEXTS, LANGUAGES):
            field = self[f"{name}_{code}"]
            if code == first:
                form_fields.require(field)
            elif code not in known:
                self._unasked[field.short_name] = field.object_data or ""
                del self[field.short_name]

    def localized(self, name: str) -> LocalizedText:
        """Return a text in all languages in which it was given."""
        fields = ((code, f"{name}_{code}") for code in LANGUAGES)
        given = {
            code: self[field].data if field in self else self._unasked[field]
            for code, field in fields
        }
        return LocalizedText({code: words or "" for code, words in given.items()})


class ButtonForm(FlaskForm):
    """A button and nothing else."""


class ActionForm(FlaskForm):
    """Base of the forms of actions. `prepare` fills choices from the case."""

    key = HiddenField(validators=[InputRequired(), Regexp(KEY_PATTERN)])
    seen_stage = HiddenField(validators=[InputRequired(), Length(max=40)])
    seen_version = HiddenField(validators=[Length(max=64)])
    seen_events = HiddenField(validators=[Length(max=20)])

    prepared: PreparedInput
    wait: timedelta | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self:
            field.sole_is_chosen = False

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
        form.wait = form.prepared.wait
        if not form.is_submitted():
            form.show(case)
        for name, choices in options.items():
            if name in form:
                form[name].choices = form_fields.select_choices(choices)
        if "files" in form:
            form.files.data = form.files.data or list(form.prepared.files)
        form.prepare(case)
        return form

    def prepare(self, case: Case) -> None:
        """Fill in what depends on the case; most forms have nothing."""

    def refuse(self, field: str, words: str) -> None:
        """Say at a field why the action was refused for it."""
        self[field].errors = [words]

    def describe(self, case: Case) -> None:
        """Add what somebody looks at before they answer; a press does without it."""

    def show(self, case: Case) -> None:
        """Let the form be about the case as it stands now, with a new key for one press."""
        self.key.data = uuid.uuid4().hex
        self.seen_stage.data, self.seen_version.data = case.stage, case.version
        self.seen_events.data = str(case.events)

    @property
    def seen(self) -> SeenState:
        """Return what the page showed when the decision was made.

        A form that does not say how long the history was then has seen none of it.
        """
        return SeenState(
            self.seen_stage.data or "",
            NOT_ALPHANUMERIC.sub("?", self.seen_version.data or ""),
            request_args.parse_key(self.seen_events.data) or 0,
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


def day_grounds() -> Field:
    """Make the field for why a paper is older than what it is about."""
    return form_fields.text(_l("Why the day is that early"), required=False)


class DatedForm(ActionForm):
    """Base of forms with the day of a paper, and grounds that are asked for only if it is odd."""

    def prepare(self, case: Case) -> None:
        """Leave out what nobody has been asked yet."""
        if not self.is_submitted():
            del self.day_grounds
