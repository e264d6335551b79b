"""What the organisation of a person has to pay now, work by work."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.people.roles import PART_OF, Part, Person
from artflow.domain.process.workflow import ACCEPTED
from artflow.domain.sponsorship import DuePart, Share, due_parts
from artflow.models import Milestone, Proposal
from artflow.services.database.transactions import literal_limit
from artflow.services.lists.visibility import visible_to

from . import portfolio
from .portfolio import Portfolio, Work

PROPOSAL = Proposal.__table__
MILESTONE = Milestone.__table__
MOST = 50
"""So many works with open money are looked at; whoever owes for more sees the oldest of them."""


class OpenShare(NamedTuple):
    """What one organisation owes for a work, by when each part of it fell due."""

    work: Work
    share: Share
    parts: list[DuePart]


def sponsors_of(person: Person) -> frozenset[int]:
    """List the organisations that pay and for which the person acts or looks."""
    return frozenset(
        m.organisation_id for m in person.memberships if PART_OF[m.role] is Part.SPONSOR
    )


def list_due(connection: Connection, person: Person) -> list[OpenShare]:
    """List what the person's organisations have to pay now, the oldest first.

    Nothing is asked for whoever has no sponsor's role; otherwise as many statements as ever.
    """
    own = sponsors_of(person)
    if not own:
        return []
    query = select(PROPOSAL.c.id).where(PROPOSAL.c.payable > PROPOSAL.c.paid, visible_to(person))
    keys = connection.scalars(query.order_by(PROPOSAL.c.id).limit(literal_limit(MOST))).all()
    if not keys:
        return []
    found = portfolio.load_works(connection, person, keys)
    releases = _load_releases(connection, found)
    open_shares = [
        OpenShare(work, share, _parts(work, share, releases[work.row.id]))
        for work in found.works
        for share in work.shares
        if share.organisation_id in own and share.unpaid
    ]
    return sorted(open_shares, key=lambda each: (str(each.parts[0].since or ""), each.work.row.id))


def _load_releases(
    connection: Connection, found: Portfolio
) -> defaultdict[int, list[tuple[int, datetime]]]:
    columns = (MILESTONE.c.proposal_id, MILESTONE.c.pay, MILESTONE.c.confirmed_at)
    query = select(*columns).where(
        MILESTONE.c.proposal_id.in_([work.row.id for work in found.works]),
        MILESTONE.c.state == "confirmed",
        MILESTONE.c.pay > 0,
    )
    releases: defaultdict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for proposal, pay, at in connection.execute(query):
        releases[proposal].append((pay, at))
    return releases


def _parts(work: Work, share: Share, releases: list[tuple[int, datetime]]) -> list[DuePart]:
    ended = work.row.entered_at if work.stage.outcome == ACCEPTED else None
    return due_parts(share, releases, work.workflow.pay_before_acceptance, ended)
