"""The working dossier and its frozen versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from artflow.domain import dossier as rules
from artflow.domain.case import Case
from artflow.models import File, Proposal, ProposalFile, Version

P, V = Proposal.__table__, Version.__table__
F, PF = File.__table__, ProposalFile.__table__
_facts = select(P.c.facts).where(P.c.id == bindparam("id"))
_files = (
    select(F.c.sha256, PF.c.kind, F.c.name, PF.c.caption, PF.c.alt, F.c.id)
    .select_from(PF.join(F, F.c.id == PF.c.file_id))
    .where(PF.c.proposal_id == bindparam("id"))
    .order_by(PF.c.position, PF.c.id)
)
_snapshot = select(V.c.snapshot).where(V.c.id == bindparam("id"))
COVER = ("montage", "sketch")
"""Which kind of picture stands for a work in lists, best first."""


def working(connection: Connection, proposal_id: int) -> dict[str, Any]:
    """The dossier as it stands now, in the form in which it would be frozen."""
    facts = connection.execute(_facts, {"id": proposal_id}).scalar_one()
    files = connection.execute(_files, {"id": proposal_id}).mappings().all()
    return rules.snapshot(facts, files)


def frozen(connection: Connection, version_id: int) -> dict[str, Any]:
    """The snapshot of a version."""
    return connection.execute(_snapshot, {"id": version_id}).scalar_one()


def changes(connection: Connection, case: Case) -> list[str]:
    """What the working dossier changes against the current version; all of it before the first."""
    if case.version_id is None:
        return [field.key for field in rules.FIELDS]
    return rules.changes(frozen(connection, case.version_id), case.dossier)


def freeze(
    connection: Connection, case: Case, *, by: int, now: datetime, note: str, changed: list[str]
) -> None:
    """Make the working dossier the next version; the case then stands on it, without sign-offs."""
    snapshot = case.dossier
    row = {
        "proposal_id": case.id,
        "no": case.version_no + 1,
        "sha256": rules.digest(snapshot),
        "design": rules.design(snapshot),
        "budget": snapshot["facts"]["budget_kzt"] or 0,
        "snapshot": snapshot,
        "changed": {"keys": changed},
        "note": note,
        "created_by_id": by,
        "at": now,
    }
    case.version_id = connection.execute(insert(V).returning(V.c.id), row).scalar_one()
    case.version_no, case.version = row["no"], row["sha256"]
    case.design, case.budget = row["design"], row["budget"]
    case.signoffs = []
    case.title = snapshot["facts"]["title"] or ""
    shown = {"title": case.title, "cover_id": _cover(connection, case.id)}
    connection.execute(update(P).where(P.c.id == case.id), {"version_id": case.version_id, **shown})


def _cover(connection: Connection, proposal_id: int) -> int | None:
    files = connection.execute(_files, {"id": proposal_id}).all()
    ranked = sorted(
        (COVER.index(file.kind), n) for n, file in enumerate(files) if file.kind in COVER
    )
    return files[ranked[0][1]].id if ranked else None


def changed_since(connection: Connection, case: Case, sha256: str) -> list[str]:
    """What the current version changed against an older one that somebody has seen."""
    old = select(V.c.snapshot).where(V.c.proposal_id == case.id, V.c.sha256 == sha256)
    seen = connection.execute(old).scalar()
    if seen is None or case.version_id is None:
        return []
    return rules.changes(seen, frozen(connection, case.version_id))


def attached(connection: Connection, proposal_id: int) -> list[Any]:
    """The files of the working dossier with what lists of them show."""
    columns = (
        PF.c.id,
        PF.c.kind,
        PF.c.caption,
        PF.c.alt,
        F.c.name,
        F.c.sha256,
        F.c.size,
        F.c.small,
    )
    query = (
        select(*columns)
        .select_from(PF.join(F, F.c.id == PF.c.file_id))
        .where(PF.c.proposal_id == proposal_id)
        .order_by(PF.c.position, PF.c.id)
    )
    return list(connection.execute(query).all())
