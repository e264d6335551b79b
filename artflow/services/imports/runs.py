"""An import: a table that is kept, looked at as often as wanted, and entered once and whole.

What is entered is what was shown: the very bytes, compared once more with what is here inside the
transaction, and refused if anything has changed meanwhile.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol, cast

from sqlalchemy import Connection, Row, Select, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from artflow.domain.errors import NotPossible, NotVisible, Reason
from artflow.domain.people.roles import Person, Role
from artflow.extensions import db
from artflow.models import File, ImportRun, User
from artflow.services.database.transactions import literal_limit
from artflow.services.files import files, intake
from artflow.services.identity import persons
from artflow.services.programmes import admin_log

from . import plans
from .plans import Choices, Fate, ReadRow, Register, RowPlan

FILE = File.__table__
IMPORT_RUN = ImportRun.__table__
USER = User.__table__
RETENTION = timedelta(days=7)
"""How long a table is kept that nobody has entered: it may name people."""
MAX_RUNS = 30


class Run(Protocol):
    """An import as the database has it, with the name and the address of its table."""

    id: int
    kind: str
    options: dict[str, Any]
    by_id: int
    created_at: datetime
    done_at: datetime | None
    counts: dict[str, Any]
    name: str
    sha256: str
    by: str


class Upload(NamedTuple):
    """A table that was sent: what it is to be, its bytes, its name, what was said beside it."""

    kind: str
    content: bytes
    filename: str
    options: Mapping[str, object]


def _runs() -> Select[*tuple[Any, ...]]:
    return select(IMPORT_RUN, FILE.c.name, FILE.c.sha256, USER.c.name.label("by")).select_from(
        IMPORT_RUN.join(FILE, FILE.c.id == IMPORT_RUN.c.file_id).join(
            USER, USER.c.id == IMPORT_RUN.c.by_id
        )
    )


def create(by: Person, upload: Upload, now: datetime) -> int:
    """Keep a table to be looked at and return its id; older ones that came to nothing are gone.

    Raises `SignedOut`.
    """
    sha256 = files.storage().put(upload.content)
    with persons.writing_as(by) as (connection, actor):
        stale = (IMPORT_RUN.c.done_at.is_(None), IMPORT_RUN.c.created_at < now - RETENTION)
        connection.execute(delete(IMPORT_RUN).where(*stale))
        kept = {
            "sha256": sha256,
            "name": intake.clean_name(upload.filename),
            "media_type": "application/octet-stream",
            "size": len(upload.content),
            "uploaded_by_id": actor.id,
            "at": now,
        }
        file_id = connection.execute(insert(FILE).returning(FILE.c.id), kept).scalar_one()
        row = {
            "kind": upload.kind,
            "file_id": file_id,
            "options": dict(upload.options),
            "by_id": actor.id,
            "created_at": now,
            "counts": {},
        }
        key: int = connection.execute(
            insert(IMPORT_RUN).returning(IMPORT_RUN.c.id), row
        ).scalar_one()
    return key


def load(key: int, by: Person) -> Run:
    """Load an import of the person; administrators see all. Raises `NotVisible`."""
    row = db.session.execute(_runs().where(IMPORT_RUN.c.id == key)).one_or_none()
    return _visible(row, by)


def _visible(row: Row[*tuple[Any, ...]] | None, by: Person) -> Run:
    if row is None or (row.by_id != by.id and not by.holds(Role.ADMINISTRATOR)):
        raise NotVisible
    return cast("Run", row)


def list_runs(by: Person) -> list[Run]:
    """List the imports that the person may see, the newest first."""
    query = _runs().order_by(IMPORT_RUN.c.id.desc()).limit(literal_limit(MAX_RUNS))
    if not by.holds(Role.ADMINISTRATOR):
        query = query.where(IMPORT_RUN.c.by_id == by.id)
    return cast("list[Run]", db.session.execute(query).all())


def list_entered(run: Run) -> list[Mapping[str, Any]]:
    """List what the log keeps of each row that an import has entered or changed."""
    events = admin_log.list_events(admin_log.import_subject(run.id))
    return next((event.data["rows"] for event in events if event.type == "imported"), [])


def read_content(run: Run) -> bytes:
    """Read the bytes of an import's table. Raises `NotPossible` if they are not what was sent."""
    try:
        with files.storage().open(run.sha256) as stream:
            content = stream.read()
    except FileNotFoundError as error:
        raise NotPossible(Reason("import_lost")) from error
    if hashlib.sha256(content).hexdigest() != run.sha256:
        raise NotPossible(Reason("import_lost"))
    return content


def discard(key: int, by: Person) -> None:
    """Forget a table that was not entered. Raises `NotVisible`, `NotPossible`."""
    with persons.writing_as(by) as (connection, actor):
        run = _lock(connection, key, actor)
        connection.execute(delete(IMPORT_RUN).where(IMPORT_RUN.c.id == run.id))


def carry_out(
    key: int,
    by: Person,
    register: Register,
    rows: Sequence[ReadRow],
    choices: Choices,
    *,
    shown: str,
    now: datetime,
) -> dict[str, int]:
    """Enter what was shown, all of it or nothing, and return how many rows came to what.

    `shown` is the fingerprint of the plans that were looked at. Raises `NotVisible`, `NotAllowed`;
    `NotPossible` if it was entered already, would do nothing, or what is here has changed.
    """
    try:
        with persons.writing_as(by) as (connection, actor):
            _take_turns(connection)
            run = _lock(connection, key, actor)
            planned = register.plan(connection, actor, rows)
            if plans.fingerprint(planned) != shown:
                raise NotPossible(Reason("import_changed"))
            return _enter(connection, actor, run, register, planned, choices, now)
    except IntegrityError as error:  # somebody has entered the same beside us
        raise NotPossible(Reason("import_changed")) from error


def _take_turns(connection: Connection) -> None:
    """Let no two imports run at once: each would miss what the other has entered."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("LOCK TABLE import_run IN SHARE ROW EXCLUSIVE MODE"))


def _lock(connection: Connection, key: int, actor: Person) -> Run:
    row = connection.execute(_runs().where(IMPORT_RUN.c.id == key)).one_or_none()
    run = _visible(row, actor)
    if run.done_at is not None:
        raise NotPossible(Reason("import_done"))
    return run


def _enter(
    connection: Connection,
    actor: Person,
    run: Run,
    register: Register,
    planned: Sequence[RowPlan],
    choices: Choices,
    now: datetime,
) -> dict[str, int]:
    taken = [plan for plan in planned if plan.is_taken(choices)]
    if not taken:
        raise NotPossible(Reason("import_nothing"))
    written = [
        {"row": plan.row.number, "fate": plan.fate.value}
        | dict(register.write(connection, actor, plan, now))
        for plan in taken
    ]
    counts = {
        "new": sum(plan.fate is Fate.NEW for plan in taken),
        "changed": sum(plan.fate is Fate.DIFFERS for plan in taken),
        "same": sum(plan.fate is Fate.SAME for plan in planned),
    }
    counts["left"] = len(planned) - sum(counts.values())
    values = {"done_at": now, "counts": counts}
    connection.execute(update(IMPORT_RUN).where(IMPORT_RUN.c.id == run.id), values)
    admin_log.record(
        connection,
        admin_log.import_subject(run.id),
        "imported",
        actor.id,
        now,
        kind=run.kind,
        sha256=run.sha256,
        counts=counts,
        rows=written,
    )
    return counts
