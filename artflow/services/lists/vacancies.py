"""Roles in which nobody can act, and the works that wait for them: somebody has to see to it.

A turn belongs to a role in an organisation, and to an artist. Where nobody holds the role today, or
the artist's account is closed, it is nobody's: then it stands on the desk of who runs the
programme.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, select, true, union_all

from artflow.domain.access.account_rules import own_programmes
from artflow.domain.access.policy import VISIBLE_FROM
from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import (
    Membership,
    Organisation,
    Programme,
    ProgrammeParty,
    Proposal,
    User,
)
from artflow.services.database.json_rows import json_rows
from artflow.services.database.transactions import literal_limit
from artflow.services.identity.validity import is_valid_on
from artflow.services.programmes import definitions

from .queues import TURN, WAITING, TurnCondition, TurnConditions

MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
PARTY = ProgrammeParty.__table__
PROGRAMME = Programme.__table__
PROPOSAL = Proposal.__table__
USER = User.__table__
ACTING_PARTS = (Part.ARCHITECTURE, Part.SPONSOR, Part.COORDINATOR)
ACTING_ROLES = [role.value for role, part in PART_OF.items() if part in ACTING_PARTS]
MOST_WORKS = 200
"""So many works are looked at; where more wait for nobody, these are enough to begin with."""


class Place(NamedTuple):
    """A role in an organisation that nobody can take today.

    `is_needed` says that works which begin today would need it.
    """

    organisation_id: int
    name: LocalizedText
    role: Role
    is_needed: bool


class StuckWork(NamedTuple):
    """A work that waits for nobody, as far as a list names it."""

    id: int
    number: str | None
    title: str


class Vacancy(NamedTuple):
    """A place that nobody can take, with the works that wait for it.

    Without a `place` it is the artists of the works who cannot act.
    """

    place: Place | None
    works: list[StuckWork]


def find_places(person: Person, today: date) -> tuple[Place, ...]:
    """Find the roles in the person's programmes in which nobody can act today.

    Those of organisations that have left are among them: works under way may wait for them.
    """
    rows = list(db.session.execute(_parties(person, today)))
    found: dict[tuple[int, Role], Place] = {}
    for row in rows:
        needed = _needed_roles(row)
        for role in (role for role, part in PART_OF.items() if part.value == row.kind):
            key = (row.organisation_id, role)
            if [role.value] not in (row.taken or ()):
                is_needed = role in needed or (key in found and found[key].is_needed)
                found[key] = Place(row.organisation_id, row.name, role, is_needed)
    return tuple(found.values())


def _parties(person: Person, today: date) -> Select[*tuple[Any, ...]]:
    """Select who takes part in the person's programmes or did, where it matters who can act.

    `taken` are the roles that somebody holds there today.
    """
    able = json_rows(
        ORGANISATION,
        [MEMBERSHIP.c.role],
        MEMBERSHIP.c.organisation_id == ORGANISATION.c.id,
        MEMBERSHIP.c.role.in_(ACTING_ROLES),
        USER.c.active,
        is_valid_on(today),
        among=MEMBERSHIP.join(USER, USER.c.id == MEMBERSHIP.c.user_id),
    )
    mine: ColumnElement[bool] = true()
    if not person.holds(Role.ADMINISTRATOR):
        mine = PARTY.c.programme_id.in_(own_programmes(person))
    is_current = and_(PROGRAMME.c.open, PARTY.c.leaves_at.is_(None))
    return (
        select(
            PARTY.c.organisation_id,
            ORGANISATION.c.name,
            ORGANISATION.c.kind,
            PARTY.c.part,
            PROGRAMME.c.definition_id,
            is_current.label("is_current"),
            able.label("taken"),
        )
        .join(ORGANISATION, ORGANISATION.c.id == PARTY.c.organisation_id)
        .join(PROGRAMME, PROGRAMME.c.id == PARTY.c.programme_id)
        .where(mine, ORGANISATION.c.kind.in_([part.value for part in ACTING_PARTS]))
        .order_by(PARTY.c.programme_id, PARTY.c.position, PARTY.c.id)
    )


def _needed_roles(row: Row[*tuple[Any, ...]]) -> set[Role]:
    """Return the roles that do something in works of the programme which begin today."""
    if not row.is_current or row.part == Part.STAND_IN.value:
        return set()
    workflow = definitions.load_workflow(db.session.connection(), row.definition_id)
    return {role for _stage, action in workflow.actions() for role in action.by}


def build_queue(person: Person, places: Iterable[Place]) -> TurnConditions:
    """Build the queue of works that wait for nobody; empty if no turn can be in it."""
    mine: ColumnElement[bool] = TURN.c.openness >= int(VISIBLE_FROM[Role.COORDINATOR])
    if not person.holds(Role.ADMINISTRATOR):
        mine &= TURN.c.programme_id.in_(sorted(own_programmes(person)))
    closed = select(USER.c.id).where(USER.c.active.is_(False))
    artists = and_(TURN.c.organisation_id.is_(None), TURN.c.user_id.in_(closed))
    held = (
        and_(TURN.c.organisation_id == place.organisation_id, TURN.c.role == place.role.value)
        for place in places
    )
    return tuple(TurnCondition(and_(each, mine)) for each in (*held, artists))


def list_vacancies(person: Person, today: date) -> list[Vacancy]:
    """List the places that nobody can take and that are missed, each with the works that wait."""
    places = find_places(person, today)
    waiting = _load_waiting(build_queue(person, places))
    found = [Vacancy(place, waiting.get(_key(place), [])) for place in places]
    artists = waiting.get(None, [])
    return [
        *(one for one in found if one.works or (one.place and one.place.is_needed)),
        *([Vacancy(None, artists)] if artists else []),
    ]


def _key(place: Place) -> tuple[int, str] | None:
    return place.organisation_id, place.role.value


def _load_waiting(
    conditions: TurnConditions,
) -> dict[tuple[int, str] | None, list[StuckWork]]:
    """Load the works that wait under the conditions, by organisation and role; None: the artist."""
    parts = [
        select(TURN.c.id).where(*WAITING, each.condition).limit(literal_limit(MOST_WORKS))
        for each in conditions
    ]
    ids = union_all(*(select(part.subquery()) for part in parts)).subquery()
    query = (
        select(
            PROPOSAL.c.id,
            PROPOSAL.c.number,
            PROPOSAL.c.title,
            TURN.c.organisation_id,
            TURN.c.role,
        )
        .join(TURN, TURN.c.proposal_id == PROPOSAL.c.id)
        .where(TURN.c.id.in_(select(ids.c.id)))
        .order_by(PROPOSAL.c.id)
    )
    found: dict[tuple[int, str] | None, list[StuckWork]] = {}
    for row in db.session.execute(query):
        key = (row.organisation_id, row.role) if row.organisation_id else None
        found.setdefault(key, []).append(StuckWork(row.id, row.number, row.title))
    return found
