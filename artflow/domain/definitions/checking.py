"""Checks whether a definition is consistent; each problem says where it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from artflow.domain.dossier.fields import AREAS
from artflow.domain.people.roles import PART_OF
from artflow.domain.process.guards import GUARDS
from artflow.domain.process.joins import RULES
from artflow.domain.process.workflow import BACK, STAY, Action, Join, Need, Review, Stage, Workflow
from artflow.domain.review.assessment import POINTS

from . import arguments
from .vocabulary import EFFECTS, FORMS

SETTINGS = {"hearing_days", "reserve_days"}


def check(workflow: Workflow) -> list[str]:
    """List everything that is wrong with a definition that could be read, one line each."""
    found = [*_check_document(workflow)]
    for stage in workflow.stages.values():
        found += _check_stage(workflow, stage)
    for stage, action in workflow.actions():
        found += _check_action(workflow, stage, action)
    return [*found, *_check_paths(workflow)]


def _check_document(workflow: Workflow) -> Iterator[str]:
    for name in sorted(SETTINGS ^ set(workflow.settings)):
        yield f"settings: '{name}' is {'unknown' if name in workflow.settings else 'missing'}"
    for name, value in workflow.settings.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            yield f"settings.{name}: must be a whole number"
    if not workflow.stages:
        yield "stages: there are none"
    for paper in workflow.papers.values():
        if paper.form not in FORMS:
            yield f"papers.{paper.key}.form: unknown form '{paper.form}'"
    if workflow.review:
        yield from _check_review(workflow.review)
    yield from _duplicates("steps", "key", [step.key for step in workflow.steps])
    yield from _duplicates(
        "milestones", "code", [milestone.code for milestone in workflow.milestones]
    )


def _check_review(review: Review) -> Iterator[str]:
    yield from _duplicates("review.gates", "key", [gate.key for gate in review.gates])
    yield from _duplicates("review.criteria", "key", [each.key for each in review.criteria])
    total = sum(each.weight for each in review.criteria)
    if total != POINTS:
        yield f"review.criteria: the weights add up to {total}, not {POINTS}"
    for name, share in (("passing", review.passing), ("floor", review.floor)):
        if share > POINTS:
            yield f"review.{name}: must not be more than {POINTS}"


def _duplicates(where: str, what: str, names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"{where}: the {what} '{name}' stands twice"


def _check_stage(workflow: Workflow, stage: Stage) -> Iterator[str]:
    where = f"stages.{stage.key}"
    if stage.step not in {step.key for step in workflow.steps}:
        yield f"{where}.step: unknown step '{stage.step}'"
    for area in sorted(stage.judges - set(AREAS)):
        yield f"{where}.judges: unknown part of the dossier '{area}'"
    if stage.join:
        yield from _check_join(f"{where}.join", stage, stage.join)
    yield from (_check_final if stage.final else _check_open)(where, stage)
    for holder in stage.holders:
        yield from _check_needs(workflow, stage, f"{where}.holders", holder.when)


def _check_final(where: str, stage: Stage) -> Iterator[str]:
    for action in stage.actions.values():
        if action.leaves_stage:
            yield f"{where}.do.{action.name}.to: a final stage is not left"


def _check_open(where: str, stage: Stage) -> Iterator[str]:
    if not stage.actions:
        yield f"{where}: a stage without actions needs an outcome"
    if not stage.holders and not stage.join:
        yield f"{where}.holders: nobody holds this stage"


def _check_join(where: str, stage: Stage, join: Join) -> Iterator[str]:
    if join.rule not in RULES:
        yield f"{where}.rule: '{join.rule}' is not one of {', '.join(RULES)}"
    if join.rule in ("n_of_m", "veto") and not join.n:
        yield f"{where}.n: the rule '{join.rule}' needs a number"
    if not join.parties:
        yield f"{where}.parties: there are none"
    signing = {PART_OF[role] for role in stage.signers()}
    for part in join.parties:
        if part not in signing:
            yield f"{where}.parties: no action of this stage signs for '{part}'"


def _check_action(workflow: Workflow, stage: Stage, action: Action) -> Iterator[str]:
    where = f"stages.{stage.key}.do.{action.name}"
    if not action.by:
        yield f"{where}.by: nobody may do this"
    if action.form not in FORMS:
        yield f"{where}.form: unknown form '{action.form}'"
    for effect in action.effects:
        wrong = arguments.fault(arguments.EFFECTS, workflow, stage, effect)
        if effect.name not in EFFECTS:
            yield f"{where}.effects: unknown effect '{effect.name}'"
        elif wrong:
            yield f"{where}.effects: '{effect}' {wrong}"
    yield from _check_needs(workflow, stage, f"{where}.needs", action.needs)
    for target in action.targets:
        if target.stage not in {*workflow.stages, STAY, BACK}:
            yield f"{where}.to: unknown stage '{target.stage}'"
        yield from _check_needs(workflow, stage, f"{where}.to", target.when)


def _check_needs(
    workflow: Workflow, stage: Stage, where: str, needs: Iterable[Need]
) -> Iterator[str]:
    for need in needs:
        wrong = arguments.fault(arguments.GUARDS, workflow, stage, need)
        if need.name not in GUARDS:
            yield f"{where}: unknown guard '{need.name}'"
        elif wrong:
            yield f"{where}: '{need}' {wrong}"


def _check_paths(workflow: Workflow) -> Iterator[str]:
    """Find stages that nothing leads to, and stages from which no end can be reached."""
    if not workflow.stages:
        return
    onward = {key: _next_stages(workflow, stage) for key, stage in workflow.stages.items()}
    reached = _reachable(onward, {workflow.first.key})
    for key in workflow.stages:
        if key not in reached:
            yield f"stages.{key}: nothing leads here"
    backward = {key: {k for k, ahead in onward.items() if key in ahead} for key in onward}
    ending = _reachable(backward, {key for key, stage in workflow.stages.items() if stage.final})
    for key in workflow.stages:
        if key in reached and key not in ending:
            yield f"stages.{key}: no end can be reached from here"


def _next_stages(workflow: Workflow, stage: Stage) -> set[str]:
    targets = {target.stage for action in stage.actions.values() for target in action.targets}
    back = {s.key for s in workflow.return_stages()} if BACK in targets else set()
    return (targets | back) & set(workflow.stages)


def _reachable(edges: dict[str, set[str]], start: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(edges[key])
    return seen
