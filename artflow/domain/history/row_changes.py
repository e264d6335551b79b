"""Rows of a work told by their changes: folded, and held against the rows as they stand.

The database notes every change of a row; the event of the work that was written with it names the
SHA-256 of them. So the rows of a work follow from its history, and what was changed past it differs
from what follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from .chain import Fault, Fold, hash_event

MOST_SHOWN = 80
"""So many characters of a value are shown."""
INSERT, UPDATE, DELETE = "insert", "update", "delete"

RowKey: TypeAlias = tuple[str, int]
"""A table and the id of a row."""
Values: TypeAlias = Mapping[str, object]
"""Columns of a row as the database writes them in JSON."""


class Change(NamedTuple):
    """One change of a row, made with the work's `n`-th event.

    `content` is the JSON of the columns that have changed, of a new row of all that are witnessed.
    """

    n: int
    table: str
    row_id: int
    op: str
    content: str


def hash_changes(changes: Iterable[Change]) -> str:
    """Return the SHA-256 that an event names of the changes made with it, in their order."""
    return hash_event([[c.table, c.row_id, c.op, c.content] for c in changes])


def find_faults(
    fold: Fold, changes: Iterable[Change], rows: Mapping[RowKey, Values]
) -> Iterator[Fault]:
    """Find whatever differs between the rows of a work and what its history says of them.

    `changes` stand in their order. What no event has sealed is not believed: the row it stands in
    differs then. Changes from before the rows were sealed as they stood need not be kept.
    """
    proposal_id, events, seals = fold.proposal_id, fold.last, fold.seals
    made = {n: list(group) for n, group in groupby(changes, key=attrgetter("n"))}
    sealed = {n: group for n, group in made.items() if n <= events}
    for n in sorted(sealed.keys() | seals.keys()):
        is_void = n < fold.sealed_from and n not in sealed
        if not is_void and seals.get(n) != hash_changes(sealed.get(n, ())):
            yield Fault(proposal_id, n, "rewritten")
    stated = _fold(change for group in sealed.values() for change in group)
    different = set()
    for fault in _compare(proposal_id, events, stated, rows):
        different.add((fault.table, fault.row_id))
        yield fault
    for n, group in made.items():
        for change in group if n > events else ():
            if (change.table, change.row_id) not in different:
                yield Fault(proposal_id, n, "unsealed", change.table, change.row_id)


def _fold(changes: Iterable[Change]) -> dict[RowKey, dict[str, object]]:
    stated: dict[RowKey, dict[str, object]] = {}
    for change in changes:
        _apply(stated, change)
    return stated


def _apply(stated: dict[RowKey, dict[str, object]], change: Change) -> None:
    key = (change.table, change.row_id)
    if change.op == DELETE:
        stated.pop(key, None)
        return
    try:
        content = json.loads(change.content)
    except ValueError:
        content = {}  # its event says already that it was rewritten
    stated[key] = content if change.op == INSERT else stated.get(key, {}) | content


def _compare(
    proposal_id: int,
    n: int,
    stated: Mapping[RowKey, Values],
    rows: Mapping[RowKey, Values],
) -> Iterator[Fault]:
    """Name each row that is lacking or nobody's, and each column that differs.

    A column that came into its table later is proven from its first change on.
    """
    for table, row_id in sorted(stated.keys() - rows.keys()):
        yield Fault(proposal_id, n, "row_lacking", table, row_id)
    for table, row_id in sorted(rows.keys() - stated.keys()):
        yield Fault(proposal_id, n, "row_added", table, row_id)
    for key in sorted(stated.keys() & rows.keys()):
        before, now = stated[key], rows[key]
        if before == now:
            continue
        for column in sorted(before.keys() & now.keys()):
            if before[column] != now[column]:
                difference = (column, _shown(before[column]), _shown(now[column]))
                yield Fault(proposal_id, n, "row_changed", *key, *difference)


def _shown(value: object) -> str:
    """Write a value for people, shortened: a whole paper may stand in a column."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
