"""The finished works, as everybody may see them: nothing of a proposal but its card.

Asked without the object mapper: the front door is what a new process shows first.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from artflow.models import File, Proposal, User, Version, Wall

from .database import at_most
from .files import CARD_KINDS, rendition
from .visibility import public

MOST = 12
P, V, U, W, F = (model.__table__ for model in (Proposal, Version, User, Wall, File))


class Finished(NamedTuple):
    """A finished work with the picture that shows it best, and what that picture shows."""

    id: int
    title: str
    artist: str
    address: str | None
    at: datetime
    sha256: str
    alt: str
    width: int | None
    height: int | None


def finished(connection: Connection, size: int = MOST) -> list[Finished]:
    """The works finished last, those without a picture left out; two statements."""
    works = connection.execute(
        select(P.c.id, P.c.title, U.c.name, W.c.address, P.c.entered_at, V.c.snapshot)
        .select_from(
            P.join(U, U.c.id == P.c.applicant_id)
            .join(V, V.c.id == P.c.version_id)
            .outerjoin(W, W.c.id == P.c.wall_id)
        )
        .where(public())
        .order_by(P.c.entered_at.desc(), P.c.id.desc())
        .limit(at_most(size))
    ).all()
    best = {work.id: _best(work.snapshot) for work in works}
    wanted = {file["sha256"] for file in best.values() if file}
    sizes = select(F.c.sha256, F.c.width, F.c.height)
    rows = connection.execute(sizes.where(F.c.sha256.in_(wanted), F.c.large.is_not(None)))
    kept = {sha256: (width, height) for sha256, width, height in rows}
    return [
        Finished(*work[:5], file["sha256"], file["alt"], *kept[file["sha256"]])
        for work in works
        if (file := best[work.id]) and file["sha256"] in kept
    ]


def picture(connection: Connection, proposal_id: int, sha256: str, size: str) -> str | None:
    """What is shown of this picture in this size, if it stands for a finished work."""
    query = (
        select(V.c.snapshot)
        .join_from(V, P, P.c.version_id == V.c.id)
        .where(P.c.id == proposal_id, public())
    )
    snapshot = connection.execute(query).scalar()
    best = _best(snapshot) if snapshot else None
    if best is None or best["sha256"] != sha256:
        return None
    return connection.execute(
        select(rendition(size)).where(F.c.sha256 == sha256).limit(at_most(1))
    ).scalar()


def _best(snapshot: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The work in its street rather than alone: the first montage, else the first sketch."""
    found = (f for kind in reversed(CARD_KINDS) for f in snapshot["files"] if f["kind"] == kind)
    return next(found, None)
