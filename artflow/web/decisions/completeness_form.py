"""The completeness check: every required item of the dossier with what was found of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from artflow.domain.dossier import completeness as rules
from artflow.domain.dossier.fields import FIELDS_BY_KEY
from artflow.domain.process.case import Case
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm, PreparedInput
from artflow.web.summaries import completeness_labels
from artflow.web.summaries.facts import format_value

MAX_LENGTH = 240


class CompletenessForm(ActionForm):
    """Each item is present until somebody says otherwise: it was sent in through the same list."""

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
        """The form with a question for each item that the definition asks for."""
        asked = tuple(rules.required_items(case.workflow))
        made = type(cls.__name__, (cls,), {"asked": asked, **dict(_item_fields(asked))})
        return super(CompletenessForm, made).for_case(case, options, prepared)

    def prepare(self, case: Case) -> None:
        """Beside each item what was sent in."""
        for key, (state, _note) in zip(self.asked, self.items(), strict=True):
            state.description = submitted_value(case.dossier, key)

    def items(self) -> Iterator[tuple[Any, Any]]:
        """For each item what was found, and the note."""
        for n in range(len(self.asked)):
            yield self[f"item_{n}"], self[f"note_{n}"]

    def action_data(self) -> dict[str, Any]:
        """The comment, and the items and notes under their keys."""
        found = list(zip(self.asked, self.items(), strict=True))
        return {
            "text": self.text.data,
            "items": {key: state.data for key, (state, _note) in found},
            "notes": {key: note.data for key, (_state, note) in found if note.data},
        }


def _item_fields(asked: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    states = [(key, label) for key, (_kind, label) in completeness_labels.ITEM_STATES.items()]
    for n, key in enumerate(asked):
        yield (
            f"item_{n}",
            form_fields.choice(completeness_labels.item_label(key), states, default=rules.PRESENT),
        )
        yield f"note_{n}", form_fields.text(_l("Note"), limit=300, required=False)


def submitted_value(dossier: Mapping[str, Any], key: str) -> str:
    """What stands in the dossier for an item, not longer than it takes to recognise it."""
    facts, (kind, _colon, name) = dossier["facts"], key.partition(":")
    if kind == "field":
        text = (
            str(format_value(FIELDS_BY_KEY[name], facts[name]))
            if facts.get(name) is not None
            else ""
        )
    else:
        wanted = name or "wall_photo"
        names = [file["name"] for file in dossier["files"] if file["kind"] == wanted]
        text = ", ".join(filter(None, [*names, "" if name else facts.get("wished_place") or ""]))
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]} …"
