"""Several works given to one specialist: a decision for each, alone with its work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.errors import NotAllowed, NotVisible, Refusal
from artflow.domain.people.roles import Person
from artflow.domain.process.workflow import Action, Workflow
from artflow.extensions import db
from artflow.models import Proposal, Version
from artflow.services.decisions import decisions
from artflow.services.decisions.decisions import SeenState
from artflow.services.programmes import definitions

PROPOSAL = Proposal.__table__
VERSION = Version.__table__
KEY_LENGTH = 20
"""So much of a page's key is in the keys of its presses; the rest of each names the work."""


class Wanted(NamedTuple):
    """A work to be assigned, as the page has shown it."""

    proposal_id: int
    seen: SeenState


class Refused(NamedTuple):
    """A work that was not assigned, and why."""

    proposal_id: int
    refusal: Refusal


def find_action(workflow: Workflow, stage: str, person: Person) -> Action | None:
    """Find the action by which the person may name a specialist at a stage, if there is one."""
    roles = {held.role for held in person.memberships if held.is_current}
    return next(
        (
            action
            for action in workflow.stages[stage].actions.values()
            if roles.intersection(action.by)
            and any(effect.name == "assign" for effect in action.effects)
        ),
        None,
    )


def load_seen(connection: Connection, proposals: Iterable[int]) -> dict[int, SeenState]:
    """Load what a page shows of some works: their stage and their version."""
    query = (
        select(PROPOSAL.c.id, PROPOSAL.c.stage, VERSION.c.sha256)
        .select_from(PROPOSAL.outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id))
        .where(PROPOSAL.c.id.in_(list(proposals)))
    )
    return {key: SeenState(stage, sha or "") for key, stage, sha in connection.execute(query)}


def assign(
    wanted: Sequence[Wanted], person: Person, user: int, key: str, now: datetime
) -> list[Refused]:
    """Assign the works to a specialist, each on its own; return those that were refused.

    Pressing twice with the same key assigns nothing anew. Raises `SignedOut`.
    """
    refused = []
    for one in wanted:
        press = f"{key[:KEY_LENGTH]}-{one.proposal_id}"
        try:
            _assign(one, person, user, press, now)
        except Refusal as refusal:
            refused.append(Refused(one.proposal_id, refusal))
    return refused


def _assign(one: Wanted, person: Person, user: int, key: str, now: datetime) -> None:
    connection = db.session.connection()
    query = select(PROPOSAL.c.definition_id).where(PROPOSAL.c.id == one.proposal_id)
    definition = connection.execute(query).scalar()
    if definition is None:
        raise NotVisible
    workflow = definitions.load_workflow(connection, definition)
    known = one.seen.stage in workflow.stages
    action = find_action(workflow, one.seen.stage, person) if known else None
    if action is None:
        raise NotAllowed  # and nothing is said of a work that was perhaps never shown
    decisions.take_action(
        one.proposal_id,
        person,
        action.name,
        seen=one.seen,
        key=key,
        data={"user": user},
        now=now,
    )
