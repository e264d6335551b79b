"""Files of proposals: taken in once, found again only by those who may see them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from flask import Flask, current_app
from sqlalchemy import Connection, func, insert, select

from artflow.domain.policy import Show
from artflow.models import (
    File,
    Milestone,
    MilestonePhoto,
    ProposalFile,
    Record,
    RecordFile,
    Version,
)

from . import intake
from .database import writing
from .storage import DiskStorage

F, V = File.__table__, Version.__table__
RENDITIONS = [F.c[size] for size in intake.WIDTHS]
CARD_KINDS = ("sketch", "montage")
"""What goes with the card of a proposal; everything else asks for more."""


def init_app(app: Flask) -> None:
    """Open the storage named in the settings."""
    app.extensions["storage"] = DiskStorage(Path(app.config["UPLOADS"]))


def storage() -> DiskStorage:
    return current_app.extensions["storage"]


def writable() -> bool:
    """Whether uploads can be kept: the folder, or the nearest one above it, may be written."""
    folder = Path(current_app.config["UPLOADS"]).absolute()
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def keep(stream: BinaryIO, filename: str, *, by: int, now: datetime | None = None) -> int:
    """Take in an upload and return its id. Decoded and stored before any transaction begins.

    Raises `FileRefused` with the reason.
    """
    accepted = intake.accept(stream, filename, storage=storage())
    row = {
        "sha256": accepted.sha256, "name": accepted.name, "media_type": accepted.media_type,
        "size": accepted.size, "width": accepted.width, "height": accepted.height,
        "uploaded_by_id": by, "at": now or datetime.now(UTC),
    } | accepted.renditions  # fmt: skip
    with writing() as connection:
        return connection.execute(insert(F).returning(F.c.id), row).scalar_one()


def rendition(size: str) -> Any:
    """The column with what is shown in a size of `intake.WIDTHS`: a picture may lack a smaller one.

    NULL for what is no picture. Raises KeyError for a size that there is not.
    """
    return func.coalesce(F.c[size], F.c.large)


def find(
    connection: Connection, proposal_id: int, sha256: str, *, shows: frozenset[Show], own: bool
) -> Any:
    """The file of a proposal with these bytes, if the asker may see it there; else None."""
    used = [_frozen(connection, proposal_id, sha256, shows)]
    used += [_recorded(connection, proposal_id, sha256, shows)]
    used += [_photo(connection, proposal_id, sha256)] if Show.MILESTONES in shows else []
    used += [_working(connection, proposal_id, sha256)] if own else []
    if not any(used):
        return None
    return connection.execute(select(F).where(F.c.sha256 == sha256).order_by(F.c.id)).first()


def _frozen(connection: Connection, proposal_id: int, sha256: str, shows: frozenset[Show]) -> bool:
    snapshots = connection.execute(select(V.c.snapshot).where(V.c.proposal_id == proposal_id))
    return any(
        file["sha256"] == sha256 and (Show.DOSSIER in shows or file["kind"] in CARD_KINDS)
        for snapshot in snapshots.scalars()
        for file in snapshot["files"]
    )


def _recorded(
    connection: Connection, proposal_id: int, sha256: str, shows: frozenset[Show]
) -> bool:
    R, RF = Record.__table__, RecordFile.__table__
    kinds = connection.execute(
        select(R.c.kind)
        .select_from(R.join(RF, RF.c.record_id == R.c.id).join(F, F.c.id == RF.c.file_id))
        .where(R.c.proposal_id == proposal_id, F.c.sha256 == sha256)
    ).scalars()
    return any(paper_shown(kind, shows) for kind in kinds)


def paper_shown(kind: str, shows: frozenset[Show]) -> bool:
    """Whether the files of a paper may be seen: a consent's scan carries neighbours' names."""
    return (Show.CONSENT_SCAN if kind == "owner_consent" else Show.PAPERS) in shows


def _photo(connection: Connection, proposal_id: int, sha256: str) -> bool:
    M, MP = Milestone.__table__, MilestonePhoto.__table__
    found = (
        select(MP.c.id)
        .select_from(MP.join(M, M.c.id == MP.c.milestone_id).join(F, F.c.id == MP.c.file_id))
        .where(M.c.proposal_id == proposal_id, F.c.sha256 == sha256)
    )
    return connection.execute(found).first() is not None


def _working(connection: Connection, proposal_id: int, sha256: str) -> bool:
    PF = ProposalFile.__table__
    found = (
        select(PF.c.id)
        .select_from(PF.join(F, F.c.id == PF.c.file_id))
        .where(PF.c.proposal_id == proposal_id, F.c.sha256 == sha256)
    )
    return connection.execute(found).first() is not None


def every_hash(connection: Connection) -> list[tuple[str, str]]:
    """Each kept content with the name it came under, for verification."""
    statement = select(F.c.sha256, *RENDITIONS, F.c.name)
    return [
        (sha256, row.name) for row in connection.execute(statement) for sha256 in row[:-1] if sha256
    ]
