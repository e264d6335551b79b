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
from artflow.models import Membership, Notice, ProgrammeParty, User

N = Notice.__table__
M, PP, U = Membership.__table__, ProgrammeParty.__table__, User.__table__
_insert = insert(N)
_people = (
    select(M.c.user_id, M.c.role, M.c.organisation_id)
    .distinct()
    .select_from(
        PP.join(M, M.c.organisation_id == PP.c.organisation_id).join(U, U.c.id == M.c.user_id)
    )
    .where(PP.c.programme_id == bindparam("programme"), U.c.active)
)
TURN, NEWS = "turn", "news"


def tell(
    connection: Connection, case: Case, event_id: int, *,
    roles: Iterable[Role], turns: Iterable[Turn], hat: Hat, now: datetime,
) -> None:  # fmt: skip
    """Write a notice for everybody the action tells and for those whose turn has begun.

    Nobody hears of what they did themselves, nor of a proposal they do not see. A turn is told
    as a turn, not twice.
    """
    seeing = {role for role in roles if case.openness >= OPENS_TO.get(role, Openness.APPLICANT)}
    heard = _listeners(connection, case, seeing, list(turns))
    heard.pop(hat.person_id, None)
    rows = [
        {"user_id": user, "proposal_id": case.id, "event_id": event_id, "kind": kind, "at": now}
        for user, kind in sorted(heard.items())
    ]
    if rows:
        connection.execute(_insert, rows)


def _listeners(
    connection: Connection, case: Case, roles: set[Role], turns: list[Turn]
) -> dict[int, str]:
    heard = {case.applicant_id: NEWS} if Role.ARTIST in roles else {}
    asked = {(turn.role, turn.organisation_id) for turn in turns if turn.user_id is None}
    if asked or roles - {Role.ARTIST}:
        for user, role, organisation in connection.execute(
            _people, {"programme": case.programme_id}
        ):
            if (role, organisation) in asked:
                heard[user] = TURN
            elif role in roles:
                heard.setdefault(user, NEWS)
    heard |= {turn.user_id: TURN for turn in turns if turn.user_id is not None}
    return heard
