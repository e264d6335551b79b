"""Which contents the database names, and which rows of files nothing needs any more."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    delete,
    exists,
    func,
    inspect,
    select,
    type_coerce,
    union,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.selectable import FromClause

from artflow.models import File, Version
from artflow.services.database.transactions import reading, writing

FILE = File.__table__
VERSION = Version.__table__
CONTENTS = [column for column in FILE.c if getattr(column.type, "length", None) == 64]
"""The columns that hold an address in the storage: the upload itself and what pages show."""
USES = [
    key.parent
    for table in FILE.metadata.sorted_tables
    for key in table.foreign_keys
    if key.column is FILE.c.id
]
"""Every column that points at a file: whoever adds a table adds it here by its foreign key."""
BYTE_ORDER = {"postgresql": "C", "sqlite": "BINARY"}
STREAMING = {"yield_per": 5000}
BATCH = 500


class Content(NamedTuple):
    """An address, and a name under which somebody sent what it was made of."""

    sha256: str
    name: str


def list_named(connection: Connection) -> Generator[Content, None, None]:
    """Yield every content that a row names, once, rising by address.

    It is read as a stream: use a connection of `transactions.reading`. The database may lack its
    newest migrations: a backup is made before they run, too.
    """
    present = {column["name"] for column in inspect(connection).get_columns(FILE.name)}
    parts = (
        select(column.label("sha256"), FILE.c.name).where(column.is_not(None))
        for column in CONTENTS
        if column.name in present
    )
    named = union(*parts).subquery()
    order = named.c.sha256.collate(BYTE_ORDER[connection.dialect.name])
    statement = select(named.c.sha256, func.min(named.c.name)).group_by(named.c.sha256)
    with connection.execute(statement.order_by(order), execution_options=STREAMING) as rows:
        yield from map(Content._make, rows)


def compare(connection: Connection, addresses: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Yield each of these rising addresses with whether a row names it.

    Both lists are walked side by side, so neither has to fit into memory.
    """
    with closing(list_named(connection)) as named:
        current = next(named, None)
        for sha256 in addresses:
            while current is not None and current.sha256 < sha256:
                current = next(named, None)
            yield sha256, current is not None and current.sha256 == sha256


def list_unused(connection: Connection, before: datetime) -> list[int]:
    """List the rows that came before a moment and that no other row and no version names."""
    named = _named_by_versions(connection)
    rows = select(FILE.c.id).where(FILE.c.at < before, *_is_unused(), FILE.c.sha256.not_in(named))
    return list(connection.execute(rows.order_by(FILE.c.id)).scalars())


def forget_unused(before: datetime) -> int:
    """Delete the rows that `list_unused` finds. Returns how many; their contents stay.

    They are found while others write, and looked at once more in the transaction that deletes
    them: one that somebody is about to use is locked by them and left alone.
    """
    with reading() as connection:
        last = connection.execute(select(func.coalesce(func.max(VERSION.c.id), 0))).scalar_one()
        found = list_unused(connection, before)
    gone = 0
    for start in range(0, len(found), BATCH):
        with writing() as connection:
            of_these = FILE.c.id.in_(found[start : start + BATCH])
            free = select(FILE.c.id).where(of_these).with_for_update(skip_locked=True)
            locked = list(connection.execute(free).scalars())
            newer = _named_by_versions(connection).where(VERSION.c.id > last)
            unused = (FILE.c.id.in_(locked), *_is_unused(), FILE.c.sha256.not_in(newer))
            gone += connection.execute(delete(FILE).where(*unused)).rowcount
    return gone


def _is_unused() -> list[ColumnElement[bool]]:
    return [~exists().where(column == FILE.c.id) for column in USES]


def _named_by_versions(connection: Connection) -> Select[tuple[str]]:
    """Build the list of the hashes that frozen versions name: they have no foreign keys."""
    parts: FromClause
    if connection.dialect.name == "postgresql":
        listed = type_coerce(VERSION.c.snapshot, JSONB)["files"]
        parts = func.jsonb_array_elements(listed).table_valued("value", joins_implicitly=True)
        sha256 = type_coerce(parts.c.value, JSONB)["sha256"].astext
    else:
        listed = func.json_each(VERSION.c.snapshot, "$.files")
        parts = listed.table_valued("value", joins_implicitly=True)
        sha256 = func.json_extract(parts.c.value, "$.sha256", type_=String)
    return select(sha256).select_from(VERSION, parts).where(sha256.is_not(None))
