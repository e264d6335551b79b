"""The finished works, as everybody may see them: nothing of a proposal but its card.

Asked without the object mapper: this is the first page that a new process shows.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.snapshot import FrozenFile, Snapshot
from artflow.models import File, PastWork, Proposal, User, Version, Wall
from artflow.services.database.transactions import literal_limit
from artflow.services.files.files import CARD_KINDS, rendition_column

from .visibility import is_public

MAX_WORKS, MAX_RECORDED = 12, 24
PROPOSAL = Proposal.__table__
VERSION = Version.__table__
USER = User.__table__
WALL = Wall.__table__
PAST_WORK = PastWork.__table__
FILE = File.__table__


class FinishedWork(NamedTuple):
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


def list_finished(connection: Connection, size: int = MAX_WORKS) -> list[FinishedWork]:
    """List the works finished last, those without a picture left out; two statements."""
    works = connection.execute(
        select(
            PROPOSAL.c.id,
            PROPOSAL.c.title,
            USER.c.name,
            WALL.c.address,
            PROPOSAL.c.entered_at,
            VERSION.c.snapshot,
        )
        .select_from(
            PROPOSAL.join(USER, USER.c.id == PROPOSAL.c.applicant_id)
            .join(VERSION, VERSION.c.id == PROPOSAL.c.version_id)
            .outerjoin(WALL, WALL.c.id == PROPOSAL.c.wall_id)
        )
        .where(is_public())
        .order_by(PROPOSAL.c.entered_at.desc(), PROPOSAL.c.id.desc())
        .limit(literal_limit(size))
    ).all()
    best = {work.id: _best_picture(work.snapshot) for work in works}
    wanted = {file["sha256"] for file in best.values() if file}
    sizes = select(FILE.c.sha256, FILE.c.width, FILE.c.height)
    rows = connection.execute(sizes.where(FILE.c.sha256.in_(wanted), FILE.c.large.is_not(None)))
    kept = {sha256: (width, height) for sha256, width, height in rows}
    return [
        FinishedWork(*work[:5], file["sha256"], file["alt"], *kept[file["sha256"]])
        for work in works
        if (file := best[work.id]) and file["sha256"] in kept
    ]


class RecordedWork(NamedTuple):
    """A work that was painted before, as an earlier register has it."""

    title: str
    artist: str
    year: int
    address: str
    source: str


def list_recorded(connection: Connection, size: int = MAX_RECORDED) -> list[RecordedWork]:
    """List works of earlier registers that stand, the newest first."""
    columns = (
        PAST_WORK.c.title,
        PAST_WORK.c.artist,
        PAST_WORK.c.year,
        WALL.c.address,
        PAST_WORK.c.source,
    )
    query = (
        select(*columns)
        .select_from(PAST_WORK.join(WALL, WALL.c.id == PAST_WORK.c.wall_id))
        .where(PAST_WORK.c.stands.is_(True))
        .order_by(PAST_WORK.c.year.desc(), PAST_WORK.c.id.desc())
        .limit(literal_limit(size))
    )
    return [RecordedWork(*row) for row in connection.execute(query)]


def find_picture(connection: Connection, proposal_id: int, sha256: str, size: str) -> str | None:
    """Find the hash of this picture in this size, if it stands for a finished work."""
    query = (
        select(VERSION.c.snapshot)
        .join_from(VERSION, PROPOSAL, PROPOSAL.c.version_id == VERSION.c.id)
        .where(PROPOSAL.c.id == proposal_id, is_public())
    )
    snapshot: Snapshot | None = connection.execute(query).scalar()
    best = _best_picture(snapshot) if snapshot else None
    if best is None or best["sha256"] != sha256:
        return None
    return connection.execute(
        select(rendition_column(size)).where(FILE.c.sha256 == sha256).limit(literal_limit(1))
    ).scalar()


def _best_picture(snapshot: Snapshot) -> FrozenFile | None:
    """Find the work in its street rather than alone: the first montage, else the first sketch."""
    found = (f for kind in reversed(CARD_KINDS) for f in snapshot["files"] if f["kind"] == kind)
    return next(found, None)
