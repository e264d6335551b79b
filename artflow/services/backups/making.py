"""A backup: made under a hidden name beside its place, and named as a whole one at the end."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple, TypedDict

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from artflow.config import VERSION
from artflow.extensions import db
from artflow.models import Event, Proposal
from artflow.services import audit
from artflow.services.database import schema
from artflow.services.database.transactions import literal_limit
from artflow.services.files import files, references
from artflow.services.files.storage import DiskStorage, Storage

from . import database_copies
from .manifest import (
    CONTENTS,
    DUMPS,
    LIST,
    BackupError,
    Entry,
    Manifest,
    list_backups,
    measure,
    name_of,
)

log = logging.getLogger(__name__)
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
    """A whole backup, and the contents that the storage did not have as the database names them."""

    folder: Path
    manifest: Manifest
    missing: list[Entry]


def find_folder(where: str) -> Path:
    """Return the folder that a command names. Raises `BackupError` for an address of a store.

    This is where a backup in an object store will enter: whatever is not a folder is told apart
    here, for making and for restoring.
    """
    if "://" in where:
        raise BackupError(f"{where} is not a folder: backups are kept in folders")
    return Path(where).absolute()


def make(target: Path, *, keep: int | None = None) -> Made:
    """Make a backup in a folder of backups, while people work.

    First the history is sealed, then the database copied, then the files that this copy names:
    they were kept before their rows were, and what is tidied meanwhile is only set aside. Contents
    that the last backup has are linked to, not copied. With `keep` only so many of the newest
    backups stay. Raises `BackupError`, and OSError for a full disk; nothing half stays behind.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(target):
        for dead in target.glob(".*.part"):
            shutil.rmtree(dead)
        _seal()
        moment = datetime.now(UTC)
        part = target / f".{name_of(moment)}.part"
        part.mkdir(mode=0o700)
        try:
            manifest, missing = _fill(part, moment, list_backups(target)[-1:])
            folder = _publish(part, target / name_of(moment))
        finally:
            shutil.rmtree(part, ignore_errors=True)
        _remove_old(target, keep)
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


def _fill(part: Path, moment: datetime, earlier: list[Path]) -> tuple[Manifest, list[Entry]]:
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
        for entry in _copy_contents(named, part, [DiskStorage(at / CONTENTS) for at in earlier]):
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
    return _Facts(
        revision=schema.present_revision(connection) or "",
        proposals=connection.execute(select(func.count(PROPOSAL.c.id))).scalar_one(),
        events=connection.execute(select(func.count(EVENT.c.id))).scalar_one(),
        last_event_id=last.id if last else 0,
        last_event_at=last.at if last else "",
        seal=audit.newest_seal(connection),
    )


def _copy_contents(named: Path, part: Path, earlier: list[DiskStorage]) -> Iterator[Entry]:
    """Copy what is listed as named; yield each with its size, or -1 if it is not there whole."""
    store, copy = files.storage(), DiskStorage(part / CONTENTS, durable=False)
    with named.open(encoding="utf-8") as lines:
        for line in lines:
            sha256, name = line.rstrip("\n").split(" ", 1)
            is_kept = any(copy.link_from(other, sha256) for other in earlier)
            is_kept = is_kept or _copy_content(store, copy, sha256)
            yield Entry(sha256, copy.path(sha256).stat().st_size if is_kept else -1, name)


def _copy_content(store: Storage, copy: DiskStorage, sha256: str) -> bool:
    """Copy one content; False if it is missing or no longer what its address says."""
    try:
        with store.open(sha256) as source:
            return copy.put(source) == sha256
    except FileNotFoundError:
        log.warning("content %s is missing in the storage", sha256)
        return False


def _publish(part: Path, folder: Path) -> Path:
    """Give a finished backup its name, once everything in it has reached the disk."""
    getattr(os, "sync", lambda: None)()  # Windows has no such call
    part.rename(folder)
    return folder


def _remove_old(target: Path, keep: int | None) -> None:
    for old in list_backups(target)[:-keep] if keep else ():
        dead = old.rename(target / f".{old.name}.part")  # so that no half of it looks whole
        shutil.rmtree(dead)


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Let one process at a time write backups into a folder. Raises `BackupError` for a second.

    So what another one has left half-made belongs to nobody.
    """
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows: whoever starts two at once is on their own
        yield
        return
    with (target / ".lock").open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(f"another backup is being written to {target}") from error
        yield
