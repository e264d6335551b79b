"""The first page of the portfolio: what every stage comes to, and its newest works.

The sums are read from the kept totals, the works by an index that has them newest first: neither
asks how many works there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Select, and_, not_, select, union_all

from artflow.domain.access.policy import PagePart, sees, visible_parts
from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Stage
from artflow.models import Proposal
from artflow.services.database.transactions import literal_limit
from artflow.services.lists import visibility
from artflow.services.lists.visibility import VisibleSlice, is_own, is_seen_by_role
from artflow.services.programmes import definitions

from . import portfolio, totals
from .portfolio import SUMS, Portfolio, Work
from .totals import Total

PROPOSAL = Proposal.__table__


MOST_STAGES = 20
"""So many stages are asked about in one statement: SQLite joins 500 queries at most."""


class Sums(NamedTuple):
    """What some works come to for a reader; those whose sums are not open count alone.

    All of them are of one programme, or at least of one currency. `known` is how many have a budget
    that the reader may know; `payable` is what fell due, or was paid before.
    """

    works: int = 0
    known: int = 0
    budget: int = 0
    committed: int = 0
    payable: int = 0
    paid: int = 0

    @property
    def due(self) -> int:
        """Return what is to be paid now."""
        return max(self.payable - self.paid, 0)

    @property
    def left(self) -> int:
        """Return what was agreed and is not paid yet, due or not."""
        return max(self.committed - self.paid, 0)

    def __add__(self, other: object) -> Sums:
        assert isinstance(other, Sums)
        return Sums(*(a + b for a, b in zip(self, other, strict=True)))


class StageOverview(NamedTuple):
    """A stage with all that stands in it by programme, and the newest of its works."""

    stage: Stage
    sums: dict[int, Sums]
    works: list[Work]

    @property
    def work_count(self) -> int:
        """Return how many works stand in it."""
        return sum(each.works for each in self.sums.values())


class Overview(NamedTuple):
    """The stages that have works, in the order of the process, ended ones last.

    `shown` are the works of all stages with the names of their organisations.
    """

    stages: list[StageOverview]
    shown: Portfolio


def load_overview(
    connection: Connection,
    person: Person,
    size: int,
    stage: str = "",
    after: int | None = None,
) -> Overview:
    """Load every stage, or one alone, with `size` of its works: the newest, or those after one."""
    found = _stages(connection, person)
    if stage:
        found = {key: each for key, each in found.items() if key == stage}
    parts = [_newest(person, key, each, size, after) for key, each in found.items()]
    wanted = [one for some in _in_parts(parts) for one in connection.scalars(union_all(*some))]
    shown = portfolio.load_works(connection, person, wanted)
    works: defaultdict[str, list[Work]] = defaultdict(list)
    for work in shown.works:
        works[work.row.stage].append(work)
    return Overview(
        [StageOverview(each.stage, each.sums, works[key]) for key, each in found.items()], shown
    )


class _Found(NamedTuple):
    """A stage under way: where its works are found, and what they come to by programme."""

    stage: Stage
    places: set[VisibleSlice]
    sums: dict[int, Sums]


def _stages(connection: Connection, person: Person) -> dict[str, _Found]:
    """Add the totals up by stage, and what is the person's own besides."""
    ends = {
        (programme, openness): until
        for programme, openness, until in visibility.own_slices(person)
        if until is not None and not person.holds(Role.ADMINISTRATOR)
    }
    seen = [total for total in totals.load_totals(connection, ends) if sees(person, total)]
    own = _own_works(connection, person)
    places: defaultdict[str, set[VisibleSlice]] = defaultdict(set)
    sums: defaultdict[str, defaultdict[int, Sums]] = defaultdict(lambda: defaultdict(Sums))
    for total in seen:
        place = (total.programme_id, total.openness)
        places[total.stage].add((*place, ends.get(place)))
        sums[total.stage][total.programme_id] += _sums(person, total)
    for work, more in own:
        places[work.stage] |= set()
        sums[work.stage][work.programme_id] += more
    newest = {
        each.stage: each.definition_id
        for each in sorted([*seen, *(work for work, _ in own)], key=lambda it: it.definition_id)
    }
    stages = {
        key: definitions.load_workflow(connection, definition).stages[key]
        for key, definition in newest.items()
    }
    order = sorted(stages, key=lambda key: (stages[key].final, stages[key].order))
    return {key: _Found(stages[key], places[key], sums[key]) for key in order}


def _own_works(connection: Connection, person: Person) -> list[tuple[Total, Sums]]:
    """List the works that the person sent in, with what they add to what a role sees of them.

    Nothing for most readers: a portfolio is for those who pay and those who coordinate.
    """
    columns = [PROPOSAL.c[name] for name in Total._fields if name != "works"]
    frozen = PROPOSAL.c.version_id.is_not(None).label("frozen")
    rows = connection.execute(select(*columns, frozen).where(is_own(person)))
    found = []
    for row in rows:
        values = dict(row._mapping)
        parts = SUMS | {PagePart.TOTAL} if values.pop("frozen") else frozenset[PagePart]()
        work = Total(works=1, **values)
        found.append((work, _beyond_role(person, work, parts)))
    return found


def _beyond_role(person: Person, work: Total, parts: Iterable[PagePart]) -> Sums:
    whole = _counted(work, parts)
    if not sees(person, work):
        return whole
    return Sums(*(a - b for a, b in zip(whole, _sums(person, work), strict=True)))


def _sums(person: Person, total: Total) -> Sums:
    return _counted(total, visible_parts(person, total))


def _counted(total: Total, parts: Iterable[PagePart]) -> Sums:
    """Count as much of a total as these parts of a page tell."""
    seen = frozenset(parts)
    known = total.works if PagePart.TOTAL in seen else 0
    budget = total.budget if known else 0
    money = (total.committed, total.payable, total.paid) if known and seen >= SUMS else (0, 0, 0)
    return Sums(total.works, known, budget, *money)


def _newest(person: Person, stage: str, found: _Found, size: int, after: int | None) -> Select[int]:
    """Select the newest works of a stage, from the newest of each place an index begins with."""
    ways = [visibility.in_slice(place) for place in sorted(found.places, key=lambda it: it[:2])]
    ways.append(and_(is_own(person), not_(is_seen_by_role(person))))
    newest = []
    for way in ways:
        query = select(PROPOSAL.c.id).where(way, PROPOSAL.c.stage == stage)
        if after is not None:
            query = query.where(PROPOSAL.c.id < after)
        query = query.order_by(PROPOSAL.c.id.desc()).limit(literal_limit(size))
        newest.append(select(query.subquery().c.id))
    every = union_all(*newest).subquery()
    first = select(every.c.id).order_by(every.c.id.desc()).limit(literal_limit(size)).subquery()
    return select(first.c.id)


def _in_parts(parts: list[Select[int]]) -> Iterator[list[Select[int]]]:
    for at in range(0, len(parts), MOST_STAGES):
        yield parts[at : at + MOST_STAGES]
