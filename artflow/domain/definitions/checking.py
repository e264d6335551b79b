"""Checks whether a definition is consistent; each problem says where it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from artflow.domain.consent import THRESHOLDS
from artflow.domain.days import AHEAD
from artflow.domain.dossier.fields import AREAS
from artflow.domain.people.roles import PART_OF
from artflow.domain.process.guards import GUARDS
from artflow.domain.process.joins import RULES
from artflow.domain.process.turns import ALL_CLOSED, REPORT
from artflow.domain.process.workflow import (
    ACCEPTED,
    BACK,
    LEFT,
    REOPENED,
    SINCE,
    STAY,
    Action,
    Join,
    Milestone,
    Need,
    Paper,
    Review,
    Stage,
    Workflow,
)
from artflow.domain.review.assessment import POINTS

from . import arguments
from .problems import Problem
from .vocabulary import EFFECTS, FORMS

SETTINGS = {"hearing_days", "reserve_days"}
OPTIONAL_SETTINGS = {"payment_days", "paper_days", AHEAD}
CLOSE = "close_condition"
"""The effect by which a party says that its condition is fulfilled."""


def check(workflow: Workflow) -> list[Problem]:
    """List everything that is wrong with a definition that could be read, one line each."""
    found = [*_check_document(workflow)]
    for milestone in workflow.milestones:
        found += _check_ground(workflow, milestone)
    for stage in workflow.stages.values():
        found += _check_stage(workflow, stage)
    for stage, action in workflow.actions():
        found += _check_action(workflow, stage, action)
    return [*found, *_check_paths(workflow)]


def _check_document(workflow: Workflow) -> Iterator[Problem]:
    for name in sorted(SETTINGS ^ (set(workflow.settings) - OPTIONAL_SETTINGS)):
        known = name in workflow.settings
        yield Problem("settings", "unknown_setting" if known else "missing_setting", name=name)
    for name, value in workflow.settings.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            yield Problem(f"settings.{name}", "not_whole")
    if not workflow.stages:
        yield Problem("stages", "none")
    for paper in workflow.papers.values():
        yield from _check_paper(f"papers.{paper.key}", paper)
    if workflow.review:
        yield from _check_review(workflow.review, workflow.papers)
    yield from _check_conditions(workflow)
    yield from _duplicates("steps", "key", [step.key for step in workflow.steps])
    yield from _duplicates(
        "milestones", "code", [milestone.code for milestone in workflow.milestones]
    )


def _check_conditions(workflow: Workflow) -> Iterator[Problem]:
    """Find what conditions can hold although nothing waits for them, or nobody ends them."""
    needs = {str(need) for _, action in workflow.actions() for need in action.needs}
    ending = {effect.name for _, action in workflow.actions() for effect in action.effects}
    for key in workflow.conditions.holds:
        if f"{ALL_CLOSED}:{key}" not in needs or not {REPORT, CLOSE} <= ending:
            yield Problem(f"conditions.holds.{key}", "held_by_nothing", name=key)


def _check_paper(where: str, paper: Paper) -> Iterator[Problem]:
    if paper.form not in FORMS:
        yield Problem(f"{where}.form", "unknown_form", name=paper.form)
    if paper.threshold not in ("", *THRESHOLDS):
        known = ", ".join(THRESHOLDS)
        yield Problem(f"{where}.threshold", "not_one_of", name=paper.threshold, known=known)
    if paper.since not in SINCE:
        yield Problem(f"{where}.since", "not_one_of", name=paper.since, known=", ".join(SINCE))


def _check_ground(workflow: Workflow, milestone: Milestone) -> Iterator[Problem]:
    """Find a ground that nobody could bring, and a gate that would wait for what comes after it."""
    where, ground = f"milestones.{milestone.code}.ground", milestone.ground
    if ground is None:
        return
    if ground.name not in (ACCEPTED, "paper"):
        yield Problem(where, "not_one_of", name=str(ground), known=f"{ACCEPTED}, paper:…")
    elif ground.name == "paper" and ground.arg not in workflow.papers:
        yield Problem(where, "argument_paper", what=str(ground))
    elif milestone.waits_for_acceptance and milestone.gate:
        yield Problem(where, "gate_waits", name=milestone.code)


def _check_review(review: Review, papers: Collection[str]) -> Iterator[Problem]:
    for gate in review.gates:
        if gate.paper not in ("", *papers):
            known = ", ".join(papers)
            yield Problem("review.gates.paper", "not_one_of", name=gate.paper, known=known)
    yield from _duplicates("review.gates", "key", [gate.key for gate in review.gates])
    yield from _duplicates("review.criteria", "key", [each.key for each in review.criteria])
    total = sum(each.weight for each in review.criteria)
    if total != POINTS:
        yield Problem("review.criteria", "weights", total=total, points=POINTS)
    for name, share in (("passing", review.passing), ("floor", review.floor)):
        if share > POINTS:
            yield Problem(f"review.{name}", "too_much", most=POINTS)


def _duplicates(where: str, what: str, names: list[str]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(where, "duplicate", kind=what, name=name)


def _check_stage(workflow: Workflow, stage: Stage) -> Iterator[Problem]:
    where = f"stages.{stage.key}"
    if stage.step not in {step.key for step in workflow.steps}:
        yield Problem(f"{where}.step", "unknown_step", name=stage.step)
    for area in sorted(stage.judges - set(AREAS)):
        yield Problem(f"{where}.judges", "unknown_area", name=area)
    if stage.after_return and stage.after_return > (stage.limit or 0):
        yield Problem(f"{where}.after_return", "too_much", most=stage.limit or 0)
    if stage.expiry and stage.after_time not in workflow.stages:
        yield Problem(f"{where}.expires.to", "unknown_stage", name=stage.after_time)
    if stage.join:
        yield from _check_join(f"{where}.join", stage, stage.join)
    yield from (_check_final if stage.final else _check_open)(where, stage)
    for holder in stage.holders:
        yield from _check_needs(workflow, stage, f"{where}.holders", holder.when)


def _check_final(where: str, stage: Stage) -> Iterator[Problem]:
    for action in stage.actions.values():
        if action.leaves_stage and stage.outcome not in REOPENED:
            yield Problem(f"{where}.do.{action.name}.to", "final_left")


def _check_open(where: str, stage: Stage) -> Iterator[Problem]:
    if not stage.actions:
        yield Problem(where, "needs_outcome")
    if not stage.holders and not stage.join:
        yield Problem(f"{where}.holders", "no_holder")


def _check_join(where: str, stage: Stage, join: Join) -> Iterator[Problem]:
    if join.rule not in RULES:
        yield Problem(f"{where}.rule", "not_one_of", name=join.rule, known=", ".join(RULES))
    if join.rule in ("n_of_m", "veto") and not join.n:
        yield Problem(f"{where}.n", "needs_number", rule=join.rule)
    if not join.parties:
        yield Problem(f"{where}.parties", "none")
    signing = {PART_OF[role] for role in stage.signers()}
    for part in join.parties:
        if part not in signing:
            yield Problem(f"{where}.parties", "not_signed_for", part=part)


def _check_action(workflow: Workflow, stage: Stage, action: Action) -> Iterator[Problem]:
    where = f"stages.{stage.key}.do.{action.name}"
    if not action.by and not (stage.expiry and stage.expiry.action == action.name):
        yield Problem(f"{where}.by", "nobody_may")
    if action.form not in FORMS:
        yield Problem(f"{where}.form", "unknown_form", name=action.form)
    for effect in action.effects:
        wrong = arguments.fault(arguments.EFFECTS, workflow, stage, effect)
        if effect.name not in EFFECTS:
            yield Problem(f"{where}.effects", "unknown_effect", name=effect.name)
        elif wrong:
            yield _argument_problem(f"{where}.effects", wrong, effect)
    yield from _check_needs(workflow, stage, f"{where}.needs", action.needs)
    for target in action.targets:
        if target.stage not in {*workflow.stages, STAY, BACK, LEFT}:
            yield Problem(f"{where}.to", "unknown_stage", name=target.stage)
        yield from _check_needs(workflow, stage, f"{where}.to", target.when)


def _check_needs(
    workflow: Workflow, stage: Stage, where: str, needs: Iterable[Need]
) -> Iterator[Problem]:
    for need in needs:
        wrong = arguments.fault(arguments.GUARDS, workflow, stage, need)
        if need.name not in GUARDS:
            yield Problem(where, "unknown_guard", name=need.name)
        elif wrong:
            yield _argument_problem(where, wrong, need)


def _argument_problem(where: str, code: str, need: Need) -> Problem:
    paper = arguments.PAPER_OF_GUARD.get(need.name, "")
    return Problem(where, code, what=str(need), paper=paper)


def _check_paths(workflow: Workflow) -> Iterator[Problem]:
    """Find stages that nothing leads to, and stages from which no end can be reached."""
    if not workflow.stages:
        return
    onward = {key: _next_stages(workflow, stage) for key, stage in workflow.stages.items()}
    reached = _reachable(onward, {workflow.first.key})
    for key in workflow.stages:
        if key not in reached:
            yield Problem(f"stages.{key}", "unreachable")
    backward = {key: {k for k, ahead in onward.items() if key in ahead} for key in onward}
    ending = _reachable(backward, {key for key, stage in workflow.stages.items() if stage.final})
    for key in workflow.stages:
        if key in reached and key not in ending:
            yield Problem(f"stages.{key}", "dead_end")


def _next_stages(workflow: Workflow, stage: Stage) -> set[str]:
    targets = {target.stage for action in stage.actions.values() for target in action.targets}
    back = {s.key for s in workflow.return_stages(stage.key)} if BACK in targets else set()
    left = {s.key for s in workflow.left_stages(stage)} if LEFT in targets else set()
    return (targets | back | left) & set(workflow.stages)


def _reachable(edges: dict[str, set[str]], start: set[str]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            waiting.extend(edges[key])
    return seen
