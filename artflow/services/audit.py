"""Is history still what was written? Chains, folds, hashes of versions and bytes of files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from artflow.domain import chain, dossier
from artflow.models import Anchor, Event, Proposal, Version

from . import files
from .database import writing

E, P, V, A = Event.__table__, Proposal.__table__, Version.__table__, Anchor.__table__
_events = select(*(E.c[name] for name in chain.FIELDS), E.c.hash).order_by(E.c.proposal_id, E.c.n)
_heads = select(P.c.id, P.c.stage, P.c.events, P.c.head, V.c.sha256).select_from(
    P.outerjoin(V, V.c.id == P.c.version_id)
)
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Report:
    """What was looked at, and the first thing wrong (None when all is well)."""

    proposals: int
    events: int
    fault: chain.Fault | None


def verify(connection: Connection) -> Report:
    """Check every chain against its events, fold and stored head; stop at the first fault."""
    heads = {row.id: row for row in connection.execute(_heads)}
    rows = connection.execution_options(yield_per=BATCH).execute(_events)
    seen = events = 0
    for fold in chain.fold((row[:-1], row[-1]) for row in rows):
        if isinstance(fold, chain.Fault):
            return Report(seen, events, fold)
        fault = _against(fold, heads.pop(fold.proposal_id))
        if fault:
            return Report(seen, events, fault)
        seen, events = seen + 1, events + fold.n
    for proposal_id in sorted(heads):
        return Report(seen, events, chain.Fault(proposal_id, 1, "missing"))
    return Report(seen, events, next(_anchors(connection), None))


def _against(fold: chain.Fold, stored: Any) -> chain.Fault | None:
    """Compare what the events say with what the proposal's row says."""
    if fold.n != stored.events:
        return chain.Fault(fold.proposal_id, fold.n + 1, "missing")
    if fold.head != stored.head:
        return chain.Fault(fold.proposal_id, fold.n, "changed")
    if fold.stage != stored.stage:
        return chain.Fault(fold.proposal_id, fold.n, "stage")
    if fold.version != (stored.sha256 or ""):
        return chain.Fault(fold.proposal_id, fold.n, "version")
    return None


def verify_files(connection: Connection) -> list[str]:
    """Versions and files whose content no longer has its hash, by name; empty when all is well."""
    wrong = [
        f"version {row.proposal_id}/{row.no}"
        for row in connection.execute(select(V.c.proposal_id, V.c.no, V.c.sha256, V.c.snapshot))
        if dossier.digest(row.snapshot) != row.sha256
    ]
    store = files.storage()
    kept = dict(files.every_hash(connection))
    return wrong + [f"file {name} ({sha256})" for sha256, name in kept.items()
                    if not store.verify(sha256)]  # fmt: skip


def anchor(now: datetime | None = None) -> int:
    """Seal the heads of all chains with a root that names the root before it. Returns its id.

    Whoever keeps the printed root elsewhere can later prove that nothing was rewritten whole.
    """
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE")
        last = connection.execute(select(E.c.id).order_by(E.c.id.desc()).limit(1)).scalar() or 0
        before = connection.execute(select(A.c.root).order_by(A.c.id.desc()).limit(1)).scalar()
        chains, root = _root(connection, last, before or chain.GENESIS)
        row = {"last_event_id": last, "chains": chains, "root": root,
               "prev_root": before or chain.GENESIS, "at": now or datetime.now(UTC)}  # fmt: skip
        return connection.execute(insert(A).returning(A.c.id), row).scalar_one()


def _root(connection: Connection, last_event_id: int, before: str) -> tuple[int, str]:
    """The number of chains and the root over their heads as they stood at an event."""
    heads: dict[int, str] = {}
    rows = select(E.c.proposal_id, E.c.hash).where(E.c.id <= last_event_id)
    for proposal_id, digest in connection.execute(rows.order_by(E.c.proposal_id, E.c.n)):
        heads[proposal_id] = digest
    return len(heads), chain.link([before, *(f"{key}:{head}" for key, head in heads.items())])


def _anchors(connection: Connection) -> Iterator[chain.Fault]:
    """The anchors that no longer fit the events they sealed."""
    before = chain.GENESIS
    for row in connection.execute(select(A).order_by(A.c.id)).all():
        found = _root(connection, row.last_event_id, before)
        if row.prev_root != before or found != (row.chains, row.root):
            yield chain.Fault(0, row.id, "anchor")
        before = row.root
