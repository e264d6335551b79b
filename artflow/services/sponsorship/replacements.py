"""A sponsor that takes another's place in one proposal."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, exists, func, insert, select, update

from artflow.domain.people.roles import Part, Role
from artflow.domain.process.case import Case
from artflow.models import Membership, Organisation, ProgrammeParty, Signoff, User
from artflow.services.account_chain import sealing
from artflow.services.decisions import case_loader
from artflow.services.identity.validity import is_valid_on

ORGANISATION = Organisation.__table__
SIGNOFF = Signoff.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
MEMBERSHIP = Membership.__table__
USER = User.__table__


def replaceable_sponsors(case: Case) -> list[int]:
    """List the sponsors of a proposal, those that stand in included."""
    return [
        p.organisation_id
        for p in case.parties
        if p.part is Part.SPONSOR and p.organisation_id is not None
    ]


def possible_replacements(connection: Connection, case: Case, today: date) -> list[int]:
    """List the sponsors that could take a place: somebody may sign for them today, and they have
    decided nothing on this version.

    A sponsor that was replaced does not come back to the version: its decision stays in history.
    """
    heard = select(SIGNOFF.c.organisation_id).where(
        SIGNOFF.c.version_id == case.version_id, SIGNOFF.c.organisation_id.is_not(None)
    )
    signs = exists().where(
        MEMBERSHIP.c.organisation_id == ORGANISATION.c.id,
        MEMBERSHIP.c.role == Role.SPONSOR_SIGNATORY.value,
        MEMBERSHIP.c.user_id == USER.c.id,
        USER.c.active,
        is_valid_on(today),
    )
    query = select(ORGANISATION.c.id).where(
        ORGANISATION.c.kind == Part.SPONSOR.value,
        ORGANISATION.c.active,
        signs,
        ORGANISATION.c.id.not_in(replaceable_sponsors(case)),
        ORGANISATION.c.id.not_in(heard),
    )
    return list(connection.execute(query.order_by(ORGANISATION.c.id)).scalars())


def add_stand_in(
    connection: Connection, case: Case, organisation: int, today: date
) -> list[tuple[int, str, int]]:
    """Add an organisation to the programme as a stand-in, unless it takes part already.

    One that has left takes part anew: its people would not see what was sent since.
    Returns its people who can act today: user, role, organisation.
    """
    mine = PROGRAMME_PARTY.c.programme_id == case.programme_id
    known = connection.execute(
        select(PROGRAMME_PARTY.c.id).where(
            mine,
            PROGRAMME_PARTY.c.organisation_id == organisation,
            PROGRAMME_PARTY.c.leaves_at.is_(None),
        )
    )
    if known.first() is None:
        told = {"programme": case.programme_id, "organisation": organisation, "proposal": case.id}
        sealing.note(connection, "stand_in_added", **told)
        last = (
            connection.execute(select(func.max(PROGRAMME_PARTY.c.position)).where(mine)).scalar()
            or 0
        )
        connection.execute(
            insert(PROGRAMME_PARTY),
            {
                "programme_id": case.programme_id,
                "organisation_id": organisation,
                "part": Part.STAND_IN.value,
                "position": last + 1,
            },
        )
    people = (
        select(MEMBERSHIP.c.user_id, MEMBERSHIP.c.role, MEMBERSHIP.c.organisation_id)
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .where(MEMBERSHIP.c.organisation_id == organisation, USER.c.active, is_valid_on(today))
    )
    return [tuple(row) for row in connection.execute(people)]


def replace(connection: Connection, case: Case, old: int, new: int) -> None:
    """Note in the case who signs in whose place: it stays the place of the programme's sponsor.

    Who stood in before is noted as well: it knows no sums of the work any more.
    """
    passed_on = {key: new for key, stands in case.stand_ins.items() if stands == old}
    case.stand_ins = {**case.stand_ins, **passed_on, old: new}
    case_loader.read_parties(connection, case)


def supersede_signoffs(connection: Connection, case: Case, organisation: int, now: object) -> None:
    """Mark what the organisation has decided on this version as superseded; it stays readable."""
    current = (SIGNOFF.c.version_id == case.version_id, SIGNOFF.c.organisation_id == organisation)
    connection.execute(
        update(SIGNOFF).where(*current, SIGNOFF.c.superseded_at.is_(None)), {"superseded_at": now}
    )
    case.signoffs = [s for s in case.signoffs if s.organisation_id != organisation]
