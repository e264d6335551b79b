"""The rows that links seal, as they are hashed: by their ids, the same on every database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, or_, select

from artflow.domain.history.chain import canonical, hash_texts
from artflow.domain.people.account_links import SEALED, Range
from artflow.models import AccountChange, AccountEvent, AdminEvent

STREAMING = {"yield_per": 1000}
AT_ONCE = 100
"""Ranges that are asked for in one statement."""
TABLES: dict[str, Table] = {
    model.__table__.name: model.__table__ for model in (AccountEvent, AdminEvent, AccountChange)
}
assert tuple(TABLES) == SEALED
UNSEALED_COLUMN = "tx"
"""It only says which transaction may seal a row, and means nothing in another database."""


class Counted:
    """Hashes sealed rows one after the other, and counts them."""

    def __init__(self, connection: Connection, name: str, ids: Sequence[Range]) -> None:
        self.count = 0
        self.sha256 = hash_texts(self._texts(connection, TABLES[name], ids))

    def _texts(self, connection: Connection, table: Table, ids: Sequence[Range]) -> Iterator[str]:
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            mine = (table.c.id.between(first, last) for first, last in some)
            query = select(*_columns(table)).where(or_(*mine)).order_by(table.c.id)
            with connection.execute(query, execution_options=STREAMING) as rows:
                for row in rows:
                    self.count += 1
                    yield _text(row)


def read_texts(connection: Connection, name: str, low: int, high: int) -> dict[int, str]:
    """Read the rows with these ids and those between, as they are hashed."""
    table = TABLES[name]
    query = select(*_columns(table)).where(table.c.id.between(low, high))
    return {row[0]: _text(row) for row in connection.execute(query)}


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if column.name != UNSEALED_COLUMN]


def _text(row: Row[*tuple[Any, ...]]) -> str:
    return canonical([_plain(value) for value in row])


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value
