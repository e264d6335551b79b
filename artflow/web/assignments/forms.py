"""Who looks after a work: the specialists who can, each with what they have already."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectMultipleField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.services.assignments import specialists
from artflow.services.assignments.several import Wanted
from artflow.services.decisions.decisions import SeenState
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import KEY_PATTERN, ActionForm

SEEN_WORK = re.compile(r"([1-9][0-9]{0,17})~([a-z_]{1,40})~([0-9a-f]{0,64})", re.ASCII)
"""A work and what the page showed of it: its stage and version."""
MOST_AT_ONCE = 50


def load_hints(users: Iterable[int]) -> dict[int, str]:
    """Say of each person how many works they look after."""
    counts = specialists.count_entrusted(db.session.connection(), users)
    return {
        key: ngettext("%(num)s open work", "%(num)s open works", n) for key, n in counts.items()
    }


class AssignForm(ActionForm):
    user = form_fields.choice(
        _l("Specialist"),
        coerce=int,
        description=_l("Those whose role is valid today, each with the works they look after"),
    )

    def prepare(self, case: Case) -> None:
        """Say beside each name how many works they have."""
        self.user.choice_hints = load_hints(value for value, *_more in self.user.iter_choices())


class WorksField(SelectMultipleField):
    """Works to tick; what stands beside each is in `choice_hints`."""

    option_widget = CheckboxInput()
    widget = ListWidget(prefix_label=False)
    choice_hints: Mapping[Any, str] = MappingProxyType({})


def _known_works(form: BaseForm, field: Field) -> None:
    """Require some works, in the way in which the page names them."""
    if not field.data:
        raise ValidationError(_l("Choose at least one"))
    if len(field.data) > MOST_AT_ONCE or not all(map(SEEN_WORK.fullmatch, field.data)):
        raise ValidationError(_l("Choose one from the list"))


def name_work(proposal_id: int, seen: SeenState) -> str:
    """Name a work and what is shown of it, as the form sends it back."""
    return f"{proposal_id}~{seen.stage}~{seen.version}"


class SeveralForm(FlaskForm):
    """Which works go to whom; a work that is another by now is refused by itself."""

    key = HiddenField(validators=[InputRequired(), Regexp(KEY_PATTERN)])
    works = WorksField(_l("Proposals"), [_known_works], validate_choice=False)
    user = form_fields.choice(
        _l("Specialist"),
        coerce=int,
        description=_l("Those whose role is valid today, each with the works they look after"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user.sole_is_chosen = False

    def offer(self, works: Mapping[str, tuple[str, str]], people: list[tuple[int, str]]) -> None:
        """Offer works by their names in the form, each with its words and a hint, and people."""
        if not self.is_submitted():
            self.key.data = uuid.uuid4().hex
        self.works.choices = form_fields.select_choices(
            (name, words) for name, (words, _hint) in works.items()
        )
        self.works.choice_hints = {name: hint for name, (_words, hint) in works.items()}
        self.user.choices = form_fields.select_choices(people)
        self.user.choice_hints = load_hints(key for key, _name in people)

    @property
    def wanted(self) -> list[Wanted]:
        """Return the works that were ticked, as they were shown."""
        found = (SEEN_WORK.fullmatch(name) for name in self.works.data or ())
        return [Wanted(int(m[1]), SeenState(m[2], m[3])) for m in found if m is not None]
