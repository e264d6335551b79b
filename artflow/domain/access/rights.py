"""What somebody may do at all: read off the policy and a definition, not written twice."""

from __future__ import annotations

from dataclasses import dataclass

from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Action, Openness, Stage, Workflow

from .permissions import PAGE_RIGHTS, Can
from .policy import PARTS_OF_ROLE, VISIBLE_FROM, PagePart, may


@dataclass(frozen=True, slots=True)
class Duty:
    """One stage with the actions that are open to some roles in it, and to which of them."""

    stage: Stage
    actions: tuple[tuple[Action, tuple[Role, ...]], ...]


def page_rights(person: Person) -> list[Can]:
    """List the rights that need no subject: the pages that the person may open."""
    return [can for can in PAGE_RIGHTS if may(person, can)]


def list_duties(workflow: Workflow, roles: frozenset[Role]) -> list[Duty]:
    """List the stages in which the roles may act, in the order of the process."""
    found = (Duty(stage, _actions_of(stage, roles)) for stage in workflow.stages.values())
    return [duty for duty in found if duty.actions]


def _actions_of(
    stage: Stage, roles: frozenset[Role]
) -> tuple[tuple[Action, tuple[Role, ...]], ...]:
    theirs = ((a, tuple(r for r in a.by if r in roles)) for a in stage.actions.values())
    return tuple((action, by) for action, by in theirs if by)


def visible_from(workflow: Workflow, role: Role) -> tuple[Stage | None, Stage | None]:
    """Find the stages from which on a role sees others' works: the card, and the whole dossier.

    Each is None if the role never sees it.
    """
    if role is Role.ADMINISTRATOR:
        card: Openness | None = Openness.REVIEWERS
    else:
        card = VISIBLE_FROM.get(role)
    full = next((o for o, parts in PARTS_OF_ROLE.get(role, ()) if PagePart.DOSSIER in parts), None)
    return _first_open(workflow, card), _first_open(workflow, full)


def _first_open(workflow: Workflow, openness: Openness | None) -> Stage | None:
    if openness is None:
        return None
    return next((s for s in workflow.stages.values() if s.opens >= openness), None)
