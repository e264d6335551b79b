"""A sponsor that takes another's place in one proposal."""

from __future__ import annotations

from sqlalchemy import Connection, func, insert, select, update

from artflow.domain.case import Case
from artflow.domain.roles import Part
from artflow.models import Membership, Organisation, ProgrammeParty, Signoff, User

O, S, PP = (m.__table__ for m in (Organisation, Signoff, ProgrammeParty))  # noqa: E741
M, U = Membership.__table__, User.__table__


def leaving(case: Case) -> list[int]:
    """The sponsors of a proposal, those that stand in among them."""
    return [p.organisation_id for p in case.parties
            if p.part is Part.SPONSOR and p.organisation_id is not None]  # fmt: skip


def joining(connection: Connection, case: Case) -> list[int]:
    """The sponsors that could take a place: at work, and without a word on this version so far.

    Who has left a version does not come back to it: its own word on it stands in the history.
    """
    heard = select(S.c.organisation_id).where(
        S.c.version_id == case.version_id, S.c.organisation_id.is_not(None)
    )
    query = select(O.c.id).where(
        O.c.kind == Part.SPONSOR.value, O.c.active, O.c.id.not_in(leaving(case)),
        O.c.id.not_in(heard),
    )  # fmt: skip
    return list(connection.execute(query.order_by(O.c.id)).scalars())


def enter(connection: Connection, case: Case, organisation: int) -> list[tuple[int, str, int]]:
    """Let an organisation into the programme as a stand-in, unless it takes part already.

    Returns its people: user, role, organisation.
    """
    mine = PP.c.programme_id == case.programme_id
    known = connection.execute(select(PP.c.id).where(mine, PP.c.organisation_id == organisation))
    if known.first() is None:
        last = connection.execute(select(func.max(PP.c.position)).where(mine)).scalar() or 0
        connection.execute(insert(PP), {
            "programme_id": case.programme_id, "organisation_id": organisation,
            "part": Part.STAND_IN.value, "position": last + 1,
        })  # fmt: skip
    people = (
        select(M.c.user_id, M.c.role, M.c.organisation_id)
        .join(U, U.c.id == M.c.user_id)
        .where(M.c.organisation_id == organisation, U.c.active)
    )
    return [tuple(row) for row in connection.execute(people)]


def replace(case: Case, old: int, new: int) -> None:
    """Note in the case who signs in whose place: it stays the place of the programme's sponsor."""
    place = next((key for key, stands in case.stand_ins.items() if stands == old), old)
    case.stand_ins = {**case.stand_ins, place: new}
    case.__dict__.pop("parties", None)


def silence(connection: Connection, case: Case, organisation: int, now: object) -> None:
    """What the organisation has said on this version counts no more; it stays readable."""
    said = (S.c.version_id == case.version_id, S.c.organisation_id == organisation)
    connection.execute(update(S).where(*said, S.c.superseded_at.is_(None)), {"superseded_at": now})
    case.__dict__.pop("signoffs", None)
