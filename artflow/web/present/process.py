"""A definition as a picture: its stages, branches and ways, and where a proposal stands."""

from __future__ import annotations

from dataclasses import dataclass

from artflow.domain.case import Case
from artflow.domain.workflow import BACK, STAY, Workflow
from artflow.extensions import db
from artflow.services import definitions
from artflow.services import programmes as listed
from artflow.web.process_picture import picture
from artflow.web.process_shapes import Picture


@dataclass(frozen=True, slots=True)
class Node:
    """A stage as the picture takes it."""

    key: str
    label: str
    final: bool
    parallel: bool


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """A programme with the picture of its process."""

    id: int
    name: str
    city: str
    process: str
    picture: Picture


def of(case: Case, language: str) -> Picture:
    """The process of a case with the place where it stands."""
    names = listed.sponsors(case.programme_id, language)
    return _drawn(case.workflow, language, case.stage, case.reached - {case.stage}, names)


def programmes(language: str) -> list[ProgrammeShown]:
    """The open programmes, each with its process."""
    found = []
    for programme in listed.open_ones():
        workflow = definitions.workflow(db.session.connection(), programme.definition_id)
        names = listed.sponsors(programme.id, language)
        found.append(ProgrammeShown(
            programme.id, programme.name(language), programme.city(language),
            workflow.name[language], _drawn(workflow, language, "", frozenset(), names),
        ))  # fmt: skip
    return found


def _drawn(
    workflow: Workflow, language: str, now: str, passed: frozenset[str], names: list[str]
) -> Picture:
    nodes = [
        Node(key, stage.label[language], stage.final, len(_branching(workflow, key)) > 0)
        for key, stage in workflow.stages.items()
    ]
    return picture(nodes, _edges(workflow, language), now, sorted(passed), names)


def _branching(workflow: Workflow, key: str) -> tuple:
    join = workflow.stages[key].join
    return tuple(part for part in join.parties if part == "sponsor") if join else ()


def _edges(workflow: Workflow, language: str) -> list[tuple[str, str, str]]:
    back = [stage.key for stage in workflow.returns_to()]
    return [
        (stage.key, goal, action.label[language])
        for stage, action in workflow.actions()
        for target in action.targets
        if target.stage != STAY
        for goal in (back if target.stage == BACK else [target.stage])
    ]
