"""Is history still what was written? Chains, folds, hashes of versions and bytes of files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from artflow.domain import chain, dossier
from artflow.models import Anchor, Event, Proposal, Version

from . import definitions, files
from .database import at_most, writing

E, P, V, A = Event.__table__, Proposal.__table__, Version.__table__, Anchor
_events = select(*(E.c[name] for name in chain.FIELDS), E.c.hash).order_by(E.c.proposal_id, E.c.n)
_in_order = select(E.c.id, E.c.proposal_id, E.c.hash).order_by(E.c.id)
_heads = select(P.c.id, P.c.stage, P.c.events, P.c.head, V.c.sha256).select_from(
    P.outerjoin(V, V.c.id == P.c.version_id)
)
STREAMED = {"yield_per": 5000}
STILL = {
    "postgresql": "LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE",
    "sqlite": "SELECT 1",  # its one writer is alone already
}
"""Lets nobody write history while its heads are sealed."""


class Report(NamedTuple):
    """What was looked at, and the first thing wrong (None when all is well)."""

    proposals: int
    events: int
    fault: chain.Fault | None


def verify(connection: Connection) -> Report:
    """Check every chain against its events, fold and stored head; stop at the first fault.

    While others write, ask with a connection of `database.reading`: it sees one instant.
    """
    heads = {row.id: row for row in connection.execute(_heads)}
    seen = events = 0
    with connection.execute(_events, execution_options=STREAMED) as rows:
        for fold in chain.fold((row[:-1], row[-1]) for row in rows):
            fault = fold if isinstance(fold, chain.Fault) else _against(fold, heads)
            if fault:
                return Report(seen, events, fault)
            seen, events = seen + 1, events + fold.n
    if heads:
        return Report(seen, events, chain.Fault(min(heads), 1, "missing"))
    return Report(seen, events, next(_anchors(connection), None))


def _against(fold: chain.Fold, heads: dict[int, Any]) -> chain.Fault | None:
    """Compare what the events say with what the proposal's row says, and tick the row off."""
    stored = heads.pop(fold.proposal_id, None)
    if stored is None:
        return chain.Fault(fold.proposal_id, fold.n, "orphan")
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
    """Definitions, versions and files whose content no longer has its hash; empty if all is well.

    A version must also have the hash that history names: both may have been changed together.
    """
    wrong = [f"definition {key}" for key in definitions.altered(connection)]
    told = set(map(tuple, connection.execute(select(E.c.proposal_id, E.c.version).distinct())))
    wrong += [
        f"version {row.proposal_id}/{row.no}"
        for row in connection.execute(select(V.c.proposal_id, V.c.no, V.c.sha256, V.c.snapshot))
        if dossier.digest(row.snapshot) != row.sha256 or (row.proposal_id, row.sha256) not in told
    ]
    store = files.storage()
    kept = dict(files.every_hash(connection))
    return wrong + [f"file {name} ({sha256})" for sha256, name in kept.items()
                    if not store.verify(sha256)]  # fmt: skip


def anchor(now: datetime | None = None) -> str:
    """Seal the heads of all chains with a root that names the root before it. Returns the root.

    Whoever keeps the root elsewhere can later prove that nothing was rewritten whole.
    """
    with writing() as connection:
        connection.exec_driver_sql(STILL[connection.dialect.name])
        last = connection.execute(select(func.max(E.c.id))).scalar() or 0
        heads = dict(map(tuple, connection.execute(select(P.c.id, P.c.head))))
        before = connection.execute(
            select(A.c.root).order_by(A.c.id.desc()).limit(at_most(1))
        ).scalar()
        root = _root(heads, before or chain.GENESIS)
        row = {"last_event_id": last, "chains": len(heads), "root": root,
               "prev_root": before or chain.GENESIS, "at": now or datetime.now(UTC)}  # fmt: skip
        connection.execute(insert(A), row)
        return root


def _root(heads: dict[int, str], before: str) -> str:
    """The root over the heads of all chains and the root before."""
    return chain.link([before, *(f"{key}:{heads[key]}" for key in sorted(heads))])


def _anchors(connection: Connection) -> Iterator[chain.Fault]:
    """The anchors that no longer fit the events they sealed: one walk over history for all."""
    before, heads = chain.GENESIS, {}
    anchors = connection.execute(select(A).order_by(A.c.id)).all()
    with connection.execute(_in_order, execution_options=STREAMED) as events:
        event = events.fetchone()
        for sealed in anchors:
            while event is not None and event.id <= sealed.last_event_id:
                heads[event.proposal_id] = event.hash
                event = events.fetchone()
            found = (before, len(heads), _root(heads, before))
            if found != (sealed.prev_root, sealed.chains, sealed.root):
                yield chain.Fault(0, sealed.id, "anchor")
            before = sealed.root
