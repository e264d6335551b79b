"""What somebody may do at all: read off the policy and a definition, not written twice."""

from __future__ import annotations

from typing import NamedTuple

from .can import ROOMS, Can
from .policy import OPENS_TO, SHOWS, Show, may
from .roles import Person, Role
from .workflow import Action, Openness, Stage, Workflow


class Duty(NamedTuple):
    """One stage with the actions that are open to some roles in it, and to which of them."""

    stage: Stage
    actions: tuple[tuple[Action, tuple[Role, ...]], ...]


def rooms(person: Person) -> list[Can]:
    """The rights that are over nothing in particular: the pages that open to the person."""
    return [can for can in ROOMS if may(person, can)]


def duties(workflow: Workflow, roles: frozenset[Role]) -> list[Duty]:
    """The stages in which the roles may do something, in the order of the process."""
    found = (Duty(stage, _of(stage, roles)) for stage in workflow.stages.values())
    return [duty for duty in found if duty.actions]


def _of(stage: Stage, roles: frozenset[Role]) -> tuple[tuple[Action, tuple[Role, ...]], ...]:
    theirs = ((a, tuple(r for r in a.by if r in roles)) for a in stage.actions.values())
    return tuple((action, by) for action, by in theirs if by)


def seen_from(workflow: Workflow, role: Role) -> tuple[Stage | None, Stage | None]:
    """The stages from which on a role sees the card of a work of others, and all of its dossier.

    None for a role that sees no works of others.
    """
    if role is Role.ADMINISTRATOR:
        card: Openness | None = Openness.REVIEWERS
    else:
        card = OPENS_TO.get(role)
    full = next((o for o, parts in SHOWS.get(role, ()) if Show.DOSSIER in parts), None)
    return _first(workflow, card), _first(workflow, full)


def _first(workflow: Workflow, openness: Openness | None) -> Stage | None:
    if openness is None:
        return None
    return next((s for s in workflow.stages.values() if s.opens >= openness), None)
