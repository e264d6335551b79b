"""A definition as a picture: its stages, branches and ways, and where a proposal stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from artflow.domain.case import Case
from artflow.domain.roles import Part
from artflow.domain.workflow import BACK, STAY, Stage, Workflow
from artflow.extensions import db
from artflow.services import definitions
from artflow.services import programmes as listed
from artflow.web.process_picture import picture
from artflow.web.process_shapes import Picture
from artflow.web.words.roles import PARTS


class Node(NamedTuple):
    """A stage as the picture takes it."""

    key: str
    label: str
    final: bool
    parties: Sequence[str]


class ProgrammeShown(NamedTuple):
    """A programme with the picture of its process."""

    id: int
    name: str
    city: str
    process: str
    picture: Picture


def of(case: Case, language: str) -> Picture:
    """The process of a case with the place where it stands."""
    names = listed.parties(case.programme_id, language)
    return _drawn(case.workflow, language, case.stage, case.reached - {case.stage}, names)


def programmes(language: str) -> list[ProgrammeShown]:
    """The open programmes, each with its process."""
    found = []
    for programme in listed.open_ones():
        workflow = definitions.workflow(db.session.connection(), programme.definition_id)
        names = listed.parties(programme.id, language)
        found.append(ProgrammeShown(
            programme.id, programme.name(language), programme.city(language),
            workflow.name[language], _drawn(workflow, language, "", frozenset(), names),
        ))  # fmt: skip
    return found


def _drawn(
    workflow: Workflow,
    language: str,
    now: str,
    passed: frozenset[str],
    names: dict[Part, list[str]],
) -> Picture:
    nodes = [
        Node(key, stage.label[language], stage.final, _branches(stage, names))
        for key, stage in workflow.stages.items()
    ]
    return picture(nodes, _edges(workflow, language), now, sorted(passed))


def _branches(stage: Stage, names: dict[Part, list[str]]) -> list[str]:
    """The parties of a stage that several decide: sponsors by name, the others by what they are."""
    parts = stage.join.parties if stage.join else ()
    known = names | {part: [str(PARTS[part])] for part in parts if part is not Part.SPONSOR}
    found = [name for part in parts for name in known.get(part, [])]
    return found if len(found) > 1 else []


def _edges(workflow: Workflow, language: str) -> list[tuple[str, str, str]]:
    back = [stage.key for stage in workflow.returns_to()]
    return [
        (stage.key, goal, action.label[language])
        for stage, action in workflow.actions()
        for target in action.targets
        if target.stage != STAY
        for goal in (back if target.stage == BACK else [target.stage])
    ]
