"""A definition as a diagram: its stages, branches and edges, and where a proposal stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from artflow.domain.people.roles import Part
from artflow.domain.process.case import Case
from artflow.domain.process.workflow import BACK, LEFT, STAY, Stage, Workflow
from artflow.extensions import db
from artflow.services.programmes import definitions, programmes
from artflow.web.shared.role_labels import PART_LABELS

from .layout import build_picture
from .shapes import Picture


class StageNode(NamedTuple):
    """A stage as the picture takes it."""

    key: str
    label: str
    final: bool
    parties: Sequence[str]


class ProgrammeView(NamedTuple):
    """A programme with the picture of its process."""

    id: int
    name: str
    city: str
    process: str
    picture: Picture


def build_case_picture(case: Case, language: str) -> Picture:
    """Build the diagram of a case's process with its current stage."""
    names = programmes.party_names(case.programme_id, language, case.organisations)
    return _draw(case.workflow, language, case.stage, case.reached - {case.stage}, names)


def programme_views(language: str) -> list[ProgrammeView]:
    """Return the open programmes, each with its process."""
    found = []
    for programme in programmes.list_open():
        workflow = definitions.load_workflow(db.session.connection(), programme.definition_id)
        names = programmes.party_names(programme.id, language)
        found.append(
            ProgrammeView(
                programme.id,
                programme.name[language],
                programme.city[language],
                workflow.name[language],
                _draw(workflow, language, "", frozenset(), names),
            )
        )
    return found


def _draw(
    workflow: Workflow,
    language: str,
    now: str,
    passed: frozenset[str],
    names: dict[Part, list[str]],
) -> Picture:
    nodes = [
        StageNode(key, stage.label[language], stage.final, _branches(stage, names))
        for key, stage in workflow.stages.items()
    ]
    return build_picture(nodes, edges_of(workflow, language), now, sorted(passed))


def _branches(stage: Stage, names: dict[Part, list[str]]) -> list[str]:
    """Return the parties of a stage that several decide: sponsors by name, others by their kind."""
    parts = stage.join.parties if stage.join else ()
    known = names | {part: [str(PART_LABELS[part])] for part in parts if part is not Part.SPONSOR}
    found = [name for part in parts for name in known.get(part, [])]
    return found if len(found) > 1 else []


def edges_of(workflow: Workflow, language: str) -> list[tuple[str, str, str]]:
    """List every way from one stage to another, with what leads there."""
    return [
        (stage.key, goal, action.label[language])
        for stage, action in workflow.actions()
        for target in action.targets
        if target.stage != STAY
        for goal in _goals(workflow, stage, target.stage)
    ]


def _goals(workflow: Workflow, stage: Stage, goal: str) -> list[str]:
    """Return the stages that a target means."""
    if goal not in (BACK, LEFT):
        return [goal]
    found = workflow.return_stages(stage.key) if goal == BACK else workflow.left_stages(stage)
    return [each.key for each in found]
