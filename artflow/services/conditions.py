"""Conditions and defects: set one by one, reported fulfilled with proof, closed or returned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import joinedload

from artflow.domain.conditions import answered_to, unanswered, without_ground
from artflow.domain.errors import Invalid
from artflow.domain.process.case import (
    ANSWERED,
    CLOSED,
    CONDITION,
    DEFECT,
    LAPSED,
    OPEN,
    Case,
    ConditionFact,
)
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.workflow import Need
from artflow.extensions import db
from artflow.models import Condition, ConditionFile
from artflow.services.decisions.effects import ActionContext, after_effects, effect

TABLE = Condition.__table__
SETTING = Need("sign", SignoffState.SIGNED_WITH_CONDITIONS.value)
MOST = 30
"""How many one decision may state: more are a list that belongs into a file."""
_lapse = (
    update(TABLE)
    .where(TABLE.c.id == bindparam("row"))
    .values(state=LAPSED, closed_at=bindparam("now"))
)


@after_effects
def keep_conditions(context: ActionContext) -> None:
    """Write the conditions of a signature; let those lapse that no signature stands behind.

    What a party states replaces what it had stated in the same stage. Raises `Invalid` as
    `defects` does. A text alone is one condition that holds up nothing. Time states none.
    """
    case, actor = context.case, context.guard_context.acting_role
    own = (case.stage, actor.party if actor else "")
    sets = SETTING in context.action.effects
    gone = without_ground(case)
    if sets:
        live = (each for each in case.conditions if each.is_live and each.kind == CONDITION)
        gone += [each for each in live if (each.stage, each.party) == own and each not in gone]
    for each in gone:
        each.state, case.redated = LAPSED, True
    rows = [{"row": each.id, "now": context.guard_context.now} for each in gone]
    context.write(_lapse, rows)
    if sets:
        given = context.data.get("conditions") or [{"text": context.data.get("text", "")}]
        _set(context, CONDITION, [each for each in given if each.get("text")], "")


@effect
def defects(context: ActionContext, holds: str) -> None:
    """State defects, each with its place; they hold up what the definition names.

    Each is due after the definition's working days. Raises `Invalid` without any, for one that
    says nothing, and for a day that is not ahead.
    """
    given = context.data.get("conditions") or [{"text": context.data.get("text", "")}]
    if not any(each.get("text") for each in given):
        raise Invalid("text", "required")
    _set(context, DEFECT, given, holds)


def _set(context: ActionContext, kind: str, given: Iterable[Mapping[str, Any]], holds: str) -> None:
    rules = context.case.workflow.conditions
    rows = []
    for at, each in enumerate(given, 1):
        n = each.get("row", at)
        suffix = f"_{n}" if n > 1 else ""
        if not each.get("text"):
            raise Invalid(f"text{suffix}", "required")
        held = holds or each.get("holds") or ""
        if held and held not in rules.holds:
            raise Invalid(f"holds{suffix}", "choice")
        due = each.get("due_on")
        if due is not None and due <= context.guard_context.today:
            raise Invalid(f"due_on{suffix}", "not_ahead")
        days = rules.defect_days if kind == DEFECT else rules.days
        rows.append(
            _row(context, kind, each) | {"holds": held, "due_on": due or _due(context, days)}
        )
    if len(rows) > MOST:
        raise Invalid("text", "too_many", n=MOST)
    context.write(insert(TABLE), rows)
    context.case.conditions += [_fact(row) for row in rows]
    context.case.redated = True
    context.facts["conditions"] = [
        {key: _plain(row[key]) for key in ("kind", "text", "place", "holds", "due_on")}
        for row in rows
    ]


def _due(context: ActionContext, days: int) -> date:
    calendar = context.guard_context.calendar
    return calendar.add(calendar.registered(context.guard_context.now), days)


def _row(context: ActionContext, kind: str, each: Mapping[str, Any]) -> dict[str, Any]:
    acting_role = context.acting_role
    return {
        "proposal_id": context.case.id,
        "version_id": context.case.version_id,
        "kind": kind,
        "stage": context.case.stage,
        "role": acting_role.role.value,
        "party": acting_role.party,
        "organisation_id": acting_role.organisation_id,
        "text": each["text"],
        "place": each.get("place") or "",
        "state": OPEN,
        "set_by_id": acting_role.person_id,
        "at": context.guard_context.now,
    }


def _fact(row: Mapping[str, Any]) -> ConditionFact:
    """Return the fact of a row that is about to be written; it has no number yet."""
    known = {key: row[key] for key in ConditionFact.__slots__ if key != "id"}
    return ConditionFact(id=0, **known)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@effect
def fulfil_condition(context: ActionContext, arg: str) -> None:
    """Report a condition or a defect fulfilled with its proof, or say why it cannot be.

    Raises `Invalid` for one that is not open, without words, and without a proof of what is said
    to be fulfilled.
    """
    known = _chosen(context, unanswered(context.case))
    fulfilled, files = bool(context.data.get("fixed")), context.data.get("files", ())
    if not context.data.get("text"):
        raise Invalid("text", "required")
    if fulfilled and not files:
        raise Invalid("files", "proof_needed")
    context.write(
        insert(ConditionFile.__table__),
        [{"condition_id": known.id, "file_id": file} for file in files],
    )
    _update(
        context,
        known,
        state=ANSWERED,
        fulfilled=fulfilled,
        answer=context.data["text"],
        answered_by_id=context.acting_role.person_id,
        answered_at=context.guard_context.now,
    )
    context.facts |= {"fixed": fulfilled, "files": len(files)}


@effect
def close_condition(context: ActionContext, arg: str) -> None:
    """Close one that was reported to the party: it has found that it is done, or lets it go."""
    known = _chosen(context, answered_to(context.case, context.acting_role))
    _update(
        context,
        known,
        state=CLOSED,
        note=context.data.get("text", ""),
        closed_by_id=context.acting_role.person_id,
        closed_at=context.guard_context.now,
    )


@effect
def return_condition(context: ActionContext, arg: str) -> None:
    """Say that what was reported to the party is not enough; its day stays the same.

    Raises `Invalid` without a reason in words.
    """
    known = _chosen(context, answered_to(context.case, context.acting_role))
    if not context.data.get("text"):
        raise Invalid("text", "required")
    _update(context, known, state=OPEN, note=context.data["text"])


def _chosen(context: ActionContext, among: list[ConditionFact]) -> ConditionFact:
    for known in among:
        if known.id == context.data.get("condition"):
            return known
    raise Invalid("condition", "choice")


def _update(context: ActionContext, known: ConditionFact, *, state: str, **values: object) -> None:
    context.write(update(TABLE).where(TABLE.c.id == known.id), {"state": state, **values})
    known.state, context.case.redated = state, True
    context.facts["condition"] = known.id


def load_conditions(case: Case) -> list[Condition]:
    """Read the conditions and defects of a work with their files, as they were set.

    Nothing is asked of a work that has none.
    """
    if not case.conditions:
        return []
    parts = (
        joinedload(Condition.set_by),
        joinedload(Condition.answered_by),
        joinedload(Condition.closed_by),
        joinedload(Condition.files).joinedload(ConditionFile.file),
    )
    mine = select(Condition).options(*parts).where(Condition.proposal_id == case.id)
    return list(db.session.scalars(mine.order_by(Condition.id)).unique())
