"""The one door: every decision goes through `act`, whole or not at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, update

from artflow.domain import engine, policy
from artflow.domain.case import Case
from artflow.domain.errors import NotAllowed, NotPossible, NotVisible, Reason, Stale
from artflow.domain.moment import Moment
from artflow.domain.roles import Person
from artflow.domain.workflow import BACK, Action
from artflow.models import Proposal

from . import dossiers, log, notices, turns
from .database import writing
from .effects import EFFECTS, Deed, signing
from .gathering import Gathered, gather
from .postponed import flush, later
from .working_days import calendar

P = Proposal.__table__
_LINE = ("events", "head", "moved_at")
_STANDING = ("stage", "came_from", "reached", "openness", "held", "ended", "loops", "wall_id",
             "assignee_id", "stand_ins")  # fmt: skip
_store_line, _store, _store_move = (
    update(P)
    .where(P.c.id == bindparam("row"))
    .values({key: bindparam(f"new_{key}") for key in keys})
    for keys in (_LINE, _LINE + _STANDING, (*_LINE, *_STANDING, "entered_at"))
)


class Seen(NamedTuple):
    """What the page showed on which the person decides: the stage and the version's SHA-256."""

    stage: str
    version: str


class Done(NamedTuple):
    """What came of it: the proposal's `n`-th event.

    `repeated` says that the same press had been carried out before.
    """

    proposal_id: int
    n: int
    stage: str
    repeated: bool = False


def act(
    proposal_id: int, person: Person, action: str, *,
    seen: Seen, key: str, data: dict[str, Any] | None = None, now: datetime | None = None,
) -> Done:  # fmt: skip
    """Take an action: guard, effects, move, sign-offs, turns, event and notices in one transaction.

    Raises `NotVisible`, `NotAllowed`, `NotPossible` with reasons, `Stale` if the page showed
    another stage or version, `Invalid` for a value. After any of them nothing has changed.
    Pressing twice with the same key is one decision.
    """
    with writing() as connection:
        found = gather(connection, proposal_id, key)
        case = found.case
        if not policy.sees(person, case):
            raise NotVisible
        if found.earlier is not None:
            return _repeated(case, person, action, found.earlier)
        moment = Moment(case, None, now or datetime.now(UTC), calendar(connection), data or {})
        known = admit(connection, moment, person, action, seen)
        engine.require(moment, known)
        return _carry_out(Deed(connection, moment, known), key, found)


def _repeated(case: Case, person: Person, action: str, earlier: log.Made) -> Done:
    if (earlier.type, earlier.actor_id) != (action, person.id):
        raise NotPossible(Reason("key_used"))
    return Done(case.id, earlier.n, earlier.to_stage, repeated=True)


def admit(
    connection: Connection, moment: Moment, person: Person, action: str, seen: Seen
) -> Action:
    """The action, once it is clear that it belongs to the person and to what they have seen.

    The moment gets the hat. Raises `Stale`, `NotPossible` or `NotAllowed`.
    """
    case = moment.case
    if (seen.stage, seen.version) != (case.stage, case.version):
        raise Stale(*_moved_on(case, seen), changes=tuple(_changes(connection, case, seen)))
    known = case.at.actions.get(action)
    if known is None:
        raise NotPossible(Reason("not_in_this_stage", {"stage": case.stage, "action": action}))
    moment.hat = engine.hat_for(case, person, known, moment.today)
    if moment.hat is None:
        raise NotAllowed
    return known


def _moved_on(case: Case, seen: Seen) -> list[Reason]:
    found = []
    if seen.stage != case.stage:
        found.append(Reason("stage_moved", {"stage": case.stage}))
    if seen.version != case.version:
        found.append(Reason("version_replaced", {"version": case.version_no}))
    return found


def _changes(connection: Connection, case: Case, seen: Seen) -> list[str]:
    if seen.version == case.version or not seen.version:
        return []
    return dossiers.changed_since(connection, case, seen.version)


def _carry_out(deed: Deed, key: str, found: Gathered) -> Done:
    moment, case, before, stood = deed.moment, deed.case, deed.case.stage, _standing(deed.case)
    if deed.data.get("text"):
        deed.facts["text"] = deed.data["text"]
    for effect in deed.action.effects:
        EFFECTS[effect.name](deed, effect.arg)
    engine.advance(moment, deed.action)
    moved = case.stage != before
    if moved:
        flush(deed.connection)  # the sign-offs of the next stage are read
        _enter(deed, before)
    turned = turns.change(deed.connection, moment, found.turns, moved=moved)
    fact = log.Fact(deed.action.name, before, deed.facts, key)
    log.append(deed.connection, case, fact, hat=deed.hat, now=moment.now)
    turns.store(deed.connection, turned)
    store(deed.connection, case, moment.now, stood)
    people = [*found.people, *deed.newcomers]
    notices.tell(deed.connection, case, people=people, roles=deed.action.tells,
                 turns=turned.begun, hat=deed.hat, now=moment.now)  # fmt: skip
    return Done(case.id, case.events, case.stage)


def _enter(deed: Deed, before: str) -> None:
    """What arriving in a stage sets off, whatever action led there."""
    case = deed.case
    case.reached |= {case.stage}
    case.openness = max(case.openness, case.at.opens)
    case.held = case.held and not case.at.final
    if _waits(case):
        case.came_from = before
    if case.at.join is not None:
        signing.ask(deed)


def _waits(case: Case) -> bool:
    """Whether the stage is one from which a work goes back where it came from."""
    return any(t.stage == BACK for a in case.at.actions.values() for t in a.targets)


def store(
    connection: Connection, case: Case, now: datetime, stood: dict[str, Any] | None = None
) -> None:
    """Have written what the engine has changed of the proposal's own row.

    A case that stands as it `stood` gets its new line of history only: no index is written anew.
    """
    stands = _standing(case)
    changed = {} if stands == stood else stands
    statement = _store if changed else _store_line
    if stood is not None and stood["stage"] != case.stage:
        changed, statement = changed | {"entered_at": now}, _store_move
    values = {"events": case.events, "head": case.head, "moved_at": now, **changed}
    later(connection, statement, {"row": case.id, **{f"new_{k}": v for k, v in values.items()}})


def _standing(case: Case) -> dict[str, Any]:
    """Where the proposal stands, as its row says it."""
    return {
        "stage": case.stage, "came_from": case.came_from, "reached": ",".join(sorted(case.reached)),
        "openness": int(case.openness), "held": case.held, "ended": case.at.final,
        "loops": case.loops, "wall_id": case.wall_id, "assignee_id": case.assignee_id,
        "stand_ins": {str(key): stands for key, stands in case.stand_ins.items()},
    }  # fmt: skip


def carried_out(connection: Connection, case: Case, person: Person, action: str, key: str) -> bool:
    """Whether this very press has been carried out before (the form comes a second time)."""
    earlier = log.made_by(connection, case.id, key) if key else None
    return earlier is not None and (earlier.type, earlier.actor_id) == (action, person.id)
