"""Tables for one person: asked for, written by a job with their rights of that moment, fetched.

Its pieces lie in the database for a day: any server can give them out, and none holds them whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import IO, NamedTuple, Protocol, cast

from flask import current_app
from sqlalchemy import Connection, and_, delete, insert, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed, NotPossible, NotVisible, TooSoon
from artflow.domain.jobs import EXPORT as EXPORT_JOB
from artflow.domain.jobs import USUAL, WAITING
from artflow.domain.people.roles import Person
from artflow.domain.people.throttle import RateLimit, wait_for_all
from artflow.extensions import db
from artflow.models import Export, ExportPiece, Job, User
from artflow.services.database.transactions import literal_limit, writing
from artflow.services.identity import persons
from artflow.services.jobs import queue
from artflow.services.jobs.queue import Claimed

EXPORT = Export.__table__
PIECE = ExportPiece.__table__
JOB = Job.__table__
USER = User.__table__
RETENTION = timedelta(days=1)
LIMIT = RateLimit(10, timedelta(hours=1))
"""How many a person may ask for."""
PIECE_BYTES = 512 * 1024
FORMATS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
}
"""Media types by the ending of the name."""

Progress = Callable[[int, int | None], None]
"""Told how many rows of how many are written; None while they are not counted yet."""
Write = Callable[[Connection, Person, str, str, IO[bytes], Progress], str]
"""Writes a table (format, language) into a file. Returns the name for it."""


class ExportKind(NamedTuple):
    """What can be exported: the right that is asked for at each step, and who writes it."""

    right: Can
    write: Write


class ExportRow(Protocol):
    """An export and the job that writes it, as long as there is one."""

    id: int
    user_id: int
    kind: str
    format: str
    language: str
    created_at: datetime
    rows_done: int
    rows_total: int | None
    ready_at: datetime | None
    name: str
    size: int
    seen_as: str
    state: str | None
    reason: str | None
    started_at: datetime | None


_exports = select(EXPORT, JOB.c.state, JOB.c.reason, JOB.c.started_at).select_from(
    EXPORT.outerjoin(JOB, and_(JOB.c.kind == EXPORT_JOB.name, JOB.c.subject_id == EXPORT.c.id))
)


def register(app_extensions: dict[str, object], name: str, kind: ExportKind) -> None:
    """Let a kind of table be exported."""
    kinds = cast("dict[str, ExportKind]", app_extensions.setdefault("exports", {}))
    kinds[name] = kind


def find_kind(name: str) -> ExportKind:
    """Return the kind of this name. Raises KeyError."""
    kinds: dict[str, ExportKind] = current_app.extensions["exports"]
    return kinds[name]


def request_export(by: Person, kind: str, table_format: str, language: str, now: datetime) -> int:
    """Have a table written. Returns the id of the export; the one that is being written already.

    Raises `NotAllowed`, and `TooSoon` after too many. Of two presses of one person at the same
    instant the later waits, and finds what the earlier has asked for.
    """
    with persons.writing_as(by, by.id) as (connection, person):
        if not may(person, find_kind(kind).right):
            raise NotAllowed
        mine = EXPORT.c.user_id == person.id
        same = (EXPORT.c.kind == kind, EXPORT.c.format == table_format)
        open_one = _exports.where(
            mine, *same, JOB.c.state == WAITING, EXPORT.c.language == language
        )
        found = connection.execute(open_one).first()
        if found is not None:
            return cast("ExportRow", found).id
        recent = select(EXPORT.c.created_at).where(mine, EXPORT.c.created_at > now - LIMIT.window)
        times = list(connection.execute(recent.order_by(EXPORT.c.created_at.desc())).scalars())
        if wait := wait_for_all(times, (LIMIT,), now):
            raise TooSoon(wait, "exports")
        row = {"user_id": person.id, "kind": kind, "format": table_format, "language": language}
        statement = insert(EXPORT).returning(EXPORT.c.id)
        key: int = connection.execute(statement, {**row, "created_at": now}).scalar_one()
        queue.enqueue(connection, EXPORT_JOB, key, now, USUAL)
        return key


def list_own(person: Person) -> list[ExportRow]:
    """List what the person has asked for lately, the newest first."""
    mine = _exports.where(EXPORT.c.user_id == person.id).order_by(EXPORT.c.id.desc())
    return cast("list[ExportRow]", db.session.execute(mine.limit(literal_limit(50))).all())


def load_own(person: Person, export_id: int) -> ExportRow:
    """Load an export of this person. Raises `NotVisible` for that of another."""
    mine = _exports.where(EXPORT.c.id == export_id, EXPORT.c.user_id == person.id)
    found = db.session.execute(mine).one_or_none()
    if found is None:
        raise NotVisible
    return cast("ExportRow", found)


def find_ready(person: Person, export_id: int) -> ExportRow:
    """Find an export that its person may fetch now.

    Raises `NotVisible`, `NotAllowed` once they lack the right, and `NotPossible` while it is not
    ready and after their roles have changed: what they may see may be less by now.
    """
    row = load_own(person, export_id)
    if not may(person, find_kind(row.kind).right):
        raise NotAllowed
    if row.ready_at is None or row.seen_as != describe_roles(person):
        raise NotPossible
    return row


def describe_roles(person: Person) -> str:
    """Return a hash of all that the person's sight depends on."""
    held = sorted(
        (m.role.value, m.organisation_id, m.is_current, sorted(m.programmes), sorted(m.left))
        for m in person.memberships
    )
    return hashlib.sha256(repr(held).encode()).hexdigest()


def read_pieces(export_id: int) -> Iterator[bytes]:
    """Yield the pieces of an export, each read by itself."""
    position = 0
    wanted = select(PIECE.c.content).where(PIECE.c.export_id == export_id)
    while True:
        with db.engine.connect() as connection:
            content = connection.execute(wanted.where(PIECE.c.position == position)).scalar()
        if content is None:
            return
        yield content
        position += 1


def load_asked(export_id: int) -> tuple[ExportRow, Person] | None:
    """Load an export for the job that writes it, with its person as they are now.

    None if it has gone, or the account is closed.
    """
    with db.engine.connect() as connection:
        row = connection.execute(_exports.where(EXPORT.c.id == export_id)).one_or_none()
        if row is None:
            return None
        account = select(USER.c.name, USER.c.active).where(USER.c.id == row.user_id)
        user = connection.execute(account).one()
        if not user.active:
            return None
        return cast("ExportRow", row), persons.load_person(connection, row.user_id, user.name)


def note_progress(export_id: int, done: int, total: int | None) -> None:
    """Note how far an export is; its page shows it."""
    with writing() as connection:
        statement = update(EXPORT).where(EXPORT.c.id == export_id)
        connection.execute(statement, {"rows_done": done, "rows_total": total})


def keep_pieces(export_id: int, file: IO[bytes]) -> int:
    """Keep what was written, piece by piece, instead of an earlier try. Returns the size in bytes.

    Each in a transaction of its own: a large one would keep all other writers waiting.
    """
    with writing() as connection:
        connection.execute(delete(PIECE).where(PIECE.c.export_id == export_id))
    size = position = 0
    file.seek(0)
    while content := file.read(PIECE_BYTES):
        with writing() as connection:
            row = {"export_id": export_id, "position": position, "content": content}
            connection.execute(insert(PIECE), row)
        size += len(content)
        position += 1
    return size


def mark_ready(job: Claimed, name: str, rows: int, size: int, seen_as: str, now: datetime) -> None:
    """Let an export be fetched; nothing if its job is another worker's by now."""
    ready = {"name": name, "rows_done": rows, "rows_total": rows, "size": size}
    with writing() as connection:
        if queue.mark_done(connection, job, now):
            statement = update(EXPORT).where(EXPORT.c.id == job.subject_id)
            connection.execute(statement, {**ready, "ready_at": now, "seen_as": seen_as})


def delete_old(connection: Connection, now: datetime) -> int:
    """Delete exports past their time, with their pieces and jobs. Returns how many."""
    old = EXPORT.c.created_at < now - RETENTION
    theirs = select(EXPORT.c.id).where(old)
    connection.execute(delete(PIECE).where(PIECE.c.export_id.in_(theirs)))
    of_these = (JOB.c.kind == EXPORT_JOB.name, JOB.c.subject_id.in_(theirs))
    connection.execute(delete(JOB).where(*of_these))
    return connection.execute(delete(EXPORT).where(old)).rowcount
