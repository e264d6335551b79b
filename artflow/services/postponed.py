"""Rows a decision leaves for its end: the driver itself writes them, together with the commit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

OPTION = "artflow_postponed"


def later(connection: Connection, statement: UpdateBase, values: Any) -> None:
    """Have rows written at the end of the write transaction: one row, or a list of rows.

    Nothing that is read before then finds them; `flush` writes them earlier.
    """
    connection.get_execution_options()[OPTION].append((statement, values))


def flush(connection: Connection) -> None:
    """Write now what was left for the end. Raises what executing it would have raised."""
    waiting = connection.get_execution_options()[OPTION]
    cursor = connection.connection.cursor()
    for statement, values in waiting:
        plain = _plain(statement, connection.dialect, values)
        try:
            if isinstance(values, list):
                cursor.executemany(plain.text, [plain.row(row) for row in values])
            else:
                cursor.execute(plain.text, plain.row(values))
        except connection.dialect.loaded_dbapi.Error as error:
            base = connection.dialect.loaded_dbapi.Error
            raise DBAPIError.instance(plain.text, None, error, base) from error
    waiting.clear()
    cursor.close()


class _Plain:
    """A statement as the driver takes it. Its compilation is most of what executing it costs."""

    def __init__(self, statement: UpdateBase, dialect: Dialect, columns: list[str]) -> None:
        self.compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        assert not self.compiled.insert_prefetch, "a default is filled in by executing only"
        self.text = str(self.compiled)
        self.order = self.compiled.positiontup
        self.made: dict[str, Callable[[Any], Any]] = {}
        for name, bind in self.compiled.binds.items():
            made = bind.type.dialect_impl(dialect).bind_processor(dialect)
            if made is not None:
                self.made[name] = made

    def row(self, values: dict[str, Any]) -> Any:
        """The parameters of one row."""
        row = self.compiled.construct_params(values)
        for name, made in self.made.items():
            row[name] = made(row[name])
        return [row[name] for name in self.order] if self.order is not None else row


_known: WeakKeyDictionary[UpdateBase, dict[str, _Plain]] = WeakKeyDictionary()


def _plain(statement: UpdateBase, dialect: Dialect, values: Any) -> _Plain:
    """Compiled once for each kind of database; every caller gives the same columns each time."""
    known = _known.setdefault(statement, {})
    if dialect.name not in known:
        columns = list(values[0] if isinstance(values, list) else values)
        known[dialect.name] = _Plain(statement, dialect, columns)
    return known[dialect.name]
