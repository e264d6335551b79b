"""The only file that imports `transitions`: one flat machine a definition, none a proposal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from .errors import NotPossible, Reason
from .guards import met, refusals
from .workflow import BACK, STAY, Action, Stage, Target, Workflow

if TYPE_CHECKING:
    from transitions import EventData, Machine

    from .moment import Moment

_machines: dict[str, Machine] = {}


def machine(workflow: Workflow) -> Machine:
    """The machine of a definition, built once in a process and shared by all its proposals."""
    if workflow.sha256 not in _machines:
        _machines[workflow.sha256] = _build(workflow)
    return _machines[workflow.sha256]


def move(moment: Moment, action: str) -> str:
    """Take the action and return the new stage; the moment's case has moved.

    Raises `NotPossible` with the reasons for all three ways `transitions` has of failing:
    an unknown trigger, a trigger the stage does not know, and a condition that does not hold.
    """
    case = moment.case
    known = case.workflow.stages[case.stage].actions.get(action)
    if known is None:
        raise NotPossible(Reason("not_in_this_stage", {"stage": case.stage, "action": action}))
    event = machine(case.workflow).events[action]
    if not event.trigger(case, moment=moment):
        raise NotPossible(*_no_way(known, moment))
    return case.stage


def _no_way(action: Action, moment: Moment) -> list[Reason]:
    """Why no target of the action was open: the reasons of the last one tried."""
    return refusals(action.targets[-1].when, moment) or [Reason("no_way_back")]


def _build(workflow: Workflow) -> Machine:
    from transitions import Machine  # loaded by the first decision

    built = Machine(
        model=None,
        states=list(workflow.stages),
        initial=None,
        model_attribute="stage",
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for stage, action in workflow.actions():
        for target in action.targets:
            for destination, extra in _destinations(workflow, stage, target):
                conditions = [_holds(target.when), *extra]
                built.add_transition(action.name, stage.key, destination, conditions=conditions)
    return built


def _destinations(
    workflow: Workflow, stage: Stage, target: Target
) -> list[tuple[str, list[Callable[[EventData], bool]]]]:
    if target.stage == STAY:
        return [(stage.key, [])]
    if target.stage == BACK:
        return [(s.key, [_goes_back_to(s.key)]) for s in workflow.returns_to()]
    return [(target.stage, [])]


def _holds(needs: tuple) -> Callable[[EventData], bool]:
    def condition(event: EventData) -> bool:
        return met(needs, event.kwargs["moment"])

    return condition


def _goes_back_to(stage: str) -> Callable[[EventData], bool]:
    def condition(event: EventData) -> bool:
        return event.kwargs["moment"].case.back_to == stage

    return condition
