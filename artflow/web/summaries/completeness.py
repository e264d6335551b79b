"""What a completeness check has found missing, for those who may read the decision."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from artflow.domain.dossier.completeness import find_gaps
from artflow.domain.process.case import Case
from artflow.services.proposals.detail import DetailRows

from . import completeness_labels


class GapRow(NamedTuple):
    """One item that is missing or unclear."""

    label: str
    kind: str
    state: str
    note: str


def gap_rows(data: Mapping[str, Any]) -> list[GapRow]:
    """List the gaps in a decision's data; none if it was about nothing of the kind."""
    notes, states = data.get("notes") or {}, data.get("items") or {}
    return [
        GapRow(
            completeness_labels.item_label(key),
            completeness_labels.ITEM_STATES[states[key]][0],
            str(completeness_labels.ITEM_STATES[states[key]][1]),
            notes.get(key, ""),
        )
        for key in find_gaps(states)
    ]


def gaps_text(data: Mapping[str, Any]) -> str:
    """Put the gaps into one line, for the history and for letters."""
    return "; ".join(_gap_text(gap) for gap in gap_rows(data))


def _gap_text(gap: GapRow) -> str:
    text = f"{gap.label}: {gap.state}"
    return f"{text} ({gap.note})" if gap.note else text


def open_gaps(case: Case, rows: DetailRows) -> list[GapRow]:
    """Return what the artist must complete now: the gaps of the decision that led here."""
    moves = (event for event, _name in rows.events if event.from_stage != event.to_stage)
    last = next(moves, None)
    return (
        gap_rows(json.loads(last.data)) if last is not None and case.current_stage.editable else []
    )
