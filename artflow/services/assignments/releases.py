"""Works whose specialist can act no longer: they are the office's again, and the office is told.

A press finds that out for itself (`decisions`). What nobody presses is found here: at once by
whoever suspends somebody, takes a role or closes an organisation, and by the worker when the last
day of a role has passed.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import date, datetime
from functools import partial

from sqlalchemy import ColumnElement, Connection, Select, exists, select, true

from artflow.domain.people.roles import Role
from artflow.domain.process.context import GuardContext
from artflow.extensions import db
from artflow.models import Membership, ProgrammeParty, Proposal, User
from artflow.services.database.lost_connections import repeated
from artflow.services.database.transactions import after_commit, literal_limit, writing
from artflow.services.decisions import case_loader, events, notices, parties, turns
from artflow.services.decisions.turns import Arrival
from artflow.services.identity.validity import is_valid_on
from artflow.services.programmes.working_days import load_calendar, load_home_calendar

log = logging.getLogger(__name__)
PROPOSAL = Proposal.__table__
MEMBERSHIP = Membership.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
USER = User.__table__
MOST_AT_ONCE = 500
"""So many works are given back in one go; the worker comes again for the others."""
LEFT = "assignee_left"
"""What history calls it; nobody has done it."""
IS_ENTRUSTED = (PROPOSAL.c.assignee_id.is_not(None), PROPOSAL.c.ended.is_(False))
"""The condition of the index `ix_proposal_entrusted`."""


def release_after(connection: Connection, users: Collection[int], now: datetime) -> None:
    """Give back the works of these people once the write transaction is committed.

    Not within it: it holds their accounts, and a press that holds its work may wait for those. A
    fault is logged; the worker comes for what was left.
    """
    after_commit(connection, partial(_release_safely, frozenset(users), now))


def _release_safely(users: Collection[int], now: datetime) -> None:
    try:
        release_due(now, users)
    except Exception:
        log.exception("works could not be given back to their office; the worker will")


def release_due(now: datetime, users: Collection[int] | None = None) -> int:
    """Give back what was assigned to people who cannot act today, of some users or of anybody.

    Returns how many works that were.
    """
    today = load_home_calendar(db.session.connection()).today(now)
    wanted = true() if users is None else PROPOSAL.c.assignee_id.in_(users)
    found = list(db.session.execute(_lost(today, wanted)).scalars())
    return sum(_release(key, now) for key in found)


def _lost(today: date, wanted: ColumnElement[bool]) -> Select[int]:
    """Select works whose specialist is none today in any office of the programme.

    Asked once for each specialist and programme. Whether it is an office of the work is seen when
    the work is loaded.
    """
    pairs = (
        select(PROPOSAL.c.assignee_id, PROPOSAL.c.programme_id)
        .where(*IS_ENTRUSTED, wanted)
        .distinct()
        .subquery()
    )
    can_act = exists().where(
        USER.c.id == pairs.c.assignee_id,
        USER.c.active,
        MEMBERSHIP.c.user_id == USER.c.id,
        MEMBERSHIP.c.role == Role.ARCHITECTURE_SPECIALIST.value,
        PROGRAMME_PARTY.c.organisation_id == MEMBERSHIP.c.organisation_id,
        PROGRAMME_PARTY.c.programme_id == pairs.c.programme_id,
        is_valid_on(today),
    )
    lost = (PROPOSAL.c.assignee_id == pairs.c.assignee_id) & (
        PROPOSAL.c.programme_id == pairs.c.programme_id
    )
    return (
        select(PROPOSAL.c.id)
        .join(pairs, lost)
        .where(*IS_ENTRUSTED, ~can_act)
        .order_by(PROPOSAL.c.id)
        .limit(literal_limit(MOST_AT_ONCE))
    )


@repeated
def _release(proposal_id: int, now: datetime) -> bool:
    """Give one work back, unless it turns out that its specialist can act after all."""
    with writing(repeatable=True) as connection:
        case_loader.lock(connection, proposal_id)
        found = case_loader.load_unattended(connection, proposal_id, now)
        if found.is_altered:
            return False
        case = found.case
        context = GuardContext(case, None, now, load_calendar(connection, case.programme_id))
        facts = parties.release_lost(connection, case, found.assignee, context.today)
        if not facts:
            return False
        turned = turns.compute_changes(connection, context, found.turns, Arrival.STAYED, LEFT)
        fact = events.NewEvent(LEFT, case.stage, facts)
        turns.write_changes(connection, turned)
        events.record(connection, case, fact, actor=None, now=now)
        notices.notify(
            connection,
            case,
            people=found.people,
            roles=[notices.TOLD_OF_LEAVING],
            turns=turned.begun,
            acting_role=None,
            now=now,
        )
    return True
