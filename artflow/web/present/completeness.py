"""What a completeness check has found missing, told to whoever may read the decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from artflow.domain.case import Case
from artflow.domain.completeness import gaps
from artflow.services.dossier_page import Dossier
from artflow.web.words import completeness as words


class Gap(NamedTuple):
    """One item that is missing or unclear."""

    label: str
    kind: str
    state: str
    note: str


def found(data: Mapping[str, Any]) -> list[Gap]:
    """The gaps in a decision's data; none if it was about nothing of the kind."""
    notes, states = data.get("notes") or {}, data.get("items") or {}
    return [
        Gap(words.item(key), words.STATES[states[key]][0], str(words.STATES[states[key]][1]),
            notes.get(key, ""))
        for key in gaps(states)
    ]  # fmt: skip


def told(data: Mapping[str, Any]) -> str:
    """The gaps in one line, for the history and for letters."""
    return "; ".join(_line(gap) for gap in found(data))


def _line(gap: Gap) -> str:
    said = f"{gap.label}: {gap.state}"
    return f"{said} ({gap.note})" if gap.note else said


def asked(case: Case, rows: Dossier) -> list[Gap]:
    """What the artist has to put right now: the gaps of the decision that brought the work here."""
    moves = (event for event, _name in rows.events if event.from_stage != event.to_stage)
    last = next(moves, None)
    return found(json.loads(last.data)) if last is not None and case.at.editable else []
