"""What a reviewer lays side by side: the wall as it is, the work on it, how it was before."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select

from artflow.domain.pictures import Shape
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.extensions import db
from artflow.models import Version
from artflow.services.walls import photos as walls_photos

from . import detail

VERSION = Version.__table__


class Frozen(NamedTuple):
    """A version. `changed` has under `keys` what differs from the one before."""

    id: int
    no: int
    at: datetime
    changed: dict[str, list[str]]
    snapshot: Snapshot


class ComparedVersions(NamedTuple):
    """The versions, the newest first; those before the current one are in `earlier`.

    `current` is None as long as nothing was frozen. `wall` has the register's photos of the chosen
    wall. `sizes` has the shape of every file of the two versions by SHA-256.
    """

    current: Frozen | None
    chosen: Frozen | None
    earlier: list[Frozen]
    wall: list[walls_photos.Photo]
    sizes: dict[str, Shape]


def load_comparison(case: Case, no: int | None = None) -> ComparedVersions:
    """Load the current version and the one with the number `no`, or the last before the current.

    A number that no earlier version has counts as none.
    """
    connection = db.session.connection()
    query = select(VERSION.c.id, VERSION.c.no, VERSION.c.at, VERSION.c.changed, VERSION.c.snapshot)
    mine = query.where(VERSION.c.proposal_id == case.id).order_by(VERSION.c.no.desc())
    rows = [Frozen(*row) for row in connection.execute(mine)]
    current = next((row for row in rows if row.id == case.version_id), None)
    earlier = [row for row in rows if current is not None and row.no < current.no]
    chosen = next((row for row in earlier if row.no == no), earlier[0] if earlier else None)
    shown = [row.snapshot for row in (current, chosen) if row is not None] or [case.dossier]
    wall = walls_photos.list_photos(case.wall_id) if case.wall_id else []
    return ComparedVersions(current, chosen, earlier, wall, detail.file_shapes(*shown))
