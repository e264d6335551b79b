"""What a decision rests on beside stage and version: what has happened since its page was shown."""

from __future__ import annotations

from .workflow import Action, Workflow

WITHOUT_WEIGHT = frozenset({"assign", "delay", "pay"})
"""Effects that change nothing on which a decision about the work rests."""


def is_bound(action: Action) -> bool:
    """Return whether the action decides: it signs, or it can lead to another stage.

    Such an action is refused if anything of weight has happened since its page was shown.
    """
    return action.leaves_stage or any(effect.name == "sign" for effect in action.effects)


def has_weight(workflow: Workflow, stage: str, event: str) -> bool:
    """Return whether an event in a stage changes what a decision there rests on.

    What no action did, time has done: pages show that before it is written.
    """
    action = find_action(workflow, stage, event)
    effects = {effect.name for effect in action.effects} if action else WITHOUT_WEIGHT
    return not effects & WITHOUT_WEIGHT


def is_internal(workflow: Workflow, stage: str, event: str) -> bool:
    """Return whether an event put a paper on record that is for the offices alone."""
    action = find_action(workflow, stage, event)
    papers = [e.arg for e in action.effects if e.name == "record"] if action else []
    return any(workflow.papers[key].internal for key in papers)


def find_action(workflow: Workflow, stage: str, event: str) -> Action | None:
    """Return the action that made an event of this type in the stage, if the definition has it."""
    known = workflow.stages.get(stage)
    return known.actions.get(event) if known else None
