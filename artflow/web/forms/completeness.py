"""The completeness check: every required item of the dossier with what was found of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from artflow.domain import completeness as rules
from artflow.domain.case import Case
from artflow.domain.dossier import BY_KEY
from artflow.web.present.facts import written
from artflow.web.words import completeness as words

from . import fields
from .base import ActionForm

LONGEST = 240


class CompletenessForm(ActionForm):
    """Each item is present until somebody says otherwise: it was sent in through the same list."""

    asked: tuple[str, ...] = ()
    text = fields.lines(_l("Comment"), required=False,
                        description=_l("The artist reads this with the list"))  # fmt: skip

    @classmethod
    def of(cls, case: Case, options: dict[str, list[tuple[int, str]]]) -> ActionForm:
        """The form with a question for each item that the definition asks for."""
        asked = tuple(rules.items(case.workflow))
        made = type(cls.__name__, (cls,), {"asked": asked, **dict(_questions(asked))})
        return super(CompletenessForm, made).of(case, options)

    def prepare(self, case: Case) -> None:
        """Beside each item what was sent in."""
        for key, (state, _note) in zip(self.asked, self.items(), strict=True):
            state.description = sent(case.dossier, key)

    def items(self) -> Iterator[tuple[Any, Any]]:
        """For each item what was found, and the note."""
        for n in range(len(self.asked)):
            yield self[f"item_{n}"], self[f"note_{n}"]

    def given(self) -> dict[str, Any]:
        """The comment, and the items and notes under their keys."""
        found = list(zip(self.asked, self.items(), strict=True))
        return {
            "text": self.text.data,
            "items": {key: state.data for key, (state, _note) in found},
            "notes": {key: note.data for key, (_state, note) in found if note.data},
        }


def _questions(asked: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    states = [(key, label) for key, (_kind, label) in words.STATES.items()]
    for n, key in enumerate(asked):
        yield f"item_{n}", fields.choice(words.item(key), states, default=rules.PRESENT)
        yield f"note_{n}", fields.line(_l("Note"), limit=300, required=False)


def sent(dossier: Mapping[str, Any], key: str) -> str:
    """What stands in the dossier for an item, not longer than it takes to recognise it."""
    facts, (kind, _colon, name) = dossier["facts"], key.partition(":")
    if kind == "field":
        text = str(written(BY_KEY[name], facts[name])) if facts.get(name) is not None else ""
    else:
        wanted = name or "wall_photo"
        names = [file["name"] for file in dossier["files"] if file["kind"] == wanted]
        text = ", ".join(filter(None, [*names, "" if name else facts.get("wished_place") or ""]))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
