"""Rows of a case as the database answers them, in its own columns or in JSON, become its facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypeAlias

from artflow.domain.process.case import (
    ConditionFact,
    MilestoneFact,
    PaperFact,
    PaymentFact,
    Signoff,
    WallFact,
)
from artflow.domain.process.joins import SignoffState
from artflow.services.database.json_rows import read_instant

_SignoffRow: TypeAlias = tuple[
    int, str, str, str, int | None, int, int | None, str | datetime | None
]
_PaymentRow: TypeAlias = tuple[int, int, int, str, str | None, int | None, str]
_ConditionRow: TypeAlias = tuple[int, str, str, str, str | None, str, str, str, int | None]
_PaperRow: TypeAlias = tuple[
    int, str, dict[str, object], int, str, str | None, str | None, int | None, str
]
_MilestoneRow: TypeAlias = tuple[int, int, str, bool, str, int, int | None, int]


def read_signoffs(rows: Iterable[_SignoffRow]) -> list[Signoff]:
    """Read the sign-offs of a case."""
    return [
        Signoff(
            stage,
            party,
            SignoffState(state),
            organisation,
            amount,
            decided_by,
            key,
            read_instant(at) if at else None,
        )
        for key, stage, party, state, organisation, amount, decided_by, at in rows
    ]


def read_payments(rows: Iterable[_PaymentRow]) -> list[PaymentFact]:
    """Read the payments of a case."""
    return [
        PaymentFact(key, payer, amount, number, document, corrects, date.fromisoformat(paid_on))
        for key, payer, amount, number, document, corrects, paid_on in rows
    ]


def read_conditions(rows: Iterable[_ConditionRow]) -> list[ConditionFact]:
    """Read the conditions and defects of a case."""
    return [
        ConditionFact(
            key,
            kind,
            state,
            holds,
            date.fromisoformat(due) if due else None,
            stage,
            role,
            party,
            organisation,
        )
        for key, kind, state, holds, due, stage, role, party, organisation in rows
    ]


def read_papers(rows: Iterable[_PaperRow]) -> dict[str, PaperFact]:
    """Read the latest paper of each kind: rows come in order, so a later one takes the place."""
    return {
        kind: PaperFact(kind, data, by, read_instant(at), version or "", design or "", wall, role)
        for _id, kind, data, by, at, version, design, wall, role in rows
    }


def read_milestones(rows: Iterable[_MilestoneRow]) -> list[MilestoneFact]:
    """Read the milestones of a case."""
    return [
        MilestoneFact(key, code, position, bool(gate), state, photos, by, pay)
        for position, key, code, gate, state, photos, by, pay in rows
    ]


def read_wall(
    key: int, heritage: str, contact: str, holder: int | None, until: str | None
) -> WallFact:
    """Read the chosen wall of a case, with the day on which its reservation ends."""
    return WallFact(key, heritage, contact, holder, date.fromisoformat(until) if until else None)
