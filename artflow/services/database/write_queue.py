"""Rows that a write transaction leaves for its end: the driver writes them with the commit.

On PostgreSQL they are sent in one go, without waiting for the answer to each: a decision takes
half of the time that it would take with a round trip for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Insert, UpdateBase
from sqlalchemy.sql.schema import ScalarElementColumnDefault

QUEUE_OPTION = "artflow_write_queue"
Values: TypeAlias = Mapping[str, object]
"""A row to be written: its values by the names of the statement's columns or binds."""


def add(connection: Connection, statement: UpdateBase, values: Values | Sequence[Values]) -> None:
    """Have rows written at the end of the write transaction: one row, or a list of rows.

    Nothing that is read before then finds them; `flush` writes them earlier. An empty list is
    nothing to write.
    """
    if not values:
        return
    connection.get_execution_options()[QUEUE_OPTION].append((statement, values))


def flush(connection: Connection) -> None:
    """Write now what was left for the end. Raises what executing it would have raised."""
    waiting = connection.get_execution_options()[QUEUE_OPTION]
    cursor = connection.connection.cursor()
    for statement, values in waiting:
        compiled = _compiled(statement, connection.dialect, values)
        try:
            if isinstance(values, Mapping):
                cursor.execute(compiled.text, compiled.row(values))
            else:
                rows = [compiled.row(row) for row in values]
                cursor.executemany(compiled.text, rows)  # type: ignore[arg-type]  # all of one kind
        except connection.dialect.loaded_dbapi.Error as error:
            base = connection.dialect.loaded_dbapi.Error
            raise DBAPIError.instance(compiled.text, None, error, base) from error
    waiting.clear()
    cursor.close()


class _Compiled:
    """A statement as the driver takes it. Its compilation is most of what executing it costs."""

    def __init__(self, statement: UpdateBase, dialect: Dialect, columns: list[str]) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        assert isinstance(compiled, SQLCompiler)
        self.compiled = compiled
        self.defaults: dict[str, object] = {}
        for column in compiled.insert_prefetch:
            default = column.default
            assert isinstance(default, ScalarElementColumnDefault), "only plain values stand in"
            self.defaults[column.key] = default.arg
        self.text = str(compiled)
        self.order = compiled.positiontup
        self.processors: dict[str, Callable[[object], object]] = {}
        for bind, name in self.compiled.bind_names.items():
            processor = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if processor is not None:
                self.processors[name] = processor

    def row(self, values: Values) -> Values | Sequence[object]:
        """Return the parameters of one row."""
        row = self.compiled.construct_params({**self.defaults, **values})
        for name, processor in self.processors.items():
            row[name] = processor(row[name])
        return [row[name] for name in self.order] if self.order is not None else row


_cache: WeakKeyDictionary[UpdateBase, dict[str, _Compiled]] = WeakKeyDictionary()
"""A statement of a module stays here, one that was made for a decision goes with it."""


def _compiled(
    statement: UpdateBase, dialect: Dialect, values: Values | Sequence[Values]
) -> _Compiled:
    """Compile once for each kind of database; every caller gives the same columns each time."""
    known = _cache.setdefault(statement, {})
    if dialect.name not in known:
        columns = list(values if isinstance(values, Mapping) else values[0])
        # A copy: what is compiled holds its statement, and would hold its own key for ever.
        copy = (
            statement.inline() if isinstance(statement, Insert) else statement.execution_options()
        )
        known[dialect.name] = _Compiled(copy, dialect, columns)
    return known[dialect.name]
