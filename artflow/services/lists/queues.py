"""The queues of a desk: what waits on me, on nobody yet, on my office, on the artists, too long."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    func,
    or_,
    select,
    tuple_,
    union_all,
)

from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.extensions import db
from artflow.models import ProgrammeParty, Proposal, Turn
from artflow.services import search
from artflow.services.database.transactions import literal_limit
from artflow.services.search import SEARCH_INDEX

from .listing import CACHED_STATEMENTS, COUNT_LIMIT
from .visibility import visible_to


class Queue(StrEnum):
    """One list of a desk; its name is its address."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OFFICE = "office"
    APPLICANT = "applicant"
    OVERDUE = "overdue"


PROPOSAL = Proposal.__table__
TURN = Turn.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
OFFICES = (Part.ARCHITECTURE, Part.COORDINATOR)
NO_DUE_DATE = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""
DUE = func.coalesce(TURN.c.due_on, NO_DUE_DATE)
PagePosition = tuple[date, int]
"""The due date and the proposal of a line: the next page begins behind it."""
TurnConditions = tuple[ColumnElement[bool], ...]
"""A queue as conditions on turns. Each fixes whose turn it is, and no two share one: so an index
has what lies under each of them in the order of its due dates."""
PersonQueues = MappingProxyType[Queue, TurnConditions]


@lru_cache(CACHED_STATEMENTS)
def build_queues(person: Person, today: date) -> PersonQueues:
    """Build the queues of a person, once a day; they are kept with their statements.

    Everybody has their own. Who works in the department or for the programme has their office's
    too, and a department has works that nobody has taken yet.
    """
    found = {Queue.MINE: _own_turns(person, today)}
    ours = _office_roles(person, today)
    if not ours:
        return MappingProxyType(found)
    specialist = Role.ARCHITECTURE_SPECIALIST
    if untaken := [_held_by(org, role) for org, role in ours if role is specialist]:
        found[Queue.UNASSIGNED] = tuple(
            and_(condition, TURN.c.user_id.is_(None)) for condition in untaken
        )
    found[Queue.OFFICE] = tuple(_held_by(*office) for office in ours)
    found[Queue.APPLICANT] = (_artists_turns(person),)
    found[Queue.OVERDUE] = tuple(
        and_(condition, TURN.c.due_on < today) for condition in found[Queue.OFFICE]
    )
    return MappingProxyType(found)


def count_queues(found: PersonQueues, most: int = COUNT_LIMIT) -> dict[Queue, int]:
    """Count the works in each queue, in one statement; `most` + 1 stands for any more."""
    query = _counts_query(tuple(found.values()), most + 1)
    return dict(zip(found, db.session.connection().execute(query).one(), strict=True))


@lru_cache(CACHED_STATEMENTS)
def _counts_query(found: tuple[TurnConditions, ...], most: int) -> Select[*tuple[int, ...]]:
    numbers = (
        select(func.count()).select_from(select_first_due(conditions, None, most))
        for conditions in found
    )
    return select(*(number.scalar_subquery() for number in numbers))


@lru_cache(CACHED_STATEMENTS)
def build_narrowing(words: str, district: str, sponsor: int | None) -> TurnConditions:
    """Build the conditions that narrow a queue: words of the search, a district, a sponsor.

    A sponsor's are the works of its programmes: most have not reached it yet. Raises `Invalid` for
    words that are all too short.
    """
    found = []
    if asked := search.split_words(words):
        line = SEARCH_INDEX.c.rowid == TURN.c.proposal_id
        found.append(exists().where(line, *search.contains_words(asked)))
    if district:
        found.append(
            exists().where(PROPOSAL.c.id == TURN.c.proposal_id, PROPOSAL.c.district == district)
        )
    if sponsor is not None:
        theirs = select(PROGRAMME_PARTY.c.programme_id).where(
            PROGRAMME_PARTY.c.organisation_id == sponsor
        )
        found.append(
            exists().where(PROPOSAL.c.id == TURN.c.proposal_id, PROPOSAL.c.programme_id.in_(theirs))
        )
    return tuple(found)


def select_first_due(
    conditions: TurnConditions,
    after: PagePosition | None,
    size: int,
    narrowing: TurnConditions = (),
) -> Subquery:
    """Select the turns of a queue that are due first, from those due first under each condition."""
    parts = [
        part for condition in conditions for part in _by_due(and_(condition, *narrowing), after)
    ]
    found = union_all(
        *(select(part.limit(literal_limit(size)).subquery()) for part in parts)
    ).subquery()
    return (
        select(found)
        .order_by(found.c.due, found.c.proposal_id)
        .limit(literal_limit(size))
        .subquery()
    )


def _by_due(
    condition: ColumnElement[bool], after: PagePosition | None
) -> list[Select[int, date, int]]:
    """Select what is due, and apart from it what has no due date: an index orders each alone."""
    query = select(TURN.c.id, DUE.label("due"), TURN.c.proposal_id).where(
        TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_(None), condition
    )
    dated = query.where(TURN.c.due_on.is_not(None)).order_by(TURN.c.due_on, TURN.c.proposal_id)
    undated = query.where(TURN.c.due_on.is_(None)).order_by(TURN.c.proposal_id)
    if after is None:
        return [dated, undated]
    if after[0] == NO_DUE_DATE:
        return [undated.where(TURN.c.proposal_id > after[1])]
    return [dated.where(tuple_(TURN.c.due_on, TURN.c.proposal_id) > tuple_(*after)), undated]


def departments_of(person: Person, today: date) -> frozenset[int]:
    """Return the reviewing organisations that the person works for."""
    found = _office_roles(person, today)
    return frozenset(org for org, role in found if PART_OF[role] is Part.ARCHITECTURE)


def _office_roles(person: Person, today: date) -> list[tuple[int, Role]]:
    """List every role in the organisations that the person works for, not only their own."""
    return sorted(
        {
            (m.organisation_id, role)
            for m in person.memberships
            for role, part in PART_OF.items()
            if part in OFFICES and part is PART_OF[m.role] and m.valid_on(today)
        }
    )


def _held_by(organisation: int, role: Role) -> ColumnElement[bool]:
    return and_(TURN.c.organisation_id == organisation, TURN.c.role == role.value)


def _artists_turns(person: Person) -> ColumnElement[bool]:
    """Build the condition for turns of artists whose work the person sees."""
    seen = exists().where(PROPOSAL.c.id == TURN.c.proposal_id, visible_to(person))
    return and_(TURN.c.organisation_id.is_(None), TURN.c.role == Role.ARTIST.value, seen)


def _own_turns(person: Person, today: date) -> TurnConditions:
    """Build the conditions for turns of one's own.

    They name the person, or the role and organisation without naming anybody else.
    """
    applicant = and_(TURN.c.organisation_id.is_(None), TURN.c.user_id == person.id)
    free = or_(TURN.c.user_id.is_(None), TURN.c.user_id == person.id)
    return applicant, *(
        and_(_held_by(m.organisation_id, m.role), free)
        for m in person.memberships
        if m.valid_on(today)
    )
