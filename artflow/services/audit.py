"""Checks whether history is unchanged: chains, folds, hashes of versions and bytes of files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, select

from artflow.domain import chain
from artflow.domain.dossier import fields as dossier_fields
from artflow.models import Anchor, Event, Proposal, Version
from artflow.services.database.transactions import literal_limit, writing

from .files import files
from .programmes import definitions

EVENT = Event.__table__
PROPOSAL = Proposal.__table__
VERSION = Version.__table__
ANCHOR = Anchor.__table__
_events = select(*(EVENT.c[name] for name in chain.FIELDS), EVENT.c.hash).order_by(
    EVENT.c.proposal_id, EVENT.c.n
)
_in_order = select(EVENT.c.id, EVENT.c.proposal_id, EVENT.c.hash).order_by(EVENT.c.id)
_heads = select(
    PROPOSAL.c.id, PROPOSAL.c.stage, PROPOSAL.c.events, PROPOSAL.c.head, VERSION.c.sha256
).select_from(PROPOSAL.outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id))
STREAMING = {"yield_per": 5000}
LOCK_HISTORY = {
    "postgresql": "LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE",
    "sqlite": "SELECT 1",  # its one writer is alone already
}
"""Lets nobody write history while its heads are sealed."""


class Head(NamedTuple):
    """What the row of a proposal says of its history, from the columns of `_heads`."""

    id: int
    stage: str
    events: int
    head: str
    version: str | None


class Report(NamedTuple):
    """What was looked at, and the first thing wrong (None when all is well)."""

    proposals: int
    events: int
    fault: chain.Fault | None


def verify(connection: Connection) -> Report:
    """Check every chain against its events, fold and stored head; stop at the first fault.

    While others write, use a connection of `transactions.reading`: it sees one instant.
    """
    heads = {row.id: Head(*row) for row in connection.execute(_heads)}
    seen = events = 0
    with connection.execute(_events, execution_options=STREAMING) as rows:
        for fold in chain.fold((row[:-1], row[-1]) for row in rows):
            fault = fold if isinstance(fold, chain.Fault) else _compare(fold, heads)
            if fault:
                return Report(seen, events, fault)
            seen, events = seen + 1, events + fold.n
    if heads:
        return Report(seen, events, chain.Fault(min(heads), 1, "missing"))
    return Report(seen, events, next(_broken_anchors(connection), None))


def _compare(fold: chain.Fold, heads: dict[int, Head]) -> chain.Fault | None:
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
    if fold.version != (stored.version or ""):
        return chain.Fault(fold.proposal_id, fold.n, "version")
    return None


def verify_files(connection: Connection) -> list[str]:
    """List definitions, versions and files whose content no longer has its hash.

    A version must also have the hash that history names: both may have been changed together. Empty
    if all is well.
    """
    wrong = [f"definition {key}" for key in definitions.list_altered(connection)]
    recorded = set(
        map(tuple, connection.execute(select(EVENT.c.proposal_id, EVENT.c.version).distinct()))
    )
    wrong += [
        f"version {row.proposal_id}/{row.no}"
        for row in connection.execute(
            select(VERSION.c.proposal_id, VERSION.c.no, VERSION.c.sha256, VERSION.c.snapshot)
        )
        if dossier_fields.hash_snapshot(row.snapshot) != row.sha256
        or (row.proposal_id, row.sha256) not in recorded
    ]
    store = files.storage()
    known_files = dict(files.list_hashes(connection))
    return wrong + [
        f"file {name} ({sha256})"
        for sha256, name in known_files.items()
        if not store.verify(sha256)
    ]


def anchor(now: datetime | None = None) -> str:
    """Seal the heads of all chains with a root that names the root before it. Returns the root.

    Whoever keeps the root elsewhere can later prove that nothing was rewritten whole.
    """
    with writing() as connection:
        connection.exec_driver_sql(LOCK_HISTORY[connection.dialect.name])
        last = connection.execute(select(func.max(EVENT.c.id))).scalar() or 0
        heads = dict(map(tuple, connection.execute(select(PROPOSAL.c.id, PROPOSAL.c.head))))
        before = connection.execute(
            select(ANCHOR.c.root).order_by(ANCHOR.c.id.desc()).limit(literal_limit(1))
        ).scalar()
        root = _root(heads, before or chain.GENESIS)
        row = {
            "last_event_id": last,
            "chains": len(heads),
            "root": root,
            "prev_root": before or chain.GENESIS,
            "at": now or datetime.now(UTC),
        }
        connection.execute(insert(ANCHOR), row)
        return root


def _root(heads: dict[int, str], before: str) -> str:
    """Hash the heads of all chains and the root before."""
    return chain.hash_event([before, *(f"{key}:{heads[key]}" for key in sorted(heads))])


def _broken_anchors(connection: Connection) -> Iterator[chain.Fault]:
    """Find the anchors that no longer fit the events they sealed: one walk over history for all."""
    before, heads = chain.GENESIS, {}
    anchors = connection.execute(select(ANCHOR).order_by(ANCHOR.c.id)).all()
    with connection.execute(_in_order, execution_options=STREAMING) as events:
        event = events.fetchone()
        for sealed in anchors:
            while event is not None and event.id <= sealed.last_event_id:
                heads[event.proposal_id] = event.hash
                event = events.fetchone()
            found = (before, len(heads), _root(heads, before))
            if found != (sealed.prev_root, sealed.chains, sealed.root):
                yield chain.Fault(0, sealed.id, "anchor")
            before = sealed.root
