"""Lists of proposals: what somebody may see, narrowed, by pages, counted up to a limit.

A list is put together from queries. Each fixes so much that an index gives its proposals in the
order of the list, the newest first, and no two of them share one. A page therefore costs the same,
however many proposals there are. Putting a statement together takes longer than asking it; so the
statements of the last lists are kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import add
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, Select, exists, func, not_, select, union_all

from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Proposal, Signoff
from artflow.services import search
from artflow.services.database.transactions import literal_limit
from artflow.services.search import SEARCH_INDEX

from . import proposal_rows, stage_counts, visibility
from .filters import Filter
from .proposal_rows import ProposalRow, Query
from .visibility import VisibleSlice

PROPOSAL = Proposal.__table__
SIGNOFF = Signoff.__table__
PAGE_SIZE = 25
COUNT_LIMIT, SEARCH_COUNT_LIMIT = 500, 100
"""Up to here a list is counted, and one that was searched for; beyond it there are only more.

A list is counted by its index alone. What a search finds has to be looked at one by one.
"""
MOST_READ, FEW_READ = 1000, 100
"""So many works of a stage or district are read for common words, one by one; so few for any."""
CACHED_STATEMENTS = 64
"""Statements of each kind that a process keeps."""
NO_FILTER = Filter()
IndexedQuery = tuple[ColumnElement[int], Select[int]]
"""The ids of some proposals, and the column they are read from."""
Conditions = list[ColumnElement[bool]]


class Count(NamedTuple):
    """How many there are, or only that there are more than so many."""

    n: int
    more: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that has been put together: it is asked for its pages and for its length.

    `whole` are the slices whose works it lists to the last, so that a kept total counts them; only
    what the first query adds is counted then, and no limit is met. Empty if the list is narrowed
    by what no total knows. `is_indexed`: an index alone counts what each query finds.
    """

    queries: tuple[IndexedQuery, ...]
    limit: int
    whole: tuple[VisibleSlice, ...] = ()
    stage: str = ""
    is_indexed: bool = False

    def load_page(self, after: int | None = None, size: int = PAGE_SIZE) -> list[ProposalRow]:
        """Load the newest proposals first; with `after`, only those with a smaller id."""
        return proposal_rows.load_proposals(_page_query(self.queries, after, size))

    def count(self) -> Count:
        """Count the proposals, up to `limit` unless a total knows."""
        (row,) = proposal_rows.load_rows(select(self._number().label("n")))
        return self._counted(row.n)

    def load_page_and_count(
        self, after: int | None, size: int = PAGE_SIZE
    ) -> tuple[list[ProposalRow], Count]:
        """Load a page and the count. The first page is among what is counted: it is found once."""
        if after is not None:
            return self.load_page(after, size), self.count()
        if self.whole or self.is_indexed:
            query = _page_with_total_query(self.queries, size, self._number())
        else:
            query = _first_page_query(self.queries, size, self.limit + 1)
        rows = proposal_rows.load_rows(query)
        n = rows[0].n if rows else 0
        return cast("list[ProposalRow]", rows), self._counted(n)

    def _number(self) -> ColumnElement[int]:
        if self.whole:
            return _number(self.queries[:1], self.limit + 1, self.whole, self.stage)
        if self.is_indexed:
            return _number(self.queries, self.limit + 1)
        return _count_found(self.queries, self.limit + 1)

    def _counted(self, n: int) -> Count:
        if self.whole:
            return Count(int(n), more=False)
        return Count(min(n, self.limit), n > self.limit)


def list_proposals(person: Person, wanted: Filter = NO_FILTER) -> Listing:
    """Prepare the list of what the person sees under a filter.

    Raises `Invalid` for a search without a word long enough.
    """
    slices = visibility.visible_slices(person, wanted.programme)
    limit = SEARCH_COUNT_LIMIT if wanted.q or wanted.sponsor is not None else COUNT_LIMIT
    few = _is_place_of_few(wanted, slices)
    dialect = db.engine.dialect.name
    queries = _indexed_queries(person, wanted, slices, dialect, few=few)
    whole, is_searched = _whole_slices(wanted, slices), wanted.q or wanted.sponsor is not None
    return Listing(queries, limit, whole, wanted.stage, is_indexed=not is_searched)


def _whole_slices(wanted: Filter, slices: tuple[VisibleSlice, ...]) -> tuple[VisibleSlice, ...]:
    """Return the slices if a total knows how many works the list has of them."""
    asks_more = wanted.q or wanted.district or wanted.sponsor is not None or wanted.mine
    ends = any(until is not None for _, _, until in slices)
    return () if asks_more or ends else slices


def _is_place_of_few(wanted: Filter, slices: tuple[VisibleSlice, ...]) -> bool:
    """Return whether to read all of a stage or district rather than all that common words find.

    The place is counted first: if hardly anything stands there, or very much, the words do not
    matter.
    """
    words = search.split_words(wanted.q)
    if not words or not slices or not (wanted.stage or wanted.district):
        return False
    connection = db.session.connection()
    there: int = connection.execute(_count_place(wanted, slices)).scalar_one()
    if there > MOST_READ or there <= FEW_READ:
        return there <= FEW_READ
    return not search.are_rare(connection, words, MOST_READ)


def _count_place(wanted: Filter, slices: tuple[VisibleSlice, ...]) -> Select[int]:
    """Count what stands in a stage by its total; in a district by its index, up to a limit."""
    whole = _whole_slices(wanted._replace(q="", mine=False, sponsor=None), slices)
    if whole:
        return select(stage_counts.count_in_slices(whole, wanted.stage))
    most, narrowed = MOST_READ + 1, _column_conditions(wanted)
    counts = (
        select(PROPOSAL.c.id)
        .where(visibility.in_slice(each), *narrowed)
        .limit(literal_limit(most))
        .subquery()
        for each in slices
    )
    every = union_all(*(select(part.c.id) for part in counts)).subquery()
    return select(func.count()).select_from(
        select(every.c.id).limit(literal_limit(most)).subquery()
    )


def list_own(person: Person, size: int = PAGE_SIZE) -> list[ProposalRow]:
    """Load the newest of the person's own proposals."""
    return proposal_rows.load_proposals(_page_query(_own_queries(person), None, size))


@lru_cache(CACHED_STATEMENTS)
def _own_queries(person: Person) -> tuple[IndexedQuery, ...]:
    return (_by_id(visibility.is_own(person)),)


@lru_cache(CACHED_STATEMENTS)
def _page_query(queries: tuple[IndexedQuery, ...], after: int | None, size: int) -> Query:
    return proposal_rows.select_rows(_newest_ids(queries, after, size), PROPOSAL.c.id.desc())


@lru_cache(CACHED_STATEMENTS)
def _number(
    queries: tuple[IndexedQuery, ...],
    limit: int,
    whole: tuple[VisibleSlice, ...] = (),
    stage: str = "",
) -> ColumnElement[int]:
    """Build the number of works that the queries find, each up to a limit; of slices by totals.

    A work is touched once: what stands between an index and the count is paid for each.
    """
    counts: list[ColumnElement[int]] = []
    for key, query in queries:
        some = query.order_by(key.desc()).limit(literal_limit(limit)).subquery()
        counts.append(select(func.count()).select_from(some).scalar_subquery())
    if whole:
        counts.append(stage_counts.count_in_slices(whole, stage))
    return reduce(add, counts)


@lru_cache(CACHED_STATEMENTS)
def _count_found(queries: tuple[IndexedQuery, ...], limit: int) -> ColumnElement[int]:
    ids = _newest_ids(queries, None, limit).subquery()
    return select(func.count()).select_from(ids).scalar_subquery()


@lru_cache(CACHED_STATEMENTS)
def _page_with_total_query(
    queries: tuple[IndexedQuery, ...], size: int, number: ColumnElement[int]
) -> Query:
    return _page_query(queries, None, size).add_columns(number.label("n"))


@lru_cache(CACHED_STATEMENTS)
def _first_page_query(queries: tuple[IndexedQuery, ...], size: int, limit: int) -> Query:
    """Select the rows of the first page, each with the count as `n`."""
    found = _newest_ids(queries, None, limit).cte("found")
    newest = select(found.c.id).order_by(found.c.id.desc()).limit(literal_limit(size))
    n = select(func.count()).select_from(found).scalar_subquery()
    return proposal_rows.select_rows(newest, PROPOSAL.c.id.desc()).add_columns(n.label("n"))


def _newest_ids(queries: tuple[IndexedQuery, ...], after: int | None, size: int) -> Select[int]:
    """Select the ids of the newest, from the newest of each query.

    Each query is read in the order of its index. Without that order a planner may begin elsewhere
    and read everything to count a few.
    """
    newest = []
    for key, query in queries:
        later = query if after is None else query.where(key < after)
        newest.append(select(later.order_by(key.desc()).limit(literal_limit(size)).subquery().c.id))
    found = union_all(*newest).subquery()
    return select(found.c.id).order_by(found.c.id.desc()).limit(literal_limit(size))


@lru_cache(CACHED_STATEMENTS)
def _indexed_queries(
    person: Person, wanted: Filter, slices: tuple[VisibleSlice, ...], dialect: str, *, few: bool
) -> tuple[IndexedQuery, ...]:
    """Build the query for one's own proposals, and those for what is seen in a role.

    Of several indexes the one is used that narrows the list most.
    """
    words = search.split_words(wanted.q)
    mine, roles = visibility.is_own(person), visibility.is_seen_by_role(person)
    narrowed = _column_conditions(wanted)
    held, signed = _word_conditions(words), _sponsor_conditions(wanted)
    seen = [visibility.in_slice(visible) for visible in slices]
    if wanted.mine:
        own = _by_id(mine, *narrowed, *held, *signed)
        entrusted = (PROPOSAL.c.assignee_id == person.id, not_(mine), *narrowed, *held, *signed)
        return own, *(_by_id(visible, *entrusted) for visible in seen)
    first = _by_id(mine, not_(roles), *narrowed, *held, *signed)
    if words and not few:
        matching = search.matches_words(words, dialect)
        # PostgreSQL takes the strips in turn, as far as it must, and need not sort a whole stage.
        # SQLite would go through its text index for each of them.
        by_slice = narrowed and dialect == "postgresql"
        return first, *(
            _by_other_index(SEARCH_INDEX.c.rowid, *matching, reached, *narrowed, *signed)
            for reached in (seen if by_slice else [roles])
        )
    if wanted.sponsor is not None and not (wanted.stage or wanted.district):
        asked = SIGNOFF.c.organisation_id == wanted.sponsor
        key, query = _by_other_index(SIGNOFF.c.proposal_id, asked, roles, *narrowed)
        return first, (key, query.distinct())
    return first, *(_by_id(visible, *narrowed, *held, *signed) for visible in seen)


def _by_id(*conditions: ColumnElement[bool]) -> IndexedQuery:
    return PROPOSAL.c.id, select(PROPOSAL.c.id).where(*conditions)


def _by_other_index(key: ColumnElement[int], *conditions: ColumnElement[bool]) -> IndexedQuery:
    """Select ids by another table's index, which has the proposals' ids in their order."""
    joined = select(key.label("id")).join(PROPOSAL, PROPOSAL.c.id == key)
    return key, joined.where(*conditions)


def _column_conditions(wanted: Filter) -> Conditions:
    """Build the conditions on columns of the proposal's own row."""
    asked = (
        (PROPOSAL.c.stage, wanted.stage),
        (PROPOSAL.c.district, wanted.district),
        (PROPOSAL.c.programme_id, wanted.programme),
    )
    return [column == value for column, value in asked if value]


def _word_conditions(words: list[str]) -> Conditions:
    found = exists().where(SEARCH_INDEX.c.rowid == PROPOSAL.c.id, *search.contains_words(words))
    return [found] if words else []


def _sponsor_conditions(wanted: Filter) -> Conditions:
    asked = exists().where(
        SIGNOFF.c.proposal_id == PROPOSAL.c.id, SIGNOFF.c.organisation_id == wanted.sponsor
    )
    return [asked] if wanted.sponsor is not None else []
