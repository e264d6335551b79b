"""The working dossier and its frozen versions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, select, update

from artflow.domain.calendar import WorkCalendar
from artflow.domain.days import Beginnings
from artflow.domain.dossier import fields as rules
from artflow.domain.pictures import READY, Unready
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.models import Event, File, Proposal, ProposalFile, Version

PROPOSAL = Proposal.__table__
VERSION = Version.__table__
FILE = File.__table__
EVENT = Event.__table__
PROPOSAL_FILE = ProposalFile.__table__
_facts = select(PROPOSAL.c.facts).where(PROPOSAL.c.id == bindparam("id"))
_files = (
    select(
        FILE.c.sha256,
        PROPOSAL_FILE.c.kind,
        FILE.c.name,
        PROPOSAL_FILE.c.caption,
        PROPOSAL_FILE.c.alt,
        FILE.c.id,
        FILE.c.state,
    )
    .select_from(PROPOSAL_FILE.join(FILE, FILE.c.id == PROPOSAL_FILE.c.file_id))
    .where(PROPOSAL_FILE.c.proposal_id == bindparam("id"))
    .order_by(PROPOSAL_FILE.c.position, PROPOSAL_FILE.c.id)
)
_snapshot = select(VERSION.c.snapshot).where(VERSION.c.id == bindparam("id"))
COVER_KINDS = ("montage", "sketch")
"""Which kind of picture stands for a work in lists, best first."""


class Attachment(NamedTuple):
    """A file of the working dossier. `small` is what lists show of a picture; a paper has none.

    A picture whose `state` is not ready has none either.
    """

    id: int
    kind: str
    caption: str
    alt: str
    name: str
    sha256: str
    size: int
    small: str | None
    state: str


def working_dossier(connection: Connection, proposal_id: int) -> tuple[Snapshot, list[Unready]]:
    """Build the dossier as it stands now, in the form in which it would be frozen.

    With it the pictures that are being prepared or cannot be.
    """
    facts = connection.execute(_facts, {"id": proposal_id}).scalar_one()
    files = connection.execute(_files, {"id": proposal_id}).all()
    unready = [Unready(file.kind, file.name, file.state) for file in files if file.state != READY]
    return rules.build_snapshot(facts, (file._asdict() for file in files)), unready


def version_snapshot(connection: Connection, version_id: int) -> Snapshot:
    """Load the snapshot of a version."""
    snapshot: Snapshot = connection.execute(_snapshot, {"id": version_id}).scalar_one()
    return snapshot


def find_changes(connection: Connection, case: Case) -> list[str]:
    """List what the working dossier changes against the current version; all before the first."""
    if case.version_id is None:
        return [field.key for field in rules.FIELDS]
    return rules.find_changes(version_snapshot(connection, case.version_id), case.dossier)


def freeze(
    connection: Connection, case: Case, *, by: int, now: datetime, note: str, changed: list[str]
) -> None:
    """Make the working dossier the next version; the case then stands on it, without sign-offs."""
    snapshot = case.dossier
    case.version_no += 1
    case.version, case.design = rules.hash_snapshot(snapshot), rules.hash_design(snapshot)
    case.budget = rules.number(snapshot["facts"], "budget_kzt")
    case.title = rules.text(snapshot["facts"], "title")
    case.signoffs = []
    row = {
        "proposal_id": case.id,
        "no": case.version_no,
        "sha256": case.version,
        "design": case.design,
        "budget": case.budget,
        "snapshot": snapshot,
        "changed": {"keys": changed},
        "note": note,
        "created_by_id": by,
        "at": now,
    }
    case.version_id = connection.execute(insert(VERSION).returning(VERSION.c.id), row).scalar_one()
    shown = {"title": case.title, "cover_id": _cover(connection, case.id)}
    connection.execute(
        update(PROPOSAL).where(PROPOSAL.c.id == case.id), {"version_id": case.version_id, **shown}
    )


def _cover(connection: Connection, proposal_id: int) -> int | None:
    files = connection.execute(_files, {"id": proposal_id}).all()
    ranked = sorted(
        (COVER_KINDS.index(file.kind), n)
        for n, file in enumerate(files)
        if file.kind in COVER_KINDS
    )
    return files[ranked[0][1]].id if ranked else None


def find_changes_since(connection: Connection, case: Case, sha256: str) -> list[str]:
    """List what the current version changed against an older one that somebody has seen."""
    old = select(VERSION.c.snapshot).where(
        VERSION.c.proposal_id == case.id, VERSION.c.sha256 == sha256
    )
    seen: Snapshot | None = connection.execute(old).scalar()
    if seen is None or case.version_id is None:
        return []
    return rules.find_changes(seen, version_snapshot(connection, case.version_id))


def load_beginnings(
    connection: Connection, case: Case, calendar: WorkCalendar, stages: Collection[str]
) -> Beginnings:
    """Load when the work, its present design and the first of some stages began, in city days."""
    same = (VERSION.c.proposal_id == case.id, VERSION.c.design == case.design)
    entered = (
        EVENT.c.proposal_id == case.id,
        EVENT.c.to_stage.in_(stages),
        EVENT.c.from_stage != EVENT.c.to_stage,
    )
    row = connection.execute(
        select(
            PROPOSAL.c.created_at,
            select(func.min(VERSION.c.at)).where(*same).scalar_subquery().label("version"),
            select(func.min(EVENT.c.at)).where(*entered).scalar_subquery().label("stage"),
        ).where(PROPOSAL.c.id == case.id)
    ).one()
    return Beginnings(
        calendar.today(row.created_at),
        calendar.today(row.version) if row.version else None,
        calendar.today(datetime.fromisoformat(row.stage)) if row.stage else None,
    )


def list_attachments(connection: Connection, proposal_id: int) -> list[Attachment]:
    """List the files of the working dossier with what lists of them show."""
    columns = (
        PROPOSAL_FILE.c.id,
        PROPOSAL_FILE.c.kind,
        PROPOSAL_FILE.c.caption,
        PROPOSAL_FILE.c.alt,
        FILE.c.name,
        FILE.c.sha256,
        FILE.c.size,
        FILE.c.small,
        FILE.c.state,
    )
    query = (
        select(*columns)
        .select_from(PROPOSAL_FILE.join(FILE, FILE.c.id == PROPOSAL_FILE.c.file_id))
        .where(PROPOSAL_FILE.c.proposal_id == proposal_id)
        .order_by(PROPOSAL_FILE.c.position, PROPOSAL_FILE.c.id)
    )
    return [Attachment(*row) for row in connection.execute(query)]
