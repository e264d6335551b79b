"""Who should hear of an event. Notices are written in the event's own transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from artflow.domain.case import Case
from artflow.domain.policy import OPENS_TO
from artflow.domain.roles import Hat, Role
from artflow.domain.turns import Turn
from artflow.domain.workflow import Openness
from artflow.models import Event, Notice

from .postponed import later

N, E = Notice.__table__, Event.__table__
_insert = (
    insert(N)
    .inline()
    .values(
        event_id=select(E.c.id)
        .where(E.c.proposal_id == bindparam("proposal"), E.c.n == bindparam("n"))
        .scalar_subquery()
    )
)
TURN, NEWS = "turn", "news"


def tell(
    connection: Connection, case: Case, *,
    people: Iterable[tuple[int, str, int]], roles: Iterable[Role], turns: Iterable[Turn],
    hat: Hat, now: datetime,
) -> None:  # fmt: skip
    """Leave a notice of the latest event for all whom it tells and for those whose turn begins.

    Nobody hears of what they did themselves, nor of a proposal they do not see. A turn is told
    as a turn, not twice. `people` are those of the programme: user, role, organisation.
    """
    seeing = {role for role in roles if case.openness >= OPENS_TO.get(role, Openness.APPLICANT)}
    heard = _listeners(case, people, seeing, list(turns))
    heard.pop(hat.person_id, None)
    rows = [
        {"user_id": user, "proposal_id": case.id, "kind": kind, "at": now,
         "proposal": case.id, "n": case.events}
        for user, kind in sorted(heard.items())
    ]  # fmt: skip
    if rows:
        later(connection, _insert, rows)


def _listeners(
    case: Case, people: Iterable[tuple[int, str, int]], roles: set[Role], turns: list[Turn]
) -> dict[int, str]:
    heard = {case.applicant_id: NEWS} if Role.ARTIST in roles else {}
    others = roles - {Role.ARTIST}
    asked = {(turn.role, turn.organisation_id) for turn in turns if turn.user_id is None}
    for user, role, organisation in people:
        if (role, organisation) in asked:
            heard[user] = TURN
        elif role in others:
            heard.setdefault(user, NEWS)
    heard |= {turn.user_id: TURN for turn in turns if turn.user_id is not None}
    return heard
