"""The queues of a desk: what waits on me, nobody yet, my office, the artists, too long, on hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache, reduce
from operator import add
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Subquery,
    and_,
    exists,
    false,
    func,
    literal_column,
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
    HELD = "held"
    STUCK = "stuck"


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
HELD = (TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_not(None))
"""On hold: such a turn is due on the day on which its work comes back."""
ASKED_OF_TURNS = (
    "id",
    "proposal_id",
    "due_on",
    "role",
    "organisation_id",
    "user_id",
    "programme_id",
    "openness",
    "district",
    "closed_at",
    "stopped_days",
)
"""What the conditions of queues and narrowings name."""
PagePosition = tuple[date, int]
"""The due date and the proposal of a line: the next page begins behind it."""


class TurnCondition(NamedTuple):
    """A condition that fixes whose turn it is; `is_late`: it holds for no turn without due date.

    `among` says of which turns: those that wait, or those that are on hold.
    """

    condition: ColumnElement[bool]
    is_late: bool = False
    among: tuple[ColumnElement[bool], ...] = WAITING


TurnConditions = tuple[TurnCondition, ...]
"""A queue as conditions on turns. No two share a turn: so an index has what lies under each of
them in the order of its due dates."""
PersonQueues = Mapping[Queue, TurnConditions]


@lru_cache(CACHED_STATEMENTS)
def build_queues(person: Person, today: date) -> PersonQueues:
    """Build the queues of a person, once a day; they are kept with their statements.

    Everybody has their own. Who works in the department or for the programme has their office's
    too, and a department has works that nobody has taken yet.
    """
    found = {Queue.MINE: tuple(map(TurnCondition, _own_turns(person, today)))}
    ours = _office_roles(person, today)
    if not ours:
        return MappingProxyType(found)
    specialist = Role.ARCHITECTURE_SPECIALIST
    if untaken := [_untaken(org, role) for org, role in ours if role is specialist]:
        found[Queue.UNASSIGNED] = tuple(map(TurnCondition, untaken))
    offices = [_held_by(*office) for office in ours]
    found[Queue.OFFICE] = tuple(map(TurnCondition, offices))
    found[Queue.APPLICANT] = tuple(map(TurnCondition, _artists_turns(person)))
    found[Queue.OVERDUE] = tuple(
        TurnCondition(each, is_late=True) for each in _late_turns(person, offices, today)
    )
    found[Queue.HELD] = tuple(
        TurnCondition(and_(each, _stands_for_its_work()), among=HELD) for each in _slices(person)
    )
    return MappingProxyType(found)


def count_queues(found: PersonQueues, most: int = COUNT_LIMIT) -> dict[Queue, int]:
    """Count the works in each queue, in one statement; `most` + 1 stands for any more."""
    query = _counts_query(tuple(found.values()), most + 1)
    counts = db.session.connection().execute(query).one()
    return {queue: min(n, most + 1) for queue, n in zip(found, counts, strict=True)}


@lru_cache(CACHED_STATEMENTS)
def _counts_query(found: tuple[TurnConditions, ...], most: int) -> Select[*tuple[int, ...]]:
    return select(*(_count(conditions, most) for conditions in found))


def _count(conditions: TurnConditions, most: int) -> ColumnElement[int]:
    """Build the number of turns under the conditions, each up to a limit; by an index alone.

    A turn is touched once, in no order: what stands between it and the count is paid for each.
    """
    counts = []
    for each in conditions:
        some = select(TURN.c.id).where(*each.among, each.condition).limit(literal_limit(most))
        counts.append(select(func.count()).select_from(some.subquery()).scalar_subquery())
    return reduce(add, counts)


class Narrowing(NamedTuple):
    """What narrows a queue: conditions on its turns, and words that their works are found by."""

    conditions: tuple[ColumnElement[bool], ...] = ()
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
        part
        for each in conditions
        for part in _by_due(each, and_(each.condition, *narrowed), after)
    ]
    if rare:
        found_first = ClauseAdapter(_turns_with(narrowing.words, conditions[0].among))
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
    asked: TurnCondition, narrowed: ColumnElement[bool], after: PagePosition | None
) -> list[Select[int, date, int]]:
    """Select what is due, and apart from it what has no due date: an index orders each alone.

    Nothing without a due date is late: an index would be read to its end to find that out. What
    has none is ordered by its due date too, or PostgreSQL would sort it: to know that it is NULL
    is not to know that it is always the same.
    """
    query = select(TURN.c.id, DUE.label("due"), TURN.c.proposal_id).where(*asked.among, narrowed)
    query = query.order_by(TURN.c.due_on, TURN.c.proposal_id)
    dated = query.where(TURN.c.due_on.is_not(None))
    undated = query.where(TURN.c.due_on.is_(None))
    if after is not None:
        dated = dated.where(tuple_(TURN.c.due_on, TURN.c.proposal_id) > tuple_(*after))
    if asked.is_late:
        return [dated]
    if after is not None and after[0] == NO_DUE_DATE:
        return [undated.where(TURN.c.proposal_id > after[1])]
    return [dated, undated]


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


def _untaken(organisation: int, role: Role) -> ColumnElement[bool]:
    return and_(_held_by(organisation, role), TURN.c.user_id.is_(None))


def _artists_turns(person: Person) -> tuple[ColumnElement[bool], ...]:
    """Build the conditions for turns of artists whose work the person sees, by slices of it."""
    theirs = and_(TURN.c.organisation_id.is_(None), TURN.c.role == Role.ARTIST.value)
    slices = _slices(person)
    own = and_(theirs, TURN.c.user_id == person.id, not_(or_(false(), *slices)))
    return own, *(and_(theirs, each) for each in slices)


def _slices(person: Person) -> list[ColumnElement[bool]]:
    """Build the conditions for turns of everything that the person sees in roles, by slices."""
    if person.holds(Role.ADMINISTRATOR):
        return [TURN.c.openness >= int(VISIBLE_FROM[Role.COORDINATOR])]
    return [
        _turns_in(programme, openness, until) for programme, openness, until in own_slices(person)
    ]


def _late_turns(
    person: Person, offices: list[ColumnElement[bool]], today: date
) -> list[ColumnElement[bool]]:
    """Build the conditions for what is overdue: at one's office, or in the programmes one runs.

    Whoever runs a programme sees each work once, with the party that is late for the longest time.
    """
    late = TURN.c.due_on < today
    if not any(m.role is Role.COORDINATOR and m.valid_on(today) for m in person.memberships):
        return [and_(office, late) for office in offices]
    other = TURN.alias("other")
    longer = exists().where(
        other.c.proposal_id == TURN.c.proposal_id,
        other.c.closed_at.is_(None),
        other.c.stopped_days.is_(None),
        tuple_(other.c.due_on, other.c.id) < tuple_(TURN.c.due_on, TURN.c.id),
    )
    return [and_(each, late, not_(longer)) for each in _slices(person)]


def _stands_for_its_work() -> ColumnElement[bool]:
    """Build the condition for the first of the open turns of a work, so that it is listed once."""
    other = TURN.alias("other")
    return not_(
        exists().where(
            other.c.proposal_id == TURN.c.proposal_id,
            other.c.closed_at.is_(None),
            other.c.id < TURN.c.id,
        )
    )


def _turns_in(programme: int, openness: int, until: datetime | None) -> ColumnElement[bool]:
    """Build the condition for turns of a slice; what was sent later is not for who has left."""
    found = and_(TURN.c.programme_id == programme, TURN.c.openness == openness)
    if until is None:
        return found
    sent = exists().where(PROPOSAL.c.id == TURN.c.proposal_id, PROPOSAL.c.submitted_at < until)
    return and_(found, sent)


def _turns_with(words: tuple[str, ...], among: tuple[ColumnElement[bool], ...]) -> CTE:
    """Select the turns that wait or are on hold in works found by the words; once for a queue.

    The limit is a fence: neither database looks for a way around what is found first.
    """
    matching = search.matches_words([*words], db.engine.dialect.name)
    return (
        select(*(TURN.c[name] for name in ASKED_OF_TURNS))
        .select_from(SEARCH_INDEX.join(TURN, TURN.c.proposal_id == SEARCH_INDEX.c.rowid))
        .where(*matching, *among)
        .limit(literal_limit(FENCE))
        .cte("turns_with_words")
    )


def _own_turns(person: Person, today: date) -> list[ColumnElement[bool]]:
    """Build the conditions for turns of one's own: those that name the person, and those of one's
    role and organisation that name nobody.

    Apart: so neither index passes over what colleagues have taken. The organisation is no bare
    column, or SQLite would begin with all that it holds.
    """
    mine = TURN.c.user_id == person.id
    organisation = TURN.c.organisation_id + literal_column("0")
    found = [and_(TURN.c.organisation_id.is_(None), mine)]
    for held in person.memberships:
        if held.valid_on(today):
            taken = (organisation == held.organisation_id, TURN.c.role == held.role.value)
            found += [and_(mine, *taken), _untaken(held.organisation_id, held.role)]
    return found
