"""Who gets a notice of an event. Notices are written in the event's own transaction."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from artflow.domain.access.policy import VISIBLE_FROM
from artflow.domain.people.roles import ActingRole, Role
from artflow.domain.process.case import Case
from artflow.domain.process.turns import Turn
from artflow.domain.process.workflow import Openness
from artflow.models import Event, Notice
from artflow.services.database import write_queue

NOTICE = Notice.__table__
EVENT = Event.__table__
_insert = (
    insert(NOTICE)
    .inline()
    .values(
        event_id=select(EVENT.c.id)
        .where(EVENT.c.proposal_id == bindparam("proposal"), EVENT.c.n == bindparam("n"))
        .scalar_subquery()
    )
)
TURN, NEWS = "turn", "news"
TOLD_OF_LEAVING = Role.ARCHITECTURE_HEAD
"""Heads of the office hear that a work has lost the specialist it was assigned to."""


def notify(
    connection: Connection,
    case: Case,
    *,
    people: Iterable[tuple[int, str, int]],
    roles: Iterable[Role],
    turns: Iterable[Turn],
    acting_role: ActingRole | None,
    now: datetime,
    payers: Collection[int] = (),
) -> None:
    """Leave a notice of the latest event for those it concerns and those whose turn begins.

    Nobody gets a notice of what they did themselves, nor of a proposal they do not see; a turn is
    announced once. `people` are those of the programme: user, role, organisation. `payers` are the
    organisations for which a sum has fallen due: whoever signs for them hears of it.
    """
    allowed = {
        role for role in roles if case.openness >= VISIBLE_FROM.get(role, Openness.APPLICANT)
    }
    known = list(people)
    kinds = _recipients(case, known, allowed, list(turns))
    for user, role, organisation in known:
        if organisation in payers and role == Role.SPONSOR_SIGNATORY:
            kinds.setdefault(user, NEWS)
    if acting_role is not None:
        kinds.pop(acting_role.person_id, None)
    rows = [
        {
            "user_id": user,
            "proposal_id": case.id,
            "kind": kind,
            "at": now,
            "proposal": case.id,
            "n": case.events,
        }
        for user, kind in sorted(kinds.items())
    ]
    write_queue.add(connection, _insert, rows)


def _recipients(
    case: Case, people: Iterable[tuple[int, str, int]], roles: set[Role], turns: list[Turn]
) -> dict[int, str]:
    kinds = {case.applicant_id: NEWS} if Role.ARTIST in roles else {}
    others = roles - {Role.ARTIST}
    asked = {(turn.role, turn.organisation_id) for turn in turns if turn.user_id is None}
    for user, role, organisation in people:
        if (role, organisation) in asked:
            kinds[user] = TURN
        elif role in others:
            kinds.setdefault(user, NEWS)
    kinds |= {turn.user_id: TURN for turn in turns if turn.user_id is not None}
    return kinds
