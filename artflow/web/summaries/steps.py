"""The step bar: the steps of the definition, which are passed, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from artflow.domain.process.workflow import BACK, Stage, Workflow
from artflow.models import Event
from artflow.web.shared import formatting


class StepView(NamedTuple):
    """One mark of the bar."""

    state: str
    label: str
    date: str = ""


def build_step_bar(
    workflow: Workflow, stage: str, came_from: str, language: str, events: Iterable[Event] = ()
) -> list[StepView]:
    """Draw the bar of a proposal; with its events (any order) passed steps carry their dates."""
    order = [step.key for step in workflow.steps]
    at = workflow.stages[stage]
    here = order.index(_current_step(workflow, at, came_from))
    dates = _step_dates(workflow, order, events)
    return [
        StepView(
            _step_state(n, here, at),
            step.label[language],
            dates.get(step.key, "") if n < here or at.outcome == "accepted" else "",
        )
        for n, step in enumerate(workflow.steps)
    ]


def _current_step(workflow: Workflow, stage: Stage, came_from: str) -> str:
    """Return the step of a stage; a revision stands where it was sent back from."""
    waits = any(t.stage == BACK for a in stage.actions.values() for t in a.targets)
    ended = stage.final and stage.outcome != "accepted"
    known = came_from if (waits or ended) and came_from else stage.key
    return workflow.stages[known].step


def _step_state(n: int, here: int, stage: Stage) -> str:
    if stage.outcome == "accepted" or n < here:
        return "done"
    return "now" if n == here and not stage.final else "next"


def _step_dates(workflow: Workflow, order: list[str], events: Iterable[Event]) -> dict[str, str]:
    """Find the day on which each step was last left for a later one."""
    left: dict[str, str] = {}
    for event in sorted(events, key=lambda event: event.n):
        if event.from_stage and event.from_stage != event.to_stage:
            before, after = (workflow.stages[s].step for s in (event.from_stage, event.to_stage))
            day = formatting.day(datetime.fromisoformat(event.at), year=False)
            for key in order[order.index(before) : order.index(after)]:
                left[key] = day
    return left
