"""Papers that run out: a contract, a policy, before something that needs them is closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from artflow.domain.conditions import IN_FORCE
from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Stage, Workflow
from artflow.models import Proposal, Record
from artflow.services.database.transactions import literal_limit
from artflow.services.lists.visibility import visible_to
from artflow.services.programmes import definitions

PROPOSAL, RECORD = Proposal.__table__, Record.__table__
NEWER = RECORD.alias("newer")
RENEWING = frozenset({Role.COORDINATOR, Role.ARTIST})
"""Who looks after the papers of works; others are asked nothing."""
WARNED_DAYS, MOST_TIME, MOST = 30, timedelta(days=366), 50
"""Calendar days before the end, where the definition says nothing; how far from today an end is
looked for, to both sides; and how many papers are listed at most."""


class EndingPaper(NamedTuple):
    """A paper of a work that has run out or soon will, and that something there still needs."""

    proposal_id: int
    title: str
    number: str
    programme_id: int
    kind: str
    until: date
    workflow: Workflow


def list_ending(connection: Connection, person: Person, today: date) -> list[EndingPaper]:
    """List the papers that run out and that the person can renew, the first to end first.

    Only those on which an action of the present stage or of a later one depends. Nothing is asked
    for who renews none.
    """
    if not person.holds(*RENEWING):
        return []
    found = []
    for row in connection.execute(_ending(person, today)):
        workflow = definitions.load_workflow(connection, row.definition_id)
        stage = workflow.stages[row.stage]
        warned = timedelta(days=workflow.settings.get("paper_days", WARNED_DAYS))
        own = row.applicant_id == person.id
        if row.until - warned > today or not _renews(stage, row.kind, person, own=own):
            continue
        if _is_needed(workflow, stage, row.kind):
            paper = (row.programme_id, row.kind, row.until, workflow)
            found.append(EndingPaper(row.id, row.title, row.number or "", *paper))
    return found


def _ending(person: Person, today: date) -> Select[*tuple[Any, ...]]:
    """Select the newest papers of each kind, of works under way, that end about now."""
    newer = (
        select(NEWER.c.id)
        .where(
            NEWER.c.proposal_id == RECORD.c.proposal_id,
            NEWER.c.kind == RECORD.c.kind,
            NEWER.c.void_at.is_(None),
            NEWER.c.id > RECORD.c.id,
        )
        .exists()
    )
    columns = ("id", "title", "number", "programme_id", "definition_id", "stage", "applicant_id")
    return (
        select(*(PROPOSAL.c[key] for key in columns), RECORD.c.kind, RECORD.c.until)
        .join(PROPOSAL, PROPOSAL.c.id == RECORD.c.proposal_id)
        .where(RECORD.c.until.is_not(None), RECORD.c.void_at.is_(None), ~newer)
        .where(RECORD.c.until.between(today - MOST_TIME, today + MOST_TIME))
        .where(PROPOSAL.c.ended.is_(False), visible_to(person))
        .order_by(RECORD.c.until, PROPOSAL.c.id)
        .limit(literal_limit(MOST))
    )


def _renews(stage: Stage, kind: str, person: Person, *, own: bool) -> bool:
    """Return whether the person records the paper in this stage; an artist that of an own work."""
    action = stage.actions.get(f"record_{kind}")
    if action is None:
        return False
    others = [role for role in action.by if role is not Role.ARTIST]
    return person.holds(*others) or (own and Role.ARTIST in action.by)


def _is_needed(workflow: Workflow, stage: Stage, kind: str) -> bool:
    """Return whether an action here or in a later stage is closed once the paper has run out."""
    return any(
        (need.name, need.arg) == (IN_FORCE, kind)
        for each, action in workflow.actions()
        if each.order >= stage.order
        for need in action.needs
    )
