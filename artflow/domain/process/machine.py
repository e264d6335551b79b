"""The only file that imports `transitions`: one flat machine a definition, none a proposal."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from artflow.domain.errors import NotPossible, Reason

from .guards import all_hold, refusals
from .workflow import BACK, LEFT, STAY, Action, Need, Stage, Target, Workflow

if TYPE_CHECKING:
    from transitions import EventData, Machine

    from .context import GuardContext

Condition = Callable[..., bool]
"""Takes the `EventData` of a transition."""

_machines: dict[str, Machine] = {}


def machine_of(workflow: Workflow) -> Machine:
    """Return the machine of a definition, built once per process and shared by all its
    proposals."""
    if workflow.sha256 not in _machines:
        _machines[workflow.sha256] = _build(workflow)
    return _machines[workflow.sha256]


def move(context: GuardContext, action: str) -> str:
    """Take the action and return the new stage; the context's case has moved.

    Raises `NotPossible` with the reasons for all three ways `transitions` has of failing: an
    unknown trigger, a trigger the stage does not know, and a condition that does not hold.
    """
    case = context.case
    known = case.workflow.stages[case.stage].actions.get(action)
    if known is None:
        raise NotPossible(Reason("not_in_this_stage", {"stage": case.stage, "action": action}))
    event = machine_of(case.workflow).events[action]
    if not event.trigger(case, context=context):
        raise NotPossible(*_closed_reasons(known, context))
    return case.stage


def _closed_reasons(action: Action, context: GuardContext) -> list[Reason]:
    """List why no target of the action was open: the reasons of the last one tried."""
    return refusals(action.targets[-1].when, context) or [Reason("no_way_back")]


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
                built.add_transition(
                    action.name,
                    stage.key,
                    destination,
                    conditions=[_condition(target.when), *extra],
                )
    return built


def _destinations(
    workflow: Workflow, stage: Stage, target: Target
) -> list[tuple[str, list[Condition]]]:
    if target.stage == STAY:
        return [(stage.key, [])]
    if target.stage == BACK:
        return [(s.key, [_goes_back_to(s.key)]) for s in workflow.return_stages(stage.key)]
    if target.stage == LEFT:
        return [(s.key, [_has_left(s.key)]) for s in workflow.left_stages(stage)]
    return [(target.stage, [])]


def _condition(needs: Iterable[Need]) -> Condition:
    def condition(event: EventData) -> bool:
        return all_hold(needs, event.kwargs["context"])

    return condition


def _goes_back_to(stage: str) -> Condition:
    def condition(event: EventData) -> bool:
        context: GuardContext = event.kwargs["context"]
        return context.case.back_to == stage

    return condition


def _has_left(stage: str) -> Condition:
    def condition(event: EventData) -> bool:
        context: GuardContext = event.kwargs["context"]
        return context.case.left == stage

    return condition
