"""What every decision asks of the database, in one statement instead of seven."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select

from artflow.domain.case import Case
from artflow.domain.errors import NotVisible
from artflow.domain.roles import PART_OF, Part, Role
from artflow.models import Event, Membership, ProgrammeParty, Proposal, Signoff, Turn, User

from . import cases, log
from .arrays import arrays

E, S, T, P = Event.__table__.c, Signoff.__table__.c, Turn.__table__.c, Proposal.__table__
M, PP, U = Membership.__table__, ProgrammeParty.__table__, User.__table__


_arrays = partial(arrays, P)
_asked = (
    select(
        *cases.KNOWN,
        _arrays(log.MADE, E.proposal_id == P.c.id, E.key == bindparam("key")).label("earlier"),
        _arrays(cases.SIGNOFF, S.version_id == P.c.version_id,
                S.superseded_at.is_(None)).label("signoffs"),
        _arrays(cases.PARTY, PP.c.programme_id == P.c.programme_id).label("parties"),
        _arrays((T.id, T.role, T.party, T.user_id, T.stage),
              T.proposal_id == P.c.id, T.closed_at.is_(None)).label("turns"),
        _arrays((M.c.user_id, M.c.role, M.c.organisation_id),
              PP.c.programme_id == P.c.programme_id, U.c.active,
              among=PP.join(M, M.c.organisation_id == PP.c.organisation_id)
              .join(U, U.c.id == M.c.user_id)).label("people"),
    )
    .select_from(cases.PLACE)
    .where(P.c.id == bindparam("id"))
)  # fmt: skip


class OpenTurn(NamedTuple):
    """A turn that was running when the decision came."""

    id: int
    role: str
    party: str
    user_id: int | None
    stage: str

    @property
    def place(self) -> tuple[str, str, int | None]:
        return self.role, self.party, self.user_id


class Gathered(NamedTuple):
    """A case with its sign-offs and parties, and what lies around it.

    `earlier` is the event that the same press has made already; `people` are those of the
    programme: user, role, organisation.
    """

    case: Case
    earlier: log.Made | None
    turns: list[OpenTurn]
    people: list[tuple[int, str, int]]


def gather(connection: Connection, proposal_id: int, key: str) -> Gathered:
    """Read it under the lock. Raises `NotVisible` if there is no such proposal."""
    cases.lock(connection, proposal_id)
    row = connection.execute(_asked, {"id": proposal_id, "key": key}).one_or_none()
    if row is None:
        raise NotVisible
    case = cases.made(connection, row)
    case.signoffs = cases.signoffs(sorted(row.signoffs or ()))
    case.parties = cases.parties(case, sorted(row.parties or ()))
    return Gathered(
        case,
        log.Made(*row.earlier[0]) if row.earlier else None,
        [OpenTurn(*turn) for turn in sorted(row.turns or ())],
        listeners(case, (tuple(person) for person in row.people or ())),
    )


def listeners(case: Case, people: Iterable[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """Those of the programme who may hear of it: of the sponsors those who are asked."""
    asked = {party.organisation_id for party in case.parties}
    return [
        (user, role, house) for user, role, house in people
        if house in asked or PART_OF[Role(role)] is not Part.SPONSOR
    ]  # fmt: skip
