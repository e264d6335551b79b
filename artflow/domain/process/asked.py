"""What a stage asks of a role: to do one thing, or to decide among several."""

from __future__ import annotations

from artflow.domain.people.roles import Role

from .grounds import is_bound
from .joins import SIGNED
from .workflow import BACK, Action, Stage, Workflow


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

    What has not been sent to anybody yet ends without a signature.
    """
    if any(effect.name == "sign" for effect in action.effects):
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
        or _sends_on(target)
        or (stage.join and target.order < stage.order)
        for target in targets
    )


def _sends_on(stage: Stage) -> bool:
    """Return whether a work waits in the stage until it goes back where it came from."""
    return any(t.stage == BACK for a in stage.actions.values() for t in a.targets)
