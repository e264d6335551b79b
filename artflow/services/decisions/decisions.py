"""The one way in: every decision goes through `deciding`, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from artflow.domain.access import policy
from artflow.domain.errors import NotAllowed, NotPossible, NotVisible, Reason, Stale
from artflow.domain.people.roles import Person
from artflow.domain.process import engine, judging
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.workflow import LEFT, Action
from artflow.models import Proposal
from artflow.services.database import write_queue
from artflow.services.database.transactions import writing
from artflow.services.programmes.working_days import load_calendar

from . import case_loader, events, notices, parties, signoffs, turns, versions
from .case_loader import LoadedCase
from .effects import (
    AFTER_EFFECTS,
    AFTER_ENTERING,
    BEFORE_PRESS,
    EFFECTS,
    OWED,
    ActionContext,
)
from .open_turns import read_open
from .turns import Arrival

PROPOSAL = Proposal.__table__


class SeenState(NamedTuple):
    """What the page showed on which the person decides: the stage and the version's SHA-256.

    `events` is how many events the history had then, None for a caller that has just read the case.
    """

    stage: str
    version: str
    events: int | None = None


class ActionResult(NamedTuple):
    """What came of it: the proposal's `n`-th event.

    `repeated` says that the same press had been carried out before.
    """

    proposal_id: int
    n: int
    stage: str
    repeated: bool = False


class Press(NamedTuple):
    """Who presses which button, on what they have seen; `key` is that of this one press."""

    proposal_id: int
    person: Person
    action: str
    seen: SeenState
    key: str
    now: datetime


@dataclass(slots=True)
class Decision:
    """A press that has been judged and may be carried out, inside its transaction.

    `done` says what came of it: from the beginning, if the same press was carried out before.
    """

    case: Case
    action: Action
    done: ActionResult | None = None
    _carry_out: Callable[[Mapping[str, object]], ActionResult] | None = None

    def carry_out(self, data: Mapping[str, object]) -> ActionResult:
        """Apply the effects, move, write sign-offs, turns, the event and the notices.

        Nothing of it is kept before the transaction ends. Raises `Invalid` for a value, and
        `NotPossible` where an effect finds that another work was faster.
        """
        assert self.done is None, "a press is carried out once"
        assert self._carry_out is not None
        self.done = self._carry_out(data)
        return self.done


@contextmanager
def deciding(press: Press) -> Iterator[Decision]:
    """Judge a press once, alone with its proposal: one load, one round of guards.

    The person is judged by the rights they have then, not by those they had when they pressed.

    Yields the decision inside its transaction, to be carried out or left. What is slow (files,
    passwords) belongs before it. Raises `SignedOut`, `NotVisible`, `NotAllowed`, `Stale` if the
    page showed another stage or version or what the decision rests on has changed since,
    `NotPossible` with reasons. After any of them, and after any error inside, nothing has changed.
    """
    with writing(repeatable=True) as connection:  # the key answers a second time
        case_loader.lock_press(connection, press.proposal_id, press.person)
        loaded = case_loader.load_case(
            connection, press.proposal_id, press.key, press.person, press.now
        )
        press = press._replace(person=loaded.person)
        if not policy.sees(press.person, loaded.case):
            raise NotVisible
        if loaded.earlier is not None:
            yield _repeated(loaded.case, press, loaded.earlier)
            return
        if loaded.is_altered:
            raise NotPossible(Reason("record_altered"))
        guard_context = GuardContext(
            loaded.case, None, press.now, load_calendar(connection, loaded.case.programme_id)
        )
        loaded = _end_what_is_over(guard_context, loaded, connection)
        action = _admit(connection, guard_context, press)
        engine.require(guard_context, action)
        context = ActionContext(connection, guard_context, action)
        yield Decision(loaded.case, action, None, partial(_apply, context, loaded, press.key))


def take_action(
    proposal_id: int,
    person: Person,
    action: str,
    *,
    seen: SeenState,
    key: str,
    data: Mapping[str, object] | None = None,
    now: datetime | None = None,
) -> ActionResult:
    """Take an action with what is known beforehand: `deciding` and `carry_out` in one.

    Pressing twice with the same key is one decision. Raises as they do.
    """
    press = Press(proposal_id, person, action, seen, key, now or datetime.now(UTC))
    with deciding(press) as decision:
        return decision.done or decision.carry_out(data or {})


def _end_what_is_over(
    guard_context: GuardContext, loaded: LoadedCase, connection: Connection
) -> LoadedCase:
    """Let what is over end before the press is judged."""
    ended = [end(connection, guard_context, loaded.people) for end in BEFORE_PRESS]
    if any(ended):
        return loaded._replace(turns=read_open(connection, loaded.case.id))
    return loaded


def _repeated(case: Case, press: Press, earlier: events.StoredEvent) -> Decision:
    if (earlier.type, earlier.actor_id) != (press.action, press.person.id):
        raise NotPossible(Reason("key_used"))
    action = next(action for _, action in case.workflow.actions() if action.name == press.action)
    return Decision(case, action, ActionResult(case.id, earlier.n, earlier.to_stage, repeated=True))


def _admit(connection: Connection, guard_context: GuardContext, press: Press) -> Action:
    """The action, once it is clear that it belongs to the person and to what they have seen.

    The guard context gets the acting role. Raises `Stale`, `NotPossible` or `NotAllowed`.
    """
    case, seen = guard_context.case, press.seen
    if (seen.stage, seen.version) != (case.stage, case.version):
        raise Stale(*_stale_reasons(case, seen), changes=tuple(_changes(connection, case, seen)))
    known = case.current_stage.actions.get(press.action)
    if known is None:
        where = {"stage": case.stage, "action": press.action}
        raise NotPossible(Reason("not_in_this_stage", where))
    guard_context.acting_role = engine.acting_role_for(
        case, press.person, known, guard_context.today
    )
    if guard_context.acting_role is None:
        raise NotAllowed
    if judging.is_bound(known):
        _require_same_grounds(connection, case, press)
    return known


def _require_same_grounds(connection: Connection, case: Case, press: Press) -> None:
    """Raise `Stale` if others did something of weight to the work since the page was shown."""
    if press.seen.events is None or press.seen.events == case.events:
        return
    happened = dict.fromkeys(
        event._replace(actor_id=None)
        for event in events.list_since(connection, case, press.seen.events)
        if event.actor_id != press.person.id
        and judging.has_weight(case.workflow, event.stage, event.type)
    )
    if happened:
        raise Stale(*(_grounds_reason(case, press.person, event) for event in happened))


def _grounds_reason(case: Case, person: Person, event: events.LaterEvent) -> Reason:
    """Name what happened to those who may know it, and to others that something did."""
    parts = policy.visible_parts(person, case)
    inside = judging.is_internal(case.workflow, event.stage, event.type)
    action = judging.find_action(case.workflow, event.stage, event.type)
    told = policy.PagePart.FULL_HISTORY in parts or (
        not inside and bool({policy.PagePart.HISTORY, policy.PagePart.SIGNOFFS} & parts)
    )
    if action is None or not told:
        return Reason("grounds_changed")
    return Reason("happened_since", {"action": f"{event.stage}.{event.type}"})


def _stale_reasons(case: Case, seen: SeenState) -> list[Reason]:
    found = []
    if seen.stage != case.stage:
        found.append(Reason("stage_moved", {"stage": case.stage}))
    if seen.version != case.version:
        found.append(Reason("version_replaced", {"version": case.version_no}))
    return found


def _changes(connection: Connection, case: Case, seen: SeenState) -> list[str]:
    if seen.version == case.version or not seen.version:
        return []
    return versions.find_changes_since(connection, case, seen.version)


def _apply(
    context: ActionContext, found: LoadedCase, key: str, data: Mapping[str, object]
) -> ActionResult:
    guard_context, case = context.guard_context, context.case
    guard_context.data = data
    gone = parties.release_lost(context.connection, case, found.assignee, guard_context.today)
    context.facts |= gone
    return move(context, found, guard_context.now, key, lost=bool(gone))


def move(
    context: ActionContext,
    found: LoadedCase,
    turned_at: datetime,
    key: str | None = None,
    *,
    lost: bool = False,
) -> ActionResult:
    """Apply the effects, move, and have everything written that comes of it.

    Turns end and begin at `turned_at`; `lost` says that the work has lost its specialist.
    """
    guard_context, case = context.guard_context, context.case
    before, stood, owed = case.stage, events.Standing.of(case), _owed(case)
    _apply_effects(context)
    engine.advance(guard_context, context.action)
    arrival = _arrive(context, before)
    fallen_due = _fallen_due(context, owed)
    turning = replace(guard_context, now=turned_at)
    turned = turns.compute_changes(
        context.connection, turning, found.turns, arrival, context.action.name
    )
    turns.write_changes(context.connection, turned)
    fact = events.NewEvent(context.action.name, before, context.facts, key)
    actor = guard_context.acting_role
    events.record(context.connection, case, fact, actor=actor, now=guard_context.now, stood=stood)
    people = [*found.people, *context.newcomers]
    notices.notify(
        context.connection,
        case,
        people=people,
        roles=(*context.action.tells, *([notices.TOLD_OF_LEAVING] if lost else ())),
        turns=turned.begun,
        payers=fallen_due,
        acting_role=guard_context.acting_role,
        now=guard_context.now,
    )
    return ActionResult(case.id, case.events, case.stage)


def _apply_effects(context: ActionContext) -> None:
    given = context.data
    context.facts |= {key: given[key] for key in ("code", "text") if given.get(key)}
    if any(target.stage == LEFT for target in context.action.targets):
        context.case.left = events.find_left_stage(context.connection, context.case)
    for effect in context.action.effects:
        EFFECTS[effect.name](context, effect.arg)
    for follow in AFTER_EFFECTS:
        follow(context)


def _arrive(context: ActionContext, before: str) -> Arrival:
    """Say whether the action led into another stage; arriving there sets off what it does."""
    case = context.case
    if case.stage == before:
        return Arrival.STAYED
    known = case.stage in case.reached
    write_queue.flush(context.connection)  # the sign-offs of the next stage are read
    _enter(context, before)
    again = known and not case.workflow.stages[before].final
    context.facts |= turns.begin_stay(context.connection, context.guard_context, again=again)
    return Arrival.AGAIN if known else Arrival.FIRST


def _fallen_due(context: ActionContext, owed: dict[int, int]) -> set[int]:
    """Return who owes more than before; the event keeps how much that is now."""
    now = {org: sum_ for org, sum_ in _owed(context.case).items() if sum_ > owed.get(org, 0)}
    if now:
        context.facts["due"] = {str(org): sum_ for org, sum_ in sorted(now.items())}
    return set(now)


def _owed(case: Case) -> dict[int, int]:
    return {org: owed for known in OWED for org, owed in known(case).items()}


def _enter(context: ActionContext, before: str) -> None:
    """What arriving in a stage sets off, whatever action led there."""
    case = context.case
    case.reached |= {case.stage}
    case.openness = max(case.openness, case.current_stage.opens)
    case.held = case.held and not case.current_stage.final
    if case.submitted_at is None and not case.current_stage.final:
        # It leaves its artist, numbered or not: from now on it keeps the parties it has now.
        case.submitted_at = context.guard_context.now
    if case.current_stage.leads_back and not case.workflow.stages[before].final:
        case.came_from = before
    if case.current_stage.join is not None:
        signoffs.request_signoffs(context)
    for follow in AFTER_ENTERING:
        follow(context)
