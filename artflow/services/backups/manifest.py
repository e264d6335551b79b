"""What a backup says of itself: when, of what, how large, under which hashes, up to which seal.

A backup is a folder, named after its moment (in a bucket see `bucket_places`):

    2026-11-28T115612Z/
      manifest.json    written last; a folder without it is no backup
      database.sqlite  or database.dump, of PostgreSQL
      files.txt        SHA-256, size in bytes and name of every content that the database names
      files/           the contents, as the storage keeps them
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from artflow.services.audit import Seal

MANIFEST, LIST, CONTENTS = "manifest.json", "files.txt", "files"
DUMPS = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
FORMAT = 1
_named = re.compile(r"\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?")


class BackupError(RuntimeError):
    """A backup cannot be made or put back; one line says why and what to do."""


class Part(NamedTuple):
    """A file of the backup: its size in bytes and its SHA-256."""

    size: int
    sha256: str


class Entry(NamedTuple):
    """A content that the database names. The size is -1 if the storage did not have it."""

    sha256: str
    size: int
    name: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. Decisions that were answered before `at` (UTC, ISO 8601) are in it.

    `last_event_id` and `last_event_at` are where its history ends; `seal` is its newest anchor.
    """

    at: str
    program: str
    kind: str
    revision: str
    dump: Part
    files: Part
    contents: int
    bytes: int
    proposals: int
    events: int
    last_event_id: int
    last_event_at: str
    seal: Seal | None
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the manifest into a backup."""
        text = json.dumps(asdict(self), default=datetime.isoformat, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read it back. Raises `BackupError` if it is damaged or of a later format."""
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            if found["format"] != FORMAT:
                raise BackupError(f"{folder} was made by a newer artflow: install that one first")
            seal = found["seal"]
            if seal is not None:
                root, last, chains, at, *signed = seal
                seal = Seal(root, last, chains, datetime.fromisoformat(at), *signed)
            parts = {"dump": Part(*found["dump"]), "files": Part(*found["files"])}
            return cls(**found | parts | {"seal": seal})
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise BackupError(f"the manifest of {folder} cannot be read: {error}") from error


def measure(path: Path) -> Part:
    """Return size and SHA-256 of a file."""
    with path.open("rb") as file:
        return Part(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def read_list(folder: Path) -> Iterator[Entry]:
    """Yield what the database of this backup names."""
    with (folder / LIST).open(encoding="utf-8") as lines:
        for line in lines:
            sha256, size, name = line.rstrip("\n").split(" ", 2)
            yield Entry(sha256, int(size), name)


def list_backups(folder: Path) -> list[Path]:
    """List the whole backups in a folder, the oldest first."""
    return sorted(
        path for path in folder.glob("*") if is_name(path.name) and (path / MANIFEST).is_file()
    )


def is_name(name: str) -> bool:
    """Return whether a backup may be called this."""
    return _named.fullmatch(name) is not None


def name_of(moment: datetime) -> str:
    """Return the name of a backup: its moment in UTC, which sorts by time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H%M%SZ")
