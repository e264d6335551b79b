"""A backup: the database first, then the files that it names, and the manifest last."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypedDict

from sqlalchemy import Connection, func, inspect, select
from sqlalchemy.exc import DBAPIError

from artflow.config import VERSION
from artflow.extensions import db
from artflow.models import Anchor, Event, Proposal
from artflow.services import audit
from artflow.services.database import schema
from artflow.services.database.transactions import literal_limit
from artflow.services.files import files, references

from . import database_copies
from .manifest import DUMPS, LIST, BackupError, Entry, Manifest, measure, name_of
from .opening import open_place
from .places import Place

log = logging.getLogger(__name__)
ANCHOR = Anchor.__table__
EVENT = Event.__table__
PROPOSAL = Proposal.__table__
NOTE = "backup"


class _Facts(TypedDict):
    """What the manifest says of the copied database, read from the copy itself."""

    revision: str
    proposals: int
    events: int
    last_event_id: int
    last_event_at: str
    seal: audit.Seal | None


class Made(NamedTuple):
    """A whole backup, and the contents that the storage did not have as the database names them.

    `folder` is where it is: a path, or its address in a bucket.
    """

    folder: Path | str
    manifest: Manifest
    missing: list[Entry]


def make(where: Path | str, *, keep: int | None = None) -> Made:
    """Make a backup in a folder of backups or a bucket, while people work.

    First the history is sealed, then the database copied, then the files that this copy names:
    they were kept before their rows were, and what is tidied meanwhile is only set aside. Contents
    that the place has from before are not copied again. With `keep` only so many of the newest
    backups stay. Raises `BackupError`, and OSError for a full disk; nothing half stays behind.
    """
    place = open_place(where)
    with place.alone():
        _seal()
        moment = datetime.now(UTC)
        part = place.begin(name_of(moment))
        try:
            manifest, missing = _fill(place, part, moment)
            folder = place.publish(part, name_of(moment))
        finally:
            shutil.rmtree(part, ignore_errors=True)
        if keep:
            place.remove_old(keep)
    _note(moment)
    return Made(folder, manifest, missing)


def _note(moment: datetime) -> None:
    """Note beside the files when the last backup was made, so that administrators see it."""
    try:
        files.storage().keep_note(NOTE, moment.isoformat())
    except OSError as error:
        log.warning("when this backup was made could not be noted: %s", error)


def last_made() -> datetime | None:
    """Return when the last backup was made from here; None if nobody knows of one."""
    text = files.storage().read_note(NOTE)
    return datetime.fromisoformat(text) if text else None


def _seal() -> None:
    """Seal the history, so that the backup knows its own head.

    A full disk, or a standby that only reads, is no reason to make no backup. Raises `BackupError`
    if the database has no tables.
    """
    with db.engine.connect() as connection:
        if schema.present_revision(connection) is None:
            raise BackupError("the database is empty: there is nothing to back up")
    try:
        audit.anchor()
    except DBAPIError as error:
        log.warning("the history could not be sealed before this backup: %s", error.orig)


def _fill(place: Place, part: Path, moment: datetime) -> tuple[Manifest, list[Entry]]:
    """Write everything that belongs into the backup, its manifest last."""
    kind = db.engine.dialect.name
    dump, named = part / DUMPS[kind], part / "named"
    with database_copies.copied(db.engine, dump) as connection:
        facts = _read_facts(connection)
        with named.open("w", encoding="utf-8") as lines:
            lines.writelines(
                f"{sha256} {name}\n" for sha256, name in references.list_named(connection)
            )
    contents = size = 0
    missing = []
    with (part / LIST).open("w", encoding="utf-8") as lines:
        for entry in _keep_contents(place, named, part):
            lines.write(f"{entry.sha256} {entry.size} {entry.name}\n")
            if entry.size < 0:
                missing.append(entry)
            else:
                contents, size = contents + 1, size + entry.size
    named.unlink()
    manifest = Manifest(
        at=moment.isoformat(),
        program=VERSION,
        kind=kind,
        dump=measure(dump),
        files=measure(part / LIST),
        contents=contents,
        bytes=size,
        **facts,
    )
    manifest.write(part)
    return manifest, missing


def _read_facts(connection: Connection) -> _Facts:
    """Read from the copy what its manifest says of it."""
    newest = select(EVENT.c.id, EVENT.c.at).order_by(EVENT.c.id.desc()).limit(literal_limit(1))
    last = connection.execute(newest).first()
    known = [column["name"] for column in inspect(connection).get_columns(ANCHOR.name)]
    return _Facts(
        revision=schema.present_revision(connection) or "",
        proposals=connection.execute(select(func.count(PROPOSAL.c.id))).scalar_one(),
        events=connection.execute(select(func.count(EVENT.c.id))).scalar_one(),
        last_event_id=last.id if last else 0,
        last_event_at=last.at if last else "",
        seal=audit.newest_seal(connection, known),
    )


def _keep_contents(place: Place, named: Path, part: Path) -> Iterator[Entry]:
    """Keep what is listed as named; yield each with its size, or -1 if it is not there whole."""
    store = files.storage()
    with named.open(encoding="utf-8") as lines:
        for line in lines:
            sha256, name = line.rstrip("\n").split(" ", 1)
            size = place.keep(part, store, sha256)
            if size < 0:
                log.warning("content %s is missing or damaged in the storage", sha256)
            yield Entry(sha256, size, name)
