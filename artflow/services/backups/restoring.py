"""The way back: a backup becomes the installation of an empty machine; what it lacks is said."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from flask import Flask
from sqlalchemy import inspect

from artflow.extensions import db
from artflow.services import audit, audit_contents
from artflow.services.account_chain import verification as account_chain
from artflow.services.audit import Report, Seal, Shortfall
from artflow.services.database import schema
from artflow.services.database.transactions import reading
from artflow.services.files import files

from . import database_copies
from .manifest import DUMPS, LIST, BackupError, Manifest, measure, read_list
from .opening import fetch
from .places import Fetched, copy_content


class Restored(NamedTuple):
    """What was put back, and what is wrong with it.

    `older` is a seal that the history lacks, `wrong` what is missing or not what its hash says.
    """

    folder: Path | str
    manifest: Manifest
    migrated: bool
    report: Report
    older: Shortfall | None
    wrong: list[str]
    accounts: account_chain.Report

    @property
    def is_whole(self) -> bool:
        return not (self.report.fault or self.older or self.wrong or self.accounts.faults)


def restore(app: Flask, where: Path | str, *, root: str | None = None) -> Restored:
    """Put a backup back: files, then the database, then the migrations since; and verify it.

    `where` is a backup, or a place of them: then the newest. Nothing is touched unless the
    installation is empty and the backup whole; whoever breaks it off may begin again. Contents that
    the backup lacks do not stop it. Raises `BackupError` with one line that says what to do.
    """
    with fetch(where) as found:
        manifest = Manifest.read(found.folder)
        _check(found.folder, manifest)
        _check_is_empty(found.folder)
        _restore_contents(found)
        database_copies.put_back(db.engine, found.folder / DUMPS[manifest.kind])
    db.engine.dispose()
    migrated = schema.upgrade(app)
    if manifest.seal is not None:
        audit.note_seal(manifest.seal)
    with reading() as connection:
        return Restored(
            found.where,
            manifest,
            migrated,
            audit.verify(connection),
            audit.find_shortfall(connection, Seal(root) if root else None, manifest.seal),
            audit_contents.verify_files(connection),
            account_chain.verify(connection),
        )


def _check(folder: Path, manifest: Manifest) -> None:
    """Make sure that the backup is whole and fits this program."""
    if manifest.kind not in DUMPS or manifest.kind != db.engine.dialect.name:
        raise BackupError(
            f"the backup is of {manifest.kind}, this installation uses {db.engine.dialect.name}"
        )
    if not schema.is_known(manifest.revision):
        raise BackupError(
            f"the backup was made by artflow {manifest.program}, whose migration"
            f" {manifest.revision} this version does not have: install that one first"
        )
    for name, part in ((DUMPS[manifest.kind], manifest.dump), (LIST, manifest.files)):
        path = folder / name
        if not path.is_file() or measure(path) != part:
            raise BackupError(f"{path} is not what the manifest says: take another backup")


def _check_is_empty(folder: Path) -> None:
    """Make sure that nothing is overwritten, nor mixed with what another installation has kept."""
    with db.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
    db.engine.dispose()
    if tables:
        raise BackupError(
            "the database is not empty: a backup is put back into an empty one, before"
            " `db upgrade` or anything else"
        )
    listed = {entry.sha256 for entry in read_list(folder)}
    if any(sha256 not in listed for sha256 in files.storage().addresses()):
        raise BackupError("there are other files in the storage: it must be empty too")


def _restore_contents(found: Fetched) -> None:
    """Copy every content that is what its address says; what is not is found by verification."""
    store = files.storage()
    for entry in read_list(found.folder):
        copy_content(found.contents, store, entry.sha256)
