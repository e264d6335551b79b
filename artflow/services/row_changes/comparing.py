"""Rows of works as they stand, read beside the history that says what they must be."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select, text, true

from artflow.domain.history import chain
from artflow.domain.history.chain import FIELDS, Fault, Fold
from artflow.domain.history.row_changes import Change, RowKey, Values, find_faults
from artflow.models import Event, RowChange

from .sealing import COLUMNS
from .witnesses import WITNESSES, Witness, row_content

ROW_CHANGE = RowChange.__table__
EVENT = Event.__table__
STREAMING = {"yield_per": 1000}
_changes = select(ROW_CHANGE.c.proposal_id, *COLUMNS).order_by(
    ROW_CHANGE.c.proposal_id, ROW_CHANGE.c.n, ROW_CHANGE.c.id
)
_events = select(*(EVENT.c[name] for name in FIELDS), EVENT.c.hash).order_by(EVENT.c.n)


class ByWork:
    """Rows that come by rising works, handed out work by work and forgotten at once."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next: tuple[int, list[Sequence[Any]]] | None = None
        self._advance()

    def take(self, proposal_id: int) -> list[Sequence[Any]]:
        """Return the rows of a work; ask for rising ids only. Rows of none are passed over."""
        for _passed in self.before(proposal_id):
            pass
        if self._next is None or self._next[0] != proposal_id:
            return []
        found = self._next[1]
        self._advance()
        return found

    def before(self, proposal_id: int | None) -> Iterator[int]:
        """Pass over the works before this one, or all that are left, and return which they are."""
        while self._next is not None and (proposal_id is None or self._next[0] < proposal_id):
            yield self._next[0]
            self._advance()

    def _advance(self) -> None:
        key, rows = next(self._groups, (None, ()))
        self._next = None if key is None else (key, list(rows))


class RowsByWork:
    """The witnessed rows of all works and the changes of them, read beside their histories."""

    def __init__(
        self, changes: Iterable[Sequence[Any]], tables: Iterable[Iterable[Sequence[Any]]]
    ) -> None:
        self._changes, self._tables = ByWork(changes), [ByWork(rows) for rows in tables]

    def compare(self, fold: Fold) -> Iterator[Fault]:
        """Find what differs in the rows of a work; ask by rising works.

        Works that are passed over have rows and no history.
        """
        yield from self._nobodys(fold.proposal_id)
        changes = [Change(*row[1:]) for row in self._changes.take(fold.proposal_id)]
        rows: dict[RowKey, Values] = {
            (row[1], row[2]): json.loads(row[3])
            for rows in self._tables
            for row in rows.take(fold.proposal_id)
        }
        known = fold.fault.n if fold.fault else 0
        for fault in find_faults(fold, changes, rows):
            if fault.code != "rewritten" or fault.n != known:
                yield fault

    def rest(self) -> Iterator[Fault]:
        """Name the works that are left and have rows without a history."""
        yield from self._nobodys(None)

    def _nobodys(self, before: int | None) -> Iterator[Fault]:
        passed = {key for rows in (self._changes, *self._tables) for key in rows.before(before)}
        for proposal_id in sorted(passed):
            yield Fault(proposal_id, 1, "missing")


@contextmanager
def reading_rows(connection: Connection, only: int | None = None) -> Iterator[RowsByWork]:
    """Read the rows of all works and their changes as streams, or those of one work.

    Nothing is held as a whole.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL timezone TO 'UTC'")  # as the triggers write
    with ExitStack() as open_:
        streams = [
            open_.enter_context(
                connection.execute(
                    text(_select_rows(connection, w, only)), execution_options=STREAMING
                )
            )
            for w in WITNESSES
        ]
        asked = true() if only is None else ROW_CHANGE.c.proposal_id == only
        changes = open_.enter_context(
            connection.execute(_changes.where(asked), execution_options=STREAMING)
        )
        yield RowsByWork(changes, streams)


def find_faults_of(connection: Connection, proposal_id: int) -> list[Fault]:
    """Find what differs in the rows of one work, for whoever has the work locked."""
    rows = connection.execute(_events.where(EVENT.c.proposal_id == proposal_id))
    fold = next(chain.fold((row[:-1], row[-1]) for row in rows), Fold(proposal_id))
    with reading_rows(connection, proposal_id) as works:
        return list(works.compare(fold))


def _select_rows(connection: Connection, witness: Witness, only: int | None) -> str:
    """Return the SQL for the rows of a table, by work: work, table, id and content."""
    content = row_content(connection, witness, "r").replace(":", "\\:")
    if witness.parent is None:
        work, tables = witness.work("r"), f"{witness.name} r"
    else:
        parent, column = witness.parent
        work, tables = "p.proposal_id", f"{witness.name} r JOIN {parent} p ON p.id = r.{column}"
    where = "" if only is None else f" WHERE {work} = {only:d}"
    return f"SELECT {work}, '{witness.name}', r.id, {content} FROM {tables}{where} ORDER BY 1, 3"
