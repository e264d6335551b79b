"""The parts of an archive: what lies in it under which name."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from artflow.config import find_folder
from artflow.domain.access.policy import PagePart
from artflow.domain.history.chain import canonical
from artflow.domain.text import LocalizedText

from . import events
from .reading import AnyRow, WorkRows

SCRIPT = "verify.py"


class Part(NamedTuple):
    """A text of the archive, held in memory: all of a work's rows are a few hundred kilobytes."""

    path: str
    content: bytes


def list_parts(rows: WorkRows, seen: frozenset[PagePart], pages: list[Part]) -> list[Part]:
    """List everything but the uploads; `pages` are for people.

    This is the place for more: a line here, and the script need not know of it, for SHA256SUMS
    names it. The changes of rows that events seal (their key `rows`) belong here as a file of
    lines, without those of `SUM_COLUMNS` and payments for whoever knows no sums. A signature of the
    anchors, with the public key, belongs here too.
    """
    with_sums = PagePart.COMMITMENTS in seen
    head = f"{rows.work.events} {rows.work.head}\n".encode()
    return [
        *pages,
        Part(SCRIPT, (find_folder("docs") / SCRIPT).read_bytes()),
        Part("events.txt", events.write_lines(rows.events, with_sums=with_sums)),
        Part("head.txt", head),
        *(Part(f"versions/{no}.json", canonical(kept).encode()) for no, kept in rows.snapshots),
        *(Part(f"rows/{name}.json", _as_json(found)) for name, found in rows.tables.items()),
        Part("rows/wall.json", _as_json(list(rows.walls.values()))),
        Part("names.json", _names(rows)),
        Part("process.toml", rows.process.encode()),
    ]


def _as_json(rows: list[AnyRow]) -> bytes:
    found = [dict(row._mapping) for row in rows]
    return json.dumps(found, ensure_ascii=False, indent=1, default=_plain).encode()


def _names(rows: WorkRows) -> bytes:
    """Name the people and organisations whose numbers stand in events and rows."""
    found = {
        "people": rows.people,
        "organisations": {key: each.name for key, each in rows.organisations.items()},
    }
    return json.dumps(found, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> object:
    """Return a value as JSON has it: instants in UTC as ISO 8601, decimals as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, LocalizedText):
        return dict(value.texts)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    raise TypeError(f"{type(value).__name__} has no form in an archive")
