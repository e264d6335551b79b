"""Lists of proposals: what somebody may see, narrowed, by pages, counted up to a limit.

A list is put together from ways. Each way fixes so much that an index gives its proposals in the
order of the list, the newest first, and no two ways share one. A page therefore costs what a page
costs, however many proposals there are. Putting it together takes longer than asking it; so the
statements of the last lists are kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, exists, func, not_, select, union_all

from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Signoff

from . import lines, search, visibility
from .database import at_most
from .filters import Filter
from .search import LINES
from .visibility import Strip

P, S = Proposal.__table__, Signoff.__table__
PAGE = 25
MOST, FOUND = 500, 100
"""Up to here a list is counted, and one that was searched for; beyond it there are only more.

A list is counted by its index alone. What a search finds has to be looked at one by one.
"""
KEPT = 64
"""Statements of each kind that a process keeps."""
EVERYTHING = Filter()
Way = tuple[Any, Select[Any]]
"""The ids of some proposals, and the column they are read from."""
Conditions = list[ColumnElement[bool]]


class Count(NamedTuple):
    """How many there are, or only that there are more than so many."""

    n: int
    more: bool


class Listing(NamedTuple):
    """A list that has been put together: it is asked for its pages and for its length."""

    ways: tuple[Way, ...]
    most: int

    def page(self, after: int | None = None, size: int = PAGE) -> list[Row[Any]]:
        """The lines of the newest proposals first; those with a smaller id than `after`."""
        return lines.read(_page(self.ways, after, size))

    def count(self) -> Count:
        """How many there are, counted up to `most`."""
        return self._counted(lines.read(_count(self.ways, self.most + 1)))

    def shown(self, after: int | None, size: int = PAGE) -> tuple[list[Row[Any]], Count]:
        """A page and the count. The first page is among what is counted: it is found once."""
        if after is not None:
            return self.page(after, size), self.count()
        rows = lines.read(_opening(self.ways, size, self.most + 1))
        return rows, self._counted(rows)

    def _counted(self, rows: list[Row[Any]]) -> Count:
        n = rows[0].n if rows else 0
        return Count(min(n, self.most), n > self.most)


def of(person: Person, wanted: Filter = EVERYTHING) -> Listing:
    """What the person sees under a filter. Raises `Invalid` for a search without a real word."""
    strips = visibility.strips(person, wanted.programme)
    most = FOUND if wanted.q or wanted.sponsor is not None else MOST
    return Listing(_ways(person, wanted, strips, db.engine.dialect.name), most)


def own(person: Person, size: int = PAGE) -> list[Row[Any]]:
    """The newest of the person's own proposals."""
    return lines.read(_page(_own(person), None, size))


@lru_cache(KEPT)
def _own(person: Person) -> tuple[Way, ...]:
    return (_way(visibility.own(person)),)


@lru_cache(KEPT)
def _page(ways: tuple[Way, ...], after: int | None, size: int) -> Select[Any]:
    return lines.of(_first(ways, after, size), P.c.id.desc())


@lru_cache(KEPT)
def _count(ways: tuple[Way, ...], most: int) -> Select[Any]:
    return select(func.count().label("n")).select_from(_first(ways, None, most).subquery())


@lru_cache(KEPT)
def _opening(ways: tuple[Way, ...], size: int, most: int) -> Select[Any]:
    """The lines of the first page, each with the count as `n`."""
    found = _first(ways, None, most).cte("found")
    newest = select(found.c.id).order_by(found.c.id.desc()).limit(at_most(size))
    n = select(func.count()).select_from(found).scalar_subquery()
    return lines.of(newest, P.c.id.desc()).add_columns(n.label("n"))


def _first(ways: tuple[Way, ...], after: int | None, size: int) -> Select[Any]:
    """The ids of the newest, from the newest of each way: in their order an index is at its best.

    Without the order a planner may begin elsewhere and read everything to count a few.
    """
    newest = []
    for key, query in ways:
        later = query if after is None else query.where(key < after)
        newest.append(select(later.order_by(key.desc()).limit(at_most(size)).subquery().c.id))
    found = union_all(*newest).subquery()
    return select(found.c.id).order_by(found.c.id.desc()).limit(at_most(size))


@lru_cache(KEPT)
def _ways(
    person: Person, wanted: Filter, strips: tuple[Strip, ...], dialect: str
) -> tuple[Way, ...]:
    """One's own proposals, and those seen in a role by the way that narrows the list most."""
    words = search.words(wanted.q)
    mine, roles = visibility.own(person), visibility.by_role(person)
    narrowed = _columns(wanted)
    held, signed = _held(words), _signed(wanted)
    seen = [visibility.within(strip) for strip in strips]
    if wanted.mine:
        own = _way(mine, *narrowed, *held, *signed)
        entrusted = (P.c.assignee_id == person.id, not_(mine), *narrowed, *held, *signed)
        return own, *(_way(strip, *entrusted) for strip in seen)
    first = _way(mine, not_(roles), *narrowed, *held, *signed)
    if words:
        matching = search.matching(words, dialect)
        # PostgreSQL takes the strips in turn, as far as it must, and need not sort a whole stage.
        # SQLite would go through its text index for each of them.
        stripped = narrowed and dialect == "postgresql"
        return first, *(_through(LINES.c.rowid, *matching, reached, *narrowed, *signed)
                        for reached in (seen if stripped else [roles]))  # fmt: skip
    if wanted.sponsor is not None and not (wanted.stage or wanted.district):
        asked = S.c.organisation_id == wanted.sponsor
        key, query = _through(S.c.proposal_id, asked, roles, *narrowed)
        return first, (key, query.distinct())
    return first, *(_way(strip, *narrowed, *signed) for strip in seen)


def _way(*conditions: ColumnElement[bool]) -> Way:
    return P.c.id, select(P.c.id).where(*conditions)


def _through(key: Any, *conditions: ColumnElement[bool]) -> Way:
    """By another table's index, which has the proposals' ids in their order."""
    joined = select(key.label("id")).join(P, P.c.id == key)
    return key, joined.where(*conditions)


def _columns(wanted: Filter) -> Conditions:
    """What the proposal's own row tells."""
    asked = (
        (P.c.stage, wanted.stage),
        (P.c.district, wanted.district),
        (P.c.programme_id, wanted.programme),
    )
    return [column == value for column, value in asked if value]


def _held(words: list[str]) -> Conditions:
    line = exists().where(LINES.c.rowid == P.c.id, *search.holding(words))
    return [line] if words else []


def _signed(wanted: Filter) -> Conditions:
    asked = exists().where(S.c.proposal_id == P.c.id, S.c.organisation_id == wanted.sponsor)
    return [asked] if wanted.sponsor is not None else []
