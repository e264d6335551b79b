"""Which actions decide, what a decision rests on, and what a stage asks of a role.

A decision rests on what has happened before its page was shown; who judges is asked to decide and
not how.
"""

from __future__ import annotations

from artflow.domain.people.roles import Role

from .joins import SIGNED
from .workflow import Action, Stage, Workflow

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


def is_decision(workflow: Workflow, stage: Stage, role: Role) -> bool:
    """Return whether the role judges in the stage: it can agree there, and it can say no.

    Then nobody may be told beforehand which of the two is expected. Artists do not judge.
    """
    if role is Role.ARTIST:
        return False
    own = [a for a in stage.actions.values() if role in a.by and is_bound(a) and not a.while_held]
    objecting = [action for action in own if _objects(workflow, stage, action)]
    return 0 < len(objecting) < len(own)


def is_signed(workflow: Workflow, stage: Stage, action: Action) -> bool:
    """Return whether the action is a decision that is signed: for a party, or one that ends a work.

    Taking a signature back is signed as well. What has not been sent to anybody yet ends without
    a signature.
    """
    if any(effect.name in ("sign", "retract") for effect in action.effects):
        return True
    ends = [workflow.stages[t.stage].final for t in action.targets if t.stage in workflow.stages]
    return (
        stage is not workflow.first
        and bool(ends)
        and len(ends) == len(action.targets)
        and all(ends)
    )


def leading_actions(stage: Stage, role: Role) -> list[Action]:
    """List the stage's leading actions that the role takes, with no hold before."""
    leading = [a for a in stage.actions.values() if a.primary and not a.while_held]
    return [action for action in leading if role in action.by]


def _objects(workflow: Workflow, stage: Stage, action: Action) -> bool:
    """Return whether the action declines, refuses, or sends the work back to its artist."""
    states = {effect.arg for effect in action.effects if effect.name == "sign"}
    if states - {state.value for state in SIGNED}:
        return True
    targets = [workflow.stages[t.stage] for t in action.targets if t.stage in workflow.stages]
    return any(
        target.outcome == "refused"
        or target.leads_back
        or (stage.join and target.order < stage.order)
        for target in targets
    )
