"""The queues of a desk: what waits on me, on nobody yet, on my office, on the artists, too long."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Subquery,
    and_,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.sql.util import ClauseAdapter

from artflow.domain.access.policy import VISIBLE_FROM
from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.extensions import db
from artflow.models import ProgrammeParty, Proposal, Turn
from artflow.services import search
from artflow.services.database.transactions import literal_limit
from artflow.services.search import SEARCH_INDEX

from .listing import CACHED_STATEMENTS, COUNT_LIMIT
from .visibility import own_slices


class Queue(StrEnum):
    """One list of a desk; its name is its address."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OFFICE = "office"
    APPLICANT = "applicant"
    OVERDUE = "overdue"


TURN = Turn.__table__
PROPOSAL = Proposal.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
OFFICES = (Part.ARCHITECTURE, Part.COORDINATOR)
FENCE = 1_000_000
NO_DUE_DATE = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""
DUE = func.coalesce(TURN.c.due_on, NO_DUE_DATE)
WAITING = (TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_(None))
"""Open, and not on hold: the condition of the indexes of desks."""
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
    found[Queue.APPLICANT] = _artists_turns(person)
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
    return select(*(_count(conditions, most) for conditions in found))


def _count(conditions: TurnConditions, most: int) -> ScalarSelect[int]:
    """Build the number of turns under the conditions, up to a limit; in no order, by an index."""
    parts = (
        select(TURN.c.id).where(*WAITING, condition).limit(literal_limit(most)).subquery()
        for condition in conditions
    )
    every = union_all(*(select(part.c.id) for part in parts)).subquery()
    limited = select(every.c.id).limit(literal_limit(most)).subquery()
    return select(func.count()).select_from(limited).scalar_subquery()


class Narrowing(NamedTuple):
    """What narrows a queue: conditions on its turns, and words that their works are found by."""

    conditions: TurnConditions = ()
    words: tuple[str, ...] = ()


NO_NARROWING = Narrowing()


@lru_cache(CACHED_STATEMENTS)
def build_narrowing(words: str, district: str, sponsor: int | None) -> Narrowing:
    """Build what narrows a queue: words of the search, a district, a sponsor.

    A sponsor's are the works of its programmes: most have not reached it yet. Raises `Invalid` for
    words that are all too short.
    """
    found = []
    if district:
        found.append(TURN.c.district == district)
    if sponsor is not None:
        theirs = select(PROGRAMME_PARTY.c.programme_id).where(
            PROGRAMME_PARTY.c.organisation_id == sponsor
        )
        found.append(TURN.c.programme_id.in_(theirs))
    return Narrowing(tuple(found), tuple(search.split_words(words)))


def select_first_due(
    conditions: TurnConditions,
    after: PagePosition | None,
    size: int,
    narrowing: Narrowing = NO_NARROWING,
    *,
    rare: bool = False,
) -> Subquery:
    """Select the turns of a queue that are due first, from those due first under each condition.

    Its words are looked for in one turn after the other. If they are `rare` that could be all of
    them; then the words' own index finds the works first, and their turns are put in order.
    """
    narrowed = list(narrowing.conditions)
    if narrowing.words and not rare:
        line = SEARCH_INDEX.c.rowid == TURN.c.proposal_id
        narrowed.append(exists().where(line, *search.contains_words([*narrowing.words])))
    parts = [
        part for condition in conditions for part in _by_due(and_(condition, *narrowed), after)
    ]
    if rare:
        found_first = ClauseAdapter(_turns_with(narrowing.words))
        parts = [found_first.traverse(part) for part in parts]
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
    query = select(TURN.c.id, DUE.label("due"), TURN.c.proposal_id).where(*WAITING, condition)
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


def _artists_turns(person: Person) -> TurnConditions:
    """Build the conditions for turns of artists whose work the person sees, by slices of it."""
    theirs = and_(TURN.c.organisation_id.is_(None), TURN.c.role == Role.ARTIST.value)
    slices = [
        _turns_in(programme, openness, until) for programme, openness, until in own_slices(person)
    ]
    if person.holds(Role.ADMINISTRATOR):
        slices = [TURN.c.openness >= int(VISIBLE_FROM[Role.COORDINATOR])]
    own = and_(theirs, TURN.c.user_id == person.id, not_(or_(false(), *slices)))
    return own, *(and_(theirs, each) for each in slices)


def _turns_in(programme: int, openness: int, until: datetime | None) -> ColumnElement[bool]:
    """Build the condition for turns of a slice; what was sent later is not for who has left."""
    found = and_(TURN.c.programme_id == programme, TURN.c.openness == openness)
    if until is None:
        return found
    sent = exists().where(PROPOSAL.c.id == TURN.c.proposal_id, PROPOSAL.c.submitted_at < until)
    return and_(found, sent)


def _turns_with(words: tuple[str, ...]) -> Subquery:
    """Select the turns that wait in works found by the words.

    The limit is a fence: neither database looks for a way around what is found first.
    """
    matching = search.matches_words([*words], db.engine.dialect.name)
    return (
        select(TURN)
        .select_from(SEARCH_INDEX.join(TURN, TURN.c.proposal_id == SEARCH_INDEX.c.rowid))
        .where(*matching, *WAITING)
        .limit(literal_limit(FENCE))
        .subquery()
    )


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
