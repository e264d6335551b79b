"""What is left to do before a programme can take its first work."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.domain.process.workflow import Workflow
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Counter, Membership, Organisation, Programme, ProgrammeParty, User, Wall
from artflow.services.identity.validity import is_valid_on
from artflow.services.programmes import programmes
from artflow.services.programmes.definitions import load_workflow
from artflow.services.programmes.working_days import load_home_calendar

COUNTER = Counter.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
PROGRAMME = Programme.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
USER = User.__table__
WALL = Wall.__table__


class Step(StrEnum):
    """What a programme needs, in the order in which it is done."""

    ORGANISATIONS = "organisations"
    PROGRAMME = "programme"
    PARTIES = "parties"
    PEOPLE = "people"
    TABLES = "tables"


class FirstSteps(NamedTuple):
    """The steps that are done, and where the others are.

    `programme` is the one that is nearest to taking works, None while there is none;
    `without_people` are its organisations in which nobody can act for them.
    """

    done: frozenset[Step]
    programme: int | None
    without_people: list[tuple[int, LocalizedText]]


class _Party(NamedTuple):
    part: Part
    organisation: int
    name: LocalizedText


class _Readiness(NamedTuple):
    """How near a programme is to taking works."""

    programme: int
    needed: set[Part]
    missing: set[Part]
    without_people: list[tuple[int, LocalizedText]]


def load_first_steps(by: Person, now: datetime) -> FirstSteps | None:
    """Load what is left to do; None for who is no administrator, and once nothing is.

    Nothing is left once a work has been sent, whatever is wrong later: the overview tells that.
    """
    if not may(by, Can.ADD_PROGRAMME):
        return None
    connection = db.session.connection()
    sent, walls = connection.execute(
        select(
            select(COUNTER.c.id).exists(),  # a work sent has a number
            select(WALL.c.id).where(WALL.c.id > 0).exists(),
        )
    ).one()
    if sent:
        return None
    found = _list_readiness(connection, now)
    best = min(found, key=lambda one: (len(one.missing), len(one.without_people)), default=None)
    needed = best.needed if best else set()
    steps = {
        Step.ORGANISATIONS: _has_organisations(connection, needed),
        Step.PROGRAMME: best is not None,
        Step.PARTIES: best is not None and not best.missing,
        Step.PEOPLE: best is not None and not (best.missing or best.without_people),
        Step.TABLES: walls,
    }
    done = frozenset(step for step, is_done in steps.items() if is_done)
    if done.issuperset(Step):
        return None
    return FirstSteps(done, best.programme if best else None, best.without_people if best else [])


def _has_organisations(connection: Connection, needed: set[Part]) -> bool:
    """Return whether each part could be taken by somebody, that of the artists too."""
    query = select(ORGANISATION.c.kind).distinct()
    kinds = {Part(kind) for kind in connection.execute(query).scalars()}
    others = kinds - {Part.PLATFORM, Part.ARTIST}
    return Part.ARTIST in kinds and bool(others) and needed <= kinds


def _list_readiness(connection: Connection, now: datetime) -> list[_Readiness]:
    """Weigh each programme that takes works, today or later."""
    today = load_home_calendar(connection).today(now)
    parties = _load_parties(connection, now)
    held: dict[int, set[Role]] = {}
    query = (
        select(MEMBERSHIP.c.organisation_id, MEMBERSHIP.c.role)
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .where(USER.c.active, is_valid_on(today))
        .distinct()
    )
    for organisation, role in connection.execute(query):
        held.setdefault(organisation, set()).add(Role(role))
    ends = or_(PROGRAMME.c.closes_on.is_(None), PROGRAMME.c.closes_on >= today)
    rows = connection.execute(
        select(PROGRAMME.c.id, PROGRAMME.c.definition_id)
        .where(PROGRAMME.c.open, ends)
        .order_by(PROGRAMME.c.id)
    ).all()
    return [
        _weigh(row.id, load_workflow(connection, row.definition_id), parties.get(row.id, []), held)
        for row in rows
    ]


def _load_parties(connection: Connection, now: datetime) -> dict[int, list[_Party]]:
    """Load who takes part now, by programme."""
    found: dict[int, list[_Party]] = {}
    query = (
        select(
            PROGRAMME_PARTY.c.programme_id,
            PROGRAMME_PARTY.c.part,
            ORGANISATION.c.id,
            ORGANISATION.c.name,
        )
        .join(ORGANISATION, ORGANISATION.c.id == PROGRAMME_PARTY.c.organisation_id)
        .where(programmes.is_party_at(now))
        .order_by(PROGRAMME_PARTY.c.position, PROGRAMME_PARTY.c.id)
    )
    for programme, part, organisation, name in connection.execute(query):
        found.setdefault(programme, []).append(_Party(Part(part), organisation, name))
    return found


def _weigh(
    programme: int, workflow: Workflow, parties: list[_Party], held: Mapping[int, set[Role]]
) -> _Readiness:
    needed = workflow.parts_needed()
    return _Readiness(
        programme,
        needed,
        needed - {party.part for party in parties},
        _list_without_people(workflow, parties, held),
    )


def _list_without_people(
    workflow: Workflow, parties: list[_Party], held: Mapping[int, set[Role]]
) -> list[tuple[int, LocalizedText]]:
    """List the organisations for which nobody can act.

    Who signs does so for their own organisation; a turn is taken by any organisation of its part.
    """
    signing, acting = workflow.signing_roles(), workflow.roles_with_turns()
    found: dict[int, LocalizedText] = {}
    for party in parties:
        fellows = [other.organisation for other in parties if other.part is party.part]
        together = set[Role]().union(*(held.get(key, set()) for key in fellows))
        turns = {role for role in acting if PART_OF[role] is party.part}
        signs = {role for role in signing if PART_OF[role] is party.part}
        alone = held.get(party.organisation, set())
        if not turns - signs <= together or (signs and not signs & alone):
            found[party.organisation] = party.name
    return list(found.items())
