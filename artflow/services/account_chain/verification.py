"""Checks the account chain: its links, the rows they seal, and the rows that those tell of."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Table, Text, cast, collate, func, select

from artflow.domain.history.chain import GENESIS, hash_texts
from artflow.domain.people.account_links import SEALED, Range, hash_link
from artflow.models import AccountChain, AccountLink

from . import sealed_rows, witnesses
from .sealed_rows import STREAMING, Counted

CHAIN = AccountChain.__table__
LINK = AccountLink.__table__
CHANGE = sealed_rows.TABLES["account_change"]
MOST = 200
"""Faults that are told one by one."""
AT_ONCE, MOST_AT_ONCE = 500, 20_000
"""Links that are looked at together, and how many rows they may seal for that."""
BYTEWISE = {"postgresql": "C", "sqlite": "BINARY"}
"""Orders keys as Python does."""
_links = select(LINK.c.n, LINK.c.prev_hash, LINK.c.content, LINK.c.hash).order_by(LINK.c.n)


class AccountFault(NamedTuple):
    """One thing wrong: in which table and row, and what is said against what is there.

    Codes of links, whose table is `account_link`: `missing`, `unlinked`, `changed`, `end`; `twice`
    for rows that an earlier link has sealed, `rows` for sealed rows that were changed or taken out.
    Codes of rows: `unsealed` was written past the program, `differs`, `lost`, `unknown`.
    """

    table: str
    key: str
    code: str
    column: str = ""
    said: str = ""
    stored: str = ""


class Sealed(NamedTuple):
    """Which rows of a table a link seals, and the SHA-256 over them."""

    table: str
    ids: list[Range]
    sha256: str


class Report(NamedTuple):
    """What was looked at: how many links, and since when they can prove anything (ISO 8601).

    `faults` are the first ones; of `more` only the number is told.
    """

    links: int
    since: str
    faults: list[AccountFault]
    more: int


class _Ticked:
    """Which ids of a table are sealed: one byte for each up to the highest that is there."""

    def __init__(self, connection: Connection, table: Table) -> None:
        self.highest: int = connection.execute(select(func.max(table.c.id))).scalar() or 0
        self.known = bytearray()

    def tick(self, first: int, last: int) -> bool:
        """Tick ids off, as far as they are there. Returns False if one was ticked before."""
        last = min(last, self.highest)
        if last < first:
            return True
        if len(self.known) <= last:
            self.known.extend(bytes(last + 1 - len(self.known)))
        fresh = not any(self.known[first : last + 1])
        self.known[first : last + 1] = b"\x01" * (last + 1 - first)
        return fresh

    def __contains__(self, key: int) -> bool:
        return 0 <= key < len(self.known) and bool(self.known[key])


class _Walk:
    """A walk along the links; afterwards it knows which rows they seal."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.ticked = {
            name: _Ticked(connection, table) for name, table in sealed_rows.TABLES.items()
        }
        self.n, self.head, self.since = 0, GENESIS, ""

    def faults(self) -> Iterator[AccountFault]:
        """Find what is wrong with the links; a gap is told once, and the walk goes on after it."""
        with self.connection.execute(_links, execution_options=STREAMING) as links:
            for some in links.partitions(AT_ONCE):
                told = [_read_content(link.content) for link in some]
                texts = self._read_rows(told)
                for link, rows in zip(some, told, strict=True):
                    yield from self._link(link)
                    for row in rows:
                        yield from self._rows(str(link.n), row, texts.get(row.table))
        chain = self.connection.execute(select(CHAIN.c.n, CHAIN.c.head)).all()
        if [tuple(row) for row in chain] != [(self.n, self.head)]:
            said = f"{chain[0].n}" if chain else ""
            yield AccountFault("account_link", str(self.n + 1), "end", "", said, str(self.n))

    def _link(self, link: Row[*tuple[Any, ...]]) -> Iterator[AccountFault]:
        name = str(link.n)
        if link.n != self.n + 1:
            yield AccountFault("account_link", str(self.n + 1), "missing")
        elif link.prev_hash != self.head:
            yield AccountFault("account_link", name, "unlinked")
        if link.hash != hash_link(link.n, link.prev_hash, link.content):
            yield AccountFault("account_link", name, "changed")
        self.n, self.head = link.n, link.hash
        self.since = self.since or _read_moment(link.content)

    def _read_rows(self, told: list[list[Sealed]]) -> dict[str, dict[int, str]]:
        """Read at once what several links seal: most seal two rows or three.

        What is far apart, or much, is left to be read link by link.
        """
        found = {}
        for name in SEALED:
            ids = [each for rows in told for row in rows if row.table == name for each in row.ids]
            low, high = min((a for a, _ in ids), default=0), max((b for _, b in ids), default=0)
            if ids and high - low < MOST_AT_ONCE:
                found[name] = sealed_rows.read_texts(self.connection, name, low, high)
        return found

    def _rows(
        self, link: str, sealed: Sealed, texts: dict[int, str] | None
    ) -> Iterator[AccountFault]:
        table, ids, sha256 = sealed
        count = sum(last + 1 - first for first, last in ids)
        where = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ids[:3])
        again = [first for first, last in ids if not self.ticked[table].tick(first, last)]
        if again:
            yield AccountFault(table, where, "twice", "", link)
        if texts is None:
            found = Counted(self.connection, table, ids)
            stored, hashed = found.count, found.sha256
        else:
            keys = (key for first, last in ids for key in range(first, last + 1))
            there = [texts[key] for key in keys if key in texts]
            stored, hashed = len(there), hash_texts(there)
        if hashed != sha256:
            yield AccountFault(table, where, "rows", "", f"{count}", f"{stored}")


def _read_content(content: str) -> list[Sealed]:
    """Read which rows a link seals; nothing of one that was changed until it says nothing."""
    try:
        rows = json.loads(content)["rows"]
        return [
            Sealed(name, [[int(a), int(b)] for a, b in rows[name]["ids"]], rows[name]["sha256"])
            for name in SEALED
            if name in rows
        ]
    except (ValueError, KeyError, TypeError):
        return []


def _read_moment(content: str) -> str:
    try:
        return str(json.loads(content)["at"])
    except (ValueError, KeyError, TypeError):
        return ""


def verify(connection: Connection, most: int = MOST) -> Report:
    """Check the chain and every row it witnesses; list the faults, and count those beyond `most`.

    Use a connection of `transactions.reading`: it sees one instant, whoever writes meanwhile.
    """
    walk = _Walk(connection)
    faults = chain(walk.faults(), _faults_of_rows(connection, walk))
    shown = list(islice(faults, most))
    more = sum(1 for _ in faults)
    return Report(walk.n, walk.since, shown, more)


def _faults_of_rows(connection: Connection, walk: _Walk) -> Iterator[AccountFault]:
    """Find what is wrong beside the links, once the walk has been along them all."""
    for name in SEALED[:-1]:
        yield from _unsealed(connection, sealed_rows.TABLES[name], walk.ticked[name])
    yield from _unsealed_changes(connection, walk.ticked[CHANGE.name])
    for table in witnesses.TABLES.values():
        yield from _compare(connection, table, walk.ticked[CHANGE.name])


def _unsealed(connection: Connection, table: Table, ticked: _Ticked) -> Iterator[AccountFault]:
    query = select(table.c.id).order_by(table.c.id)
    with connection.execute(query, execution_options=STREAMING) as rows:
        for (key,) in rows:
            if key not in ticked:
                yield AccountFault(table.name, str(key), "unsealed")


def _unsealed_changes(connection: Connection, ticked: _Ticked) -> Iterator[AccountFault]:
    """Find changes that no link seals: they are told by the row that was changed."""
    query = select(CHANGE.c.id, CHANGE.c.table_name, CHANGE.c.key, CHANGE.c.op).order_by(
        CHANGE.c.id
    )
    with connection.execute(query, execution_options=STREAMING) as rows:
        for row in rows:
            if row.id not in ticked:
                yield AccountFault(row.table_name, row.key, "unsealed", "", row.op, str(row.id))


def _compare(connection: Connection, table: Table, ticked: _Ticked) -> Iterator[AccountFault]:
    """Compare each row of a table with the last that the chain says of it; both go by their key."""
    collation = BYTEWISE[connection.dialect.name]
    key = collate(_key_column(table), collation)
    columns = [table.c[name] for name in witnesses.WITNESSED[table.name]]
    changes = (
        select(CHANGE.c.key, CHANGE.c.id, CHANGE.c.content)
        .where(CHANGE.c.table_name == table.name)
        .order_by(collate(CHANGE.c.key, collation), CHANGE.c.id)
    )
    with (
        connection.execute(select(*columns).order_by(key), execution_options=STREAMING) as rows,
        connection.execute(changes, execution_options=STREAMING) as told,
    ):
        stored = ((witnesses.key_of(table, row._asdict()), row) for row in rows)
        yield from _merge(table, _last_told(told, ticked), stored)


def _key_column(table: Table) -> ColumnElement[str]:
    found: ColumnElement[str] | None = None
    for column in table.primary_key.columns:
        text = cast(column, Text)
        found = text if found is None else found + " " + text
    assert found is not None, "every table has a key"
    return found


def _last_told(told: Any, ticked: _Ticked) -> Iterator[tuple[str, str]]:
    """Give what the chain says last of each row that is to be there, by its key."""
    for key, changes in groupby(told, key=itemgetter(0)):
        last = None
        for change in changes:
            last = change.content if change.id in ticked else last
        if last is not None:
            yield key, last


def _merge(
    table: Table,
    told: Iterator[tuple[str, str]],
    stored: Iterator[tuple[str, Row[*tuple[Any, ...]]]],
) -> Iterator[AccountFault]:
    said, there = next(told, None), next(stored, None)
    while said or there:
        if there is None or (said and said[0] < there[0]):
            assert said is not None
            yield AccountFault(table.name, said[0], "lost", "", said[1])
            said = next(told, None)
        elif said is None or there[0] < said[0]:
            yield AccountFault(table.name, there[0], "unknown")
            there = next(stored, None)
        else:
            yield from _differences(table, *said, there[1])
            said, there = next(told, None), next(stored, None)


def _differences(
    table: Table, key: str, content: str, row: Row[*tuple[Any, ...]]
) -> Iterator[AccountFault]:
    try:
        said: Mapping[str, object] = witnesses.read_image(table, json.loads(content))
    except (ValueError, AttributeError):
        said = {}
    now = {name: witnesses.plain(value) for name, value in row._mapping.items()}
    for name in witnesses.list_differences(said, now) if said else ["*"]:
        before, after = str(said.get(name)), str(now.get(name))
        yield AccountFault(table.name, key, "differs", name, before, after)
