"""Files of proposals: taken in once, found again only by those who may see them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, NamedTuple, Protocol, cast

from flask import Flask, current_app
from sqlalchemy import Column, ColumnElement, Connection, Table, func, insert, select

from artflow.domain.access.policy import PagePart
from artflow.domain.jobs import PICTURE, URGENT
from artflow.domain.people.throttle import RateLimit
from artflow.domain.pictures import PREPARING, READY
from artflow.models import (
    Condition,
    ConditionFile,
    File,
    Milestone,
    MilestonePhoto,
    Payment,
    PaymentFile,
    ProposalFile,
    Record,
    RecordFile,
    Version,
)
from artflow.services.database.disk_space import least_free
from artflow.services.database.transactions import literal_limit, writing
from artflow.services.jobs import queue
from artflow.services.storage.opening import open_storage
from artflow.services.storage.port import Storage

from . import intake, pictures

FILE = File.__table__
VERSION = Version.__table__
RECORD = Record.__table__
RECORD_FILE = RecordFile.__table__
MILESTONE = Milestone.__table__
CONDITION, CONDITION_FILE = Condition.__table__, ConditionFile.__table__
MILESTONE_PHOTO = MilestonePhoto.__table__
PAYMENT, PAYMENT_FILE = Payment.__table__, PaymentFile.__table__
PROPOSAL_FILE = ProposalFile.__table__
RENDITIONS = [FILE.c[size] for size in pictures.WIDTHS]
MAX_UPLOAD_AGE = timedelta(days=1)
"""How long a file that was sent before its form may wait for it."""
CARD_KINDS = ("sketch", "montage")
"""What goes with the card of a proposal; everything else asks for more."""


class Kept(Protocol):
    """A row of the files. The sizes are the SHA-256 of what pages show; of a paper there are none.

    A small picture lacks the larger sizes; one that is not `ready` lacks all of them.
    """

    sha256: str
    name: str
    media_type: str
    large: str | None
    medium: str | None
    small: str | None
    state: str


class KeptUpload(NamedTuple):
    """A file that somebody has sent and that may wait for what it is sent for."""

    id: int
    name: str
    state: str

    @property
    def is_waiting(self) -> bool:
        return self.state == PREPARING


def init_app(app: Flask) -> None:
    """Open the storage named in the settings. Raises `ConfigurationError` if that cannot be."""
    app.extensions["storage"] = open_storage(app.config["UPLOADS"])


def storage() -> Storage:
    """Return the storage of this application, in whatever place it is."""
    opened: Storage = current_app.extensions["storage"]
    return opened


def is_writable() -> bool:
    """Return whether uploads can be kept: the storage that is used is asked itself."""
    return storage().is_ready(least_free())


def store_upload(stream: BinaryIO, filename: str, *, by: int, now: datetime | None = None) -> int:
    """Take in an upload and return its id; the rest as `keep_upload`."""
    return keep_upload(stream, filename, by=by, now=now).id


def keep_upload(
    stream: BinaryIO, filename: str, *, by: int, now: datetime | None = None
) -> KeptUpload:
    """Take in an upload. Decoded and stored before any transaction begins.

    A picture that is too large for that waits for the worker. Raises `FileRefused` with the reason.
    """
    accepted = intake.accept(stream, filename, storage=storage())
    at = now or datetime.now(UTC)
    state = PREPARING if accepted.is_waiting else READY
    row = {
        "sha256": accepted.sha256,
        "name": accepted.name,
        "media_type": accepted.media_type,
        "size": accepted.size,
        "width": accepted.width,
        "height": accepted.height,
        "uploaded_by_id": by,
        "at": at,
    }
    row |= accepted.renditions | {"state": state, "due_at": at if accepted.is_waiting else None}
    with writing(repeatable=True) as connection:  # a second row is tidied away
        key: int = connection.execute(insert(FILE).returning(FILE.c.id), row).scalar_one()
        if accepted.is_waiting:
            queue.enqueue(connection, PICTURE, key, at, URGENT)
    return KeptUpload(key, accepted.name, state)


def list_uploads(
    connection: Connection, ids: Iterable[int], *, by: int, now: datetime
) -> list[KeptUpload]:
    """List those of these files that this person has sent, not longer ago than a day."""
    mine = (
        FILE.c.id.in_(list(ids)),
        FILE.c.uploaded_by_id == by,
        FILE.c.at > now - MAX_UPLOAD_AGE,
    )
    rows = select(FILE.c.id, FILE.c.name, FILE.c.state).where(*mine).order_by(FILE.c.id)
    return [KeptUpload(*row) for row in connection.execute(rows)]


def wait_for_upload(
    connection: Connection, user_id: int, limit: RateLimit, now: datetime
) -> timedelta:
    """Return how long somebody must wait before the next file, by those that were kept."""
    last = (
        select(FILE.c.at)
        .where(FILE.c.uploaded_by_id == user_id, FILE.c.at > now - limit.window)
        .order_by(FILE.c.at.desc())
        .offset(limit.free - 1)
        .limit(literal_limit(1))
    )
    oldest: datetime | None = connection.execute(last).scalar()
    return timedelta() if oldest is None else oldest + limit.window - now


def rendition_column(size: str) -> ColumnElement[str | None]:
    """Return the column with the picture in a size of `pictures.WIDTHS`, or large if it lacks.

    NULL for a file that is no picture. Raises KeyError for an unknown size.
    """
    return func.coalesce(FILE.c[size], FILE.c.large)


def find_visible(
    connection: Connection, proposal_id: int, sha256: str, *, parts: frozenset[PagePart], own: bool
) -> Kept | None:
    """Find the file of a proposal with these bytes; None unless the asker may see it there."""
    used = [_in_versions(connection, proposal_id, sha256, parts)]
    used += [_in_papers(connection, proposal_id, sha256, parts)]
    used += (
        [_in_milestones(connection, proposal_id, sha256)] if PagePart.MILESTONES in parts else []
    )
    used += [_in_payments(connection, proposal_id, sha256)] if PagePart.COMMITMENTS in parts else []
    used += [_in_conditions(connection, proposal_id, sha256)] if PagePart.SIGNOFFS in parts else []
    used += [_in_working_dossier(connection, proposal_id, sha256)] if own else []
    if not any(used):
        return None
    # The same bytes may have come twice: a row that can be looked at goes before one that waits.
    rows = select(FILE).where(FILE.c.sha256 == sha256).order_by(FILE.c.large.is_(None), FILE.c.id)
    found = connection.execute(rows).first()
    return cast("Kept | None", found)


def _in_versions(
    connection: Connection, proposal_id: int, sha256: str, parts: frozenset[PagePart]
) -> bool:
    snapshots = connection.execute(
        select(VERSION.c.snapshot).where(VERSION.c.proposal_id == proposal_id)
    )
    return any(
        file["sha256"] == sha256 and (PagePart.DOSSIER in parts or file["kind"] in CARD_KINDS)
        for snapshot in snapshots.scalars()
        for file in snapshot["files"]
    )


def _in_papers(
    connection: Connection, proposal_id: int, sha256: str, parts: frozenset[PagePart]
) -> bool:
    kinds = connection.execute(
        select(RECORD.c.kind)
        .select_from(
            RECORD.join(RECORD_FILE, RECORD_FILE.c.record_id == RECORD.c.id).join(
                FILE, FILE.c.id == RECORD_FILE.c.file_id
            )
        )
        .where(RECORD.c.proposal_id == proposal_id, FILE.c.sha256 == sha256)
    ).scalars()
    return any(is_paper_visible(kind, parts) for kind in kinds)


def is_paper_visible(kind: str, parts: frozenset[PagePart]) -> bool:
    """Return whether the files of a paper may be seen: a consent's scan shows neighbours' names."""
    return (PagePart.CONSENT_SCAN if kind == "owner_consent" else PagePart.PAPERS) in parts


def _in_milestones(connection: Connection, proposal_id: int, sha256: str) -> bool:
    key = MILESTONE_PHOTO.c.milestone_id
    return _is_attached(connection, key, MILESTONE, proposal_id, sha256)


def _in_payments(connection: Connection, proposal_id: int, sha256: str) -> bool:
    return _is_attached(connection, PAYMENT_FILE.c.payment_id, PAYMENT, proposal_id, sha256)


def _in_conditions(connection: Connection, proposal_id: int, sha256: str) -> bool:
    key = CONDITION_FILE.c.condition_id
    return _is_attached(connection, key, CONDITION, proposal_id, sha256)


def _is_attached(
    connection: Connection, key: Column[int], owner: Table, proposal_id: int, sha256: str
) -> bool:
    """Return whether a row of the owner's table has the file; `key` of the link names that row."""
    link = key.table
    found = (
        select(link.c.id)
        .select_from(link.join(owner, owner.c.id == key).join(FILE, FILE.c.id == link.c.file_id))
        .where(owner.c.proposal_id == proposal_id, FILE.c.sha256 == sha256)
    )
    return connection.execute(found).first() is not None


def _in_working_dossier(connection: Connection, proposal_id: int, sha256: str) -> bool:
    found = (
        select(PROPOSAL_FILE.c.id)
        .select_from(PROPOSAL_FILE.join(FILE, FILE.c.id == PROPOSAL_FILE.c.file_id))
        .where(PROPOSAL_FILE.c.proposal_id == proposal_id, FILE.c.sha256 == sha256)
    )
    return connection.execute(found).first() is not None
