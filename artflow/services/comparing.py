"""What a reviewer lays side by side: the wall as it is, the work on it, how it was before."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import select

from artflow.domain.case import Case
from artflow.extensions import db
from artflow.models import Version

from . import dossier_page, wall_photos

V = Version.__table__


class Compared(NamedTuple):
    """The versions, the newest first; those before the current one are in `earlier`.

    `current` is None as long as nothing was frozen. `wall` has the register's photos of the chosen
    wall. `sizes` are width and height by SHA-256, for every picture of the two versions.
    """

    current: Any
    chosen: Any
    earlier: list[Any]
    wall: list[Any]
    sizes: dict[str, tuple[int, int]]


def read(case: Case, no: int | None = None) -> Compared:
    """The current version beside the one with the number `no`, or beside the last before it.

    A number that no earlier version has counts as none.
    """
    connection = db.session.connection()
    query = select(V.c.id, V.c.no, V.c.at, V.c.changed, V.c.snapshot)
    rows = connection.execute(query.where(V.c.proposal_id == case.id).order_by(V.c.no.desc())).all()
    current = next((row for row in rows if row.id == case.version_id), None)
    earlier = [row for row in rows if current is not None and row.no < current.no]
    chosen = next((row for row in earlier if row.no == no), earlier[0] if earlier else None)
    shown = [row.snapshot for row in (current, chosen) if row is not None] or [case.dossier]
    wall = wall_photos.of(case.wall_id) if case.wall_id else []
    return Compared(current, chosen, earlier, wall, dossier_page.sizes(*shown))
