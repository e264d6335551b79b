"""Does a definition hold together? Every answer says where it does not."""

from __future__ import annotations

from collections.abc import Iterator

from .dossier import AREAS
from .guards import GUARDS
from .joins import RULES
from .vocabulary import EFFECTS, FORMS
from .workflow import BACK, STAY, Action, Stage, Workflow

SETTINGS = {"hearing_days", "reserve_days"}
STAGE_ARGUMENTS = ("signed", "party_signed")
PAPER_ARGUMENTS = ("paper", "paper_on_version")


def check(workflow: Workflow) -> list[str]:
    """Everything wrong with a definition that could be read, one line each."""
    return [
        *_whole(workflow),
        *(line for stage in workflow.stages.values() for line in _stage(workflow, stage)),
        *(line for stage, action in workflow.actions() for line in _action(workflow, stage, action)),
        *_paths(workflow),
    ]


def _whole(workflow: Workflow) -> Iterator[str]:
    for name in sorted(SETTINGS ^ set(workflow.settings)):
        yield f"settings: '{name}' is {'unknown' if name in workflow.settings else 'missing'}"
    for name, value in workflow.settings.items():
        if not isinstance(value, int) or value < 0:
            yield f"settings.{name}: must be a whole number"
    if not workflow.stages:
        yield "stages: there are none"
    for paper in workflow.papers.values():
        if paper.form not in FORMS:
            yield f"papers.{paper.key}.form: unknown form '{paper.form}'"
    if len({m.code for m in workflow.milestones}) < len(workflow.milestones):
        yield "milestones: a code stands twice"


def _stage(workflow: Workflow, stage: Stage) -> Iterator[str]:
    where = f"stages.{stage.key}"
    if stage.step not in {step.key for step in workflow.steps}:
        yield f"{where}.step: unknown step '{stage.step}'"
    if stage.join and stage.join.rule not in RULES:
        yield f"{where}.join.rule: '{stage.join.rule}' is not one of {', '.join(RULES)}"
    if stage.join and stage.join.rule in ("n_of_m", "veto") and not stage.join.n:
        yield f"{where}.join.n: the rule '{stage.join.rule}' needs a number"
    if stage.join and not stage.join.parties:
        yield f"{where}.join.parties: there are none"
    for area in sorted(stage.judges - set(AREAS)):
        yield f"{where}.judges: unknown part of the dossier '{area}'"
    if stage.final and stage.actions:
        yield f"{where}: a final stage has actions"
    if not stage.final and not stage.actions:
        yield f"{where}: a stage without actions needs an outcome"
    if not stage.final and not stage.holders and not stage.join:
        yield f"{where}.holders: nobody holds this stage"
    for holder in stage.holders:
        yield from _needs(workflow, f"{where}.holders", holder.when)


def _action(workflow: Workflow, stage: Stage, action: Action) -> Iterator[str]:
    where = f"stages.{stage.key}.do.{action.name}"
    if not action.by:
        yield f"{where}.by: nobody may do this"
    if action.form not in FORMS:
        yield f"actions.{action.name}.form: unknown form '{action.form}'"
    for effect in action.effects:
        if effect.name not in EFFECTS:
            yield f"{where}.effects: unknown effect '{effect.name}'"
        elif effect.name in ("record", "void") and effect.arg not in workflow.papers:
            yield f"{where}.effects: unknown paper '{effect.arg}'"
    yield from _needs(workflow, f"{where}.needs", action.needs)
    for target in action.targets:
        if target.stage not in {*workflow.stages, STAY, BACK}:
            yield f"{where}.to: unknown stage '{target.stage}'"
        yield from _needs(workflow, f"{where}.to", target.when)


def _needs(workflow: Workflow, where: str, needs: tuple) -> Iterator[str]:
    for need in needs:
        if need.name not in GUARDS:
            yield f"{where}: unknown guard '{need.name}'"
        elif need.name in STAGE_ARGUMENTS and not _has_join(workflow, need.arg):
            yield f"{where}: '{need}' names no stage with sign-offs"
        elif need.name in PAPER_ARGUMENTS and need.arg not in workflow.papers:
            yield f"{where}: '{need}' names no paper"


def _has_join(workflow: Workflow, key: str) -> bool:
    return key in workflow.stages and workflow.stages[key].join is not None


def _paths(workflow: Workflow) -> Iterator[str]:
    """Stages that nothing leads to, and stages from which no end can be reached."""
    if not workflow.stages:
        return
    onward = {key: _next(workflow, stage) for key, stage in workflow.stages.items()}
    reached = _walk(onward, {workflow.first.key})
    for key in workflow.stages:
        if key not in reached:
            yield f"stages.{key}: nothing leads here"
    backward = {key: {k for k, ahead in onward.items() if key in ahead} for key in onward}
    ending = _walk(backward, {key for key, stage in workflow.stages.items() if stage.final})
    for key in workflow.stages:
        if key in reached and key not in ending:
            yield f"stages.{key}: no end can be reached from here"


def _next(workflow: Workflow, stage: Stage) -> set[str]:
    targets = {target.stage for action in stage.actions.values() for target in action.targets}
    back = {s.key for s in workflow.returns_to()} if BACK in targets else set()
    return (targets | back) & set(workflow.stages)


def _walk(edges: dict[str, set[str]], start: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(edges[key])
    return seen
