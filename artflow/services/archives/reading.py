"""All rows of a work at one instant, as far as somebody may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import Connection, Executable, select
from sqlalchemy.orm import Session, joinedload

from artflow.domain.access.policy import PagePart
from artflow.domain.snapshot import Snapshot
from artflow.models import (
    Definition,
    Event,
    File,
    Organisation,
    Proposal,
    User,
    Version,
    Wall,
)
from artflow.services.files.files import is_paper_visible

from .tables import TABLES

AnyRow: TypeAlias = Any
"""A row of whatever table; its columns are attributes."""
EVENT, FILE, USER = Event.__table__, File.__table__, User.__table__
PROPOSAL, VERSION, WALL = Proposal.__table__, Version.__table__, Wall.__table__
DEFINITION = Definition.__table__
FILE_LINKS = ("record_file", "condition_file", "milestone_photo", "payment_file")
_UNSAFE = re.compile(r"[^\w.-]+")
NAME_LENGTH = 60


class KeptFile(NamedTuple):
    """An upload in the archive: where, what was sent under which name, and its address."""

    path: str
    name: str
    media_type: str
    size: int
    sha256: str


class WorkRows(NamedTuple):
    """The rows of a work by table, and those of other tables that they name.

    `files` are by address, `file_of` tells the address of a row of files.
    """

    work: AnyRow
    tables: dict[str, list[AnyRow]]
    events: list[AnyRow]
    snapshots: list[tuple[int, Snapshot]]
    people: dict[int, str]
    organisations: dict[int, Organisation]
    walls: dict[int, AnyRow]
    files: dict[str, KeptFile]
    file_of: dict[int, str]
    process: str

    def linked(self, table: str, column: str, key: int) -> list[KeptFile]:
        """List the files that hang on a row, by the table that links them."""
        links = (link for link in self.tables.get(table, ()) if getattr(link, column) == key)
        return [self.files[self.file_of[link.file_id]] for link in links]


def read_work(connection: Connection, proposal_id: int, seen: frozenset[PagePart]) -> WorkRows:
    """Read all rows of a work that somebody may see who sees these parts.

    Use a connection of `transactions.reading`. The working dossier is never among them.
    """
    tables = _read_tables(connection, proposal_id, seen)
    (work,) = tables[PROPOSAL.name]
    history = EVENT.select().where(EVENT.c.proposal_id == proposal_id).order_by(EVENT.c.n)
    events = _all(connection, history)
    rows = [*(row for found in tables.values() for row in found), *events]
    snapshots = _read_snapshots(connection, proposal_id)
    file_of, files = _read_files(connection, tables, snapshots)
    process = select(DEFINITION.c.source).where(DEFINITION.c.id == work.definition_id)
    return WorkRows(
        work,
        tables,
        events,
        snapshots,
        _read_people(connection, rows),
        _read_organisations(connection, rows),
        _read_walls(connection, rows),
        files,
        file_of,
        connection.execute(process).scalar_one(),
    )


def _read_tables(
    connection: Connection, proposal_id: int, seen: frozenset[PagePart]
) -> dict[str, list[AnyRow]]:
    found = {}
    for part in TABLES:
        if part.seen_with in seen:
            columns = part.columns(with_sums=PagePart.COMMITMENTS in seen)
            mine = select(*columns).where(part.of_work(proposal_id))
            found[part.name] = _all(connection, mine.order_by(part.table.c.id))
    found["record_file"] = _visible_scans(found, seen)
    return found


def _all(connection: Connection, query: Executable) -> list[AnyRow]:
    return list(connection.execute(query))


def _visible_scans(tables: dict[str, list[AnyRow]], seen: frozenset[PagePart]) -> list[AnyRow]:
    kinds = {record.id: record.kind for record in tables.get("record", ())}
    links = tables.get("record_file", ())
    return [link for link in links if is_paper_visible(kinds[link.record_id], seen)]


def _read_snapshots(connection: Connection, proposal_id: int) -> list[tuple[int, Snapshot]]:
    found = select(VERSION.c.no, VERSION.c.snapshot).where(VERSION.c.proposal_id == proposal_id)
    return [(no, snapshot) for no, snapshot in connection.execute(found.order_by(VERSION.c.no))]


def _keys(rows: Iterable[AnyRow], *names: str) -> set[int]:
    return set(_values(rows, names)) - {0}


def _values(rows: Iterable[AnyRow], names: tuple[str, ...]) -> Iterator[int]:
    for row in rows:
        for name in names:
            yield getattr(row, name, None) or 0


def _read_people(connection: Connection, rows: list[AnyRow]) -> dict[int, str]:
    """Read the names of all whom a row names by a foreign key."""
    names = {
        key.parent.key
        for table in (EVENT, *(part.table for part in TABLES))
        for key in table.foreign_keys
        if key.column is USER.c.id
    }
    wanted = USER.c.id.in_(_keys(rows, *names))
    found = connection.execute(select(USER.c.id, USER.c.name).where(wanted).order_by(USER.c.id))
    return {row.id: row.name for row in found}


def _read_organisations(connection: Connection, rows: list[AnyRow]) -> dict[int, Organisation]:
    """Read the organisations with their former names: a decision keeps the name of its day."""
    wanted = Organisation.id.in_(_keys(rows, "organisation_id"))
    query = select(Organisation).options(joinedload(Organisation.former)).where(wanted)
    with Session(connection, expire_on_commit=False) as session:
        return {each.id: each for each in session.scalars(query.order_by(Organisation.id)).unique()}


def _read_walls(connection: Connection, rows: list[AnyRow]) -> dict[int, AnyRow]:
    wanted = WALL.c.id.in_(_keys(rows, "wall_id"))
    columns = (WALL.c.id, WALL.c.code, WALL.c.district, WALL.c.address, WALL.c.face)
    return {row.id: row for row in connection.execute(select(*columns).where(wanted))}


def _read_files(
    connection: Connection,
    tables: dict[str, list[AnyRow]],
    snapshots: list[tuple[int, Snapshot]],
) -> tuple[dict[int, str], dict[str, KeptFile]]:
    """Read what is linked or named by a version: addresses by row, and the files by address."""
    linked = _keys([link for name in FILE_LINKS for link in tables.get(name, ())], "file_id")
    named = {file["sha256"] for _no, snapshot in snapshots for file in snapshot["files"]}
    wanted = FILE.c.id.in_(linked) | FILE.c.sha256.in_(named)
    rows = _all(connection, FILE.select().where(wanted).order_by(FILE.c.id))
    files = {
        row.sha256: KeptFile(_path(row), row.name, row.media_type, row.size, row.sha256)
        for row in rows
    }
    return {row.id: row.sha256 for row in rows}, files


def _path(row: AnyRow) -> str:
    """Return where a file lies: its name as it was sent, as far as every system takes it."""
    safe = _UNSAFE.sub("_", row.name).strip("._")[-NAME_LENGTH:] or "file"
    return f"files/{row.sha256[:16]}-{safe}"
