"""The finished works, as everybody may see them: nothing of a proposal but its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, select
from sqlalchemy.orm import joinedload

from artflow.extensions import db
from artflow.models import File, Proposal, Version

from .files import CARD_KINDS
from .visibility import public

MOST = 12


class Finished(NamedTuple):
    """A finished work with the picture that shows it best, and what that picture shows."""

    proposal: Proposal
    picture: File
    alt: str


def finished(size: int = MOST) -> list[Finished]:
    """The works finished last, those without a picture left out; two statements."""
    query = (
        select(Proposal)
        .options(*map(joinedload, (Proposal.applicant, Proposal.version, Proposal.wall)))
        .where(public())
        .order_by(Proposal.moved_at.desc(), Proposal.id.desc())
        .limit(size)
    )
    best = {p: _best(p.version.snapshot) for p in db.session.scalars(query) if p.version}
    wanted = [file["sha256"] for file in best.values() if file]
    kept = {
        file.sha256: file
        for file in db.session.scalars(select(File).where(File.sha256.in_(wanted)))
        if file.is_image
    }
    return [
        Finished(p, kept[file["sha256"]], file["alt"])
        for p, file in best.items()
        if file and file["sha256"] in kept
    ]


def picture(connection: Connection, proposal_id: int, sha256: str) -> str | None:
    """The rendition that is served of this picture, if it stands for a finished work."""
    query = (
        select(Version.snapshot)
        .join(Proposal, Proposal.version_id == Version.id)
        .where(Proposal.id == proposal_id, public())
    )
    snapshot = connection.execute(query).scalar()
    best = _best(snapshot) if snapshot else None
    if best is None or best["sha256"] != sha256:
        return None
    return connection.execute(select(File.large).where(File.sha256 == sha256).limit(1)).scalar()


def _best(snapshot: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The work in its street rather than alone: the first montage, else the first sketch."""
    found = (f for kind in reversed(CARD_KINDS) for f in snapshot["files"] if f["kind"] == kind)
    return next(found, None)
