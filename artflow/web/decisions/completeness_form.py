"""The completeness check: every required item of the dossier with what was found of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from flask_babel import lazy_gettext as _l
from wtforms import Field

from artflow.domain.dossier import completeness as rules
from artflow.domain.dossier.fields import FIELDS_BY_KEY
from artflow.domain.dossier.fields import text as text_of
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm, PreparedInput
from artflow.web.summaries import completeness_labels
from artflow.web.summaries.facts import format_value

MAX_LENGTH = 240


class CompletenessForm(ActionForm):
    """Each item is looked at: nothing is found present before somebody has said so."""

    asked: tuple[str, ...] = ()
    text = form_fields.text_area(
        _l("Comment"), required=False, description=_l("The artist reads this with the list")
    )

    @classmethod
    def for_case(
        cls,
        case: Case,
        options: dict[str, list[tuple[int, str]]],
        prepared: PreparedInput | None = None,
    ) -> ActionForm:
        """Make the form with a question for each item that the definition asks for."""
        asked = tuple(rules.required_items(case.workflow))
        fields = {"asked": asked, **dict(_item_fields(asked))}
        made = cast("type[CompletenessForm]", type(cls.__name__, (cls,), fields))
        return super(CompletenessForm, made).for_case(case, options, prepared)

    def prepare(self, case: Case) -> None:
        """Describe each item by what the artist has sent in."""
        for key, (state, _note) in zip(self.asked, self.items(), strict=True):
            state.description = submitted_value(case.dossier, key, case.currency)

    def mark_present(self) -> None:
        """Answer every question with «present», for somebody who changes what is not."""
        for state, _note in self.items():
            state.data = rules.PRESENT

    def refuse(self, field: str, words: str) -> None:
        """Say it at each item that is not present, at the first one if all are."""
        if field != "items":
            super().refuse(field, words)
            return
        states = [state for state, _note in self.items()]
        for state in [each for each in states if each.data != rules.PRESENT] or states[:1]:
            state.errors = [words]

    def items(self) -> Iterator[tuple[Field, Field]]:
        """Yield for each item what was found, and the note."""
        for n in range(len(self.asked)):
            yield self[f"item_{n}"], self[f"note_{n}"]

    def action_data(self) -> dict[str, object]:
        """Return the comment, and the items and notes under their keys."""
        found = list(zip(self.asked, self.items(), strict=True))
        return {
            "text": self.text.data,
            "items": {key: state.data for key, (state, _note) in found},
            "notes": {key: note.data for key, (_state, note) in found if note.data},
        }


def _item_fields(asked: tuple[str, ...]) -> Iterator[tuple[str, Field]]:
    states = [(key, label) for key, (_kind, label) in completeness_labels.ITEM_STATES.items()]
    for n, key in enumerate(asked):
        yield (
            f"item_{n}",
            form_fields.choice(completeness_labels.item_label(key), states),
        )
        yield f"note_{n}", form_fields.text(_l("Note"), limit=300, required=False)


def submitted_value(dossier: Snapshot, key: str, currency: str) -> str:
    """Write what stands in the dossier for an item, not longer than it takes to recognise it."""
    facts, (kind, _colon, name) = dossier["facts"], key.partition(":")
    if kind == "field":
        text = (
            str(format_value(FIELDS_BY_KEY[name], facts[name], currency))
            if facts.get(name) is not None
            else ""
        )
    else:
        wanted = name or "wall_photo"
        names = [file["name"] for file in dossier["files"] if file["kind"] == wanted]
        text = ", ".join(filter(None, [*names, "" if name else text_of(facts, "wished_place")]))
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]} …"
