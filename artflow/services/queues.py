"""The queues of a desk: what waits on me, on nobody yet, on my office, on the artists, too long."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any

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

from artflow.domain.roles import PART_OF, Part, Person, Role
from artflow.extensions import db
from artflow.models import ProgrammeParty, Proposal, Turn

from . import search
from .database import at_most
from .listing import KEPT, MOST
from .search import LINES
from .visibility import visible


class Queue(StrEnum):
    """One list of a desk; its name is its address."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OFFICE = "office"
    APPLICANT = "applicant"
    OVERDUE = "overdue"


P, T, PP = Proposal.__table__, Turn.__table__, ProgrammeParty.__table__
OFFICES = (Part.ARCHITECTURE, Part.COORDINATOR)
NEVER = date(9999, 12, 31)
"""Sorts what has no due date behind everything that has one."""
DUE = func.coalesce(T.c.due_on, NEVER)
Place = tuple[date, int]
"""The due date and the proposal of a line: the next page begins behind it."""
Hats = tuple[ColumnElement[bool], ...]
"""A queue as conditions on turns. Each fixes whose turn it is, and no two share one: so an index
has what lies under each of them in the order of its due dates."""
Queues = MappingProxyType[Queue, Hats]


@lru_cache(KEPT)
def queues(person: Person, today: date) -> Queues:
    """The queues a person has: put together once a day, and kept with their statements.

    Everybody has their own. Who works in the department or for the programme has their office's
    too, and a department has works that nobody has taken yet.
    """
    found = {Queue.MINE: _mine(person, today)}
    ours = _offices(person, today)
    if not ours:
        return MappingProxyType(found)
    specialist = Role.ARCHITECTURE_SPECIALIST
    if untaken := [_held(org, role) for org, role in ours if role is specialist]:
        found[Queue.UNASSIGNED] = tuple(and_(hat, T.c.user_id.is_(None)) for hat in untaken)
    found[Queue.OFFICE] = tuple(_held(*office) for office in ours)
    found[Queue.APPLICANT] = (_of_artists(person),)
    found[Queue.OVERDUE] = tuple(and_(hat, T.c.due_on < today) for hat in found[Queue.OFFICE])
    return MappingProxyType(found)


def counts(found: Queues, most: int = MOST) -> dict[Queue, int]:
    """How many works are in each queue, in one statement; `most` + 1 stands for any more."""
    query = _counts(tuple(found.values()), most + 1)
    return dict(zip(found, db.session.connection().execute(query).one(), strict=True))


@lru_cache(KEPT)
def _counts(found: tuple[Hats, ...], most: int) -> Select[Any]:
    numbers = (select(func.count()).select_from(first(hats, None, most)) for hats in found)
    return select(*(number.scalar_subquery() for number in numbers))


@lru_cache(KEPT)
def narrowed(words: str, district: str, sponsor: int | None) -> Hats:
    """What a queue can be narrowed to: words of the search line, a district, a sponsor.

    A sponsor's are the works of its programmes: most have not reached it yet.
    Raises `Invalid` for words that are all too short.
    """
    found = []
    if asked := search.words(words):
        line = LINES.c.rowid == T.c.proposal_id
        found.append(exists().where(line, *search.holding(asked)))
    if district:
        found.append(exists().where(P.c.id == T.c.proposal_id, P.c.district == district))
    if sponsor is not None:
        theirs = select(PP.c.programme_id).where(PP.c.organisation_id == sponsor)
        found.append(exists().where(P.c.id == T.c.proposal_id, P.c.programme_id.in_(theirs)))
    return tuple(found)


def first(hats: Hats, after: Place | None, size: int, within: Hats = ()) -> Subquery:
    """The turns of a queue that are due first, from those due first under each of its hats."""
    parts = [part for hat in hats for part in _by_due(and_(hat, *within), after)]
    found = union_all(*(select(part.limit(at_most(size)).subquery()) for part in parts)).subquery()
    return select(found).order_by(found.c.due, found.c.proposal_id).limit(at_most(size)).subquery()


def _by_due(hat: ColumnElement[bool], after: Place | None) -> list[Select[Any]]:
    """What is due, and behind it what has no due date: each is in order, both at once are not."""
    query = select(T.c.id, DUE.label("due"), T.c.proposal_id).where(
        T.c.closed_at.is_(None), T.c.stopped_days.is_(None), hat
    )
    dated = query.where(T.c.due_on.is_not(None)).order_by(T.c.due_on, T.c.proposal_id)
    undated = query.where(T.c.due_on.is_(None)).order_by(T.c.proposal_id)
    if after is None:
        return [dated, undated]
    if after[0] == NEVER:
        return [undated.where(T.c.proposal_id > after[1])]
    return [dated.where(tuple_(T.c.due_on, T.c.proposal_id) > tuple_(*after)), undated]


def departments(person: Person, today: date) -> frozenset[int]:
    """The organisations that the person works for as one of those who review."""
    found = _offices(person, today)
    return frozenset(org for org, role in found if PART_OF[role] is Part.ARCHITECTURE)


def _offices(person: Person, today: date) -> list[tuple[int, Role]]:
    """Every role in the organisations that the person works for, not only their own."""
    return sorted({
        (m.organisation_id, role)
        for m in person.memberships
        for role, part in PART_OF.items()
        if part in OFFICES and part is PART_OF[m.role] and m.valid_on(today)
    })  # fmt: skip


def _held(organisation: int, role: Role) -> ColumnElement[bool]:
    return and_(T.c.organisation_id == organisation, T.c.role == role.value)


def _of_artists(person: Person) -> ColumnElement[bool]:
    """The turns of artists whose work the person sees."""
    seen = exists().where(P.c.id == T.c.proposal_id, visible(person))
    return and_(T.c.organisation_id.is_(None), T.c.role == Role.ARTIST.value, seen)


def _mine(person: Person, today: date) -> Hats:
    """A turn is mine if it names me, or my role and organisation without naming anybody else."""
    applicant = and_(T.c.organisation_id.is_(None), T.c.user_id == person.id)
    free = or_(T.c.user_id.is_(None), T.c.user_id == person.id)
    return applicant, *(
        and_(_held(m.organisation_id, m.role), free)
        for m in person.memberships
        if m.valid_on(today)
    )  # fmt: skip
