"""Checks whether history is unchanged and whole: chains, folds, rows of works, anchors."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain as _chain
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select

from artflow.domain.history import chain
from artflow.models import Anchor, Event, File, Proposal, Version
from artflow.services.database.transactions import literal_limit, reading, writing

from . import anchor_signatures
from .files import files
from .row_changes.comparing import ByWork, reading_rows

log = logging.getLogger(__name__)
EVENT = Event.__table__
PROPOSAL = Proposal.__table__
VERSION = Version.__table__
ANCHOR = Anchor.__table__
FILE = File.__table__
_events = select(*(EVENT.c[name] for name in chain.FIELDS), EVENT.c.hash).order_by(
    EVENT.c.proposal_id, EVENT.c.n
)
_in_order = select(EVENT.c.id, EVENT.c.proposal_id, EVENT.c.hash).order_by(EVENT.c.id)
_heads = (
    select(PROPOSAL.c.id, PROPOSAL.c.stage, PROPOSAL.c.events, PROPOSAL.c.head, VERSION.c.sha256)
    .select_from(PROPOSAL.outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id))
    .order_by(PROPOSAL.c.id)
)
STREAMING = {"yield_per": 1000}
"""Rows that are held at once: a long history is never in memory as a whole."""
LOCK_HISTORY = {
    "postgresql": "LOCK TABLE event IN SHARE ROW EXCLUSIVE MODE",
    "sqlite": "SELECT 1",  # its one writer is alone already
}
"""Lets nobody write history while its heads are sealed."""
NOTE = "anchor"
"""The newest seal also lies beside the files: a database that is older than them lacks it."""
DAY = timedelta(hours=23)
MOST_FAULTS = 200
"""So many faults a verification names; of more it says how many."""


class Head(NamedTuple):
    """What the row of a proposal says of its history, from the columns of `_heads`."""

    id: int
    stage: str
    events: int
    head: str
    version: str | None


class Report(NamedTuple):
    """What was looked at, and what is wrong with it: the first `MOST_FAULTS` and how many more.

    `sealed_later` works have rows that were sealed as they stood, the first of them at
    `sealed_since`: what they were before is not proven.
    """

    proposals: int
    events: int
    faults: tuple[chain.Fault, ...] = ()
    more: int = 0
    sealed_later: int = 0
    sealed_since: str = ""

    @property
    def fault(self) -> chain.Fault | None:
        """The first thing wrong, None when all is well."""
        return self.faults[0] if self.faults else None


class Seal(NamedTuple):
    """An anchor: its root, the last event and the number of chains it covers, and its moment.

    Of a root that somebody has kept without the rest, only the root is known. `account_n` and
    `account_head` are the end of the account chain; those of before have neither that nor a
    signature.
    """

    root: str
    last_event_id: int = 0
    chains: int = 0
    at: datetime | None = None
    account_n: int = 0
    account_head: str = ""
    public_key: str = ""
    signature: str = ""

    @property
    def text(self) -> str:
        """Return what is signed of it."""
        assert self.at is not None, "only a root is known"
        return anchor_signatures.write_text(*self[:3], self.account_n, self.account_head, self.at)


SEAL_COLUMNS = tuple(ANCHOR.c[name] for name in Seal._fields)


class Shortfall(NamedTuple):
    """The database is older than a seal: what was sealed, and where the database ends."""

    seal: Seal
    last_event_id: int
    last_at: str


def verify(connection: Connection) -> Report:
    """Check every chain against its events, fold, head and rows, and the anchors; find all faults.

    While others write, use a connection of `transactions.reading`: it sees one instant.
    """
    found = _Findings()
    with (
        connection.execute(_events, execution_options=STREAMING) as rows,
        connection.execute(_heads, execution_options=STREAMING) as stored,
        reading_rows(connection) as works,
    ):
        heads = ByWork(stored)
        for fold in chain.fold((row[:-1], row[-1]) for row in rows):
            found.note_work(fold)
            for lacking in heads.before(fold.proposal_id):
                found.add(chain.Fault(lacking, 1, "missing"))
            stands = _compare(fold, heads.take(fold.proposal_id))
            found.add(fold.fault or stands)
            for fault in works.compare(fold):
                found.add(fault)
        for lacking in heads.before(None):
            found.add(chain.Fault(lacking, 1, "missing"))
        for fault in works.rest():
            found.add(fault)
    for fault in _broken_anchors(connection):
        found.add(fault)
    return found.report()


@dataclass(slots=True)
class _Findings:
    """What a verification has come to so far; a fault that was named already is not named again."""

    proposals: int = 0
    events: int = 0
    faults: dict[chain.Fault, None] = field(default_factory=dict)
    more: int = 0
    sealed_since: str = ""
    sealed_later: int = 0

    def note_work(self, fold: chain.Fold) -> None:
        self.proposals, self.events = self.proposals + 1, self.events + fold.n
        if fold.sealed_at:
            self.sealed_later += 1
            self.sealed_since = min(filter(None, (self.sealed_since, fold.sealed_at)))

    def add(self, fault: chain.Fault | None) -> None:
        if fault is None or fault in self.faults:
            return
        if len(self.faults) < MOST_FAULTS:
            self.faults[fault] = None
        else:
            self.more += 1

    def report(self) -> Report:
        return Report(
            self.proposals,
            self.events,
            tuple(self.faults),
            self.more,
            self.sealed_later,
            self.sealed_since,
        )


def _compare(fold: chain.Fold, rows: Sequence[Sequence[Any]]) -> chain.Fault | None:
    """Compare what the events say with what the proposal's row says."""
    if not rows:
        return chain.Fault(fold.proposal_id, fold.n, "orphan")
    stored = Head(*rows[0])
    if fold.n != stored.events:
        return chain.Fault(fold.proposal_id, fold.n + 1, "missing")
    if fold.head != stored.head:
        return chain.Fault(fold.proposal_id, fold.n, "changed")
    if fold.stage != stored.stage:
        return chain.Fault(fold.proposal_id, fold.n, "stage")
    if fold.version != (stored.version or ""):
        return chain.Fault(fold.proposal_id, fold.n, "version")
    return None


def anchor(now: datetime | None = None) -> str:
    """Seal the heads of all chains with a root that names the root before it. Returns the root.

    Whoever keeps the root elsewhere can later prove that nothing was rewritten whole, and that
    nothing is missing which was there.
    """
    with writing() as connection:
        connection.exec_driver_sql(LOCK_HISTORY[connection.dialect.name])
        last = connection.execute(select(func.max(EVENT.c.id))).scalar() or 0
        before = newest_seal(connection)
        prev_root = before.root if before else chain.GENESIS
        count = connection.execute(select(func.count()).select_from(PROPOSAL)).scalar_one()
        ordered = select(PROPOSAL.c.id, PROPOSAL.c.head).order_by(PROPOSAL.c.id)
        with connection.execute(ordered, execution_options=STREAMING) as heads:
            accounts = anchor_signatures.account_end(connection)
            root = _root(map(tuple, heads), prev_root, accounts)
        at = now or datetime.now(UTC)
        seal = Seal(root, last, count, at, *accounts)
        public, signature = anchor_signatures.sign(seal.text, at)
        seal = seal._replace(public_key=public, signature=signature)
        connection.execute(insert(ANCHOR), seal._asdict() | {"prev_root": prev_root})
    note_seal(seal)
    return seal.root


def anchor_daily(now: datetime) -> str | None:
    """Seal what has happened since the last seal, if that is a day old. Returns the root."""
    with reading() as connection:
        before = newest_seal(connection)
        last = connection.execute(select(func.max(EVENT.c.id))).scalar() or 0
    if last == (before.last_event_id if before else 0):
        return None
    if before is not None and before.at is not None and before.at > now - DAY:
        return None
    root = anchor(now)
    log.info("history up to event %s is sealed, its root is %s", last, root)
    return root


def newest_seal(connection: Connection, known: Collection[str] = Seal._fields) -> Seal | None:
    """Return the newest anchor; a database of before has only some of the columns `known` here."""
    newest = (
        select(*(column for column in SEAL_COLUMNS if column.name in known))
        .order_by(ANCHOR.c.id.desc())
        .limit(literal_limit(1))
    )
    row = connection.execute(newest).first()
    return Seal(*row) if row else None


def note_seal(seal: Seal) -> None:
    """Keep a seal beside the files. Where the disk is full it stands in the database alone."""
    text = json.dumps(seal._asdict(), default=datetime.isoformat)
    try:
        files.storage().keep_note(NOTE, text)
    except OSError as error:
        log.warning("the seal %s could not be kept beside the files: %s", seal.root, error)


def read_noted_seal() -> Seal | None:
    """Return the seal that lies beside the files. Read it before the database is looked at."""
    text = files.storage().read_note(NOTE)
    if not text:
        return None
    found = json.loads(text)
    return Seal(**found | {"at": datetime.fromisoformat(found["at"])})


def find_shortfall(connection: Connection, *seals: Seal | None) -> Shortfall | None:
    """Return the first of these seals that the database lacks: it is older, or another one."""
    known = set(connection.execute(select(ANCHOR.c.root)).scalars())
    lacking = next((seal for seal in seals if seal and seal.root not in known), None)
    if lacking is None:
        return None
    newest = select(EVENT.c.id, EVENT.c.at).order_by(EVENT.c.id.desc()).limit(literal_limit(1))
    row = connection.execute(newest).first()
    return Shortfall(lacking, row.id, row.at) if row else Shortfall(lacking, 0, "")


def _root(
    heads: Iterable[tuple[int, str]], before: str, accounts: tuple[int, str] = (0, "")
) -> str:
    """Hash the root before, the heads of all chains by their proposals' ids, and the account's."""
    of_works = (f"{key}:{head}" for key, head in heads)
    return chain.hash_texts(_chain([before], of_works, anchor_signatures.account_text(*accounts)))


class _PackedHeads:
    """The heads of all chains at a moment: 32 bytes for each proposal up to the newest."""

    SIZE = 32
    NONE = bytes(SIZE)

    def __init__(self) -> None:
        self.digests = bytearray()
        self.count = 0

    def put(self, proposal_id: int, head: str) -> None:
        at = proposal_id * self.SIZE
        if len(self.digests) <= at:
            self.digests.extend(bytes(at + self.SIZE - len(self.digests)))
        self.count += self.digests[at : at + self.SIZE] == self.NONE
        self.digests[at : at + self.SIZE] = bytes.fromhex(head)

    def __iter__(self) -> Iterator[tuple[int, str]]:
        for at in range(0, len(self.digests), self.SIZE):
            digest = self.digests[at : at + self.SIZE]
            if digest != self.NONE:
                yield at // self.SIZE, digest.hex()


def _broken_anchors(connection: Connection) -> Iterator[chain.Fault]:
    """Find the anchors that no longer fit the events they sealed: one walk over history for all."""
    before, heads, last = chain.GENESIS, _PackedHeads(), 0
    anchors = connection.execute(select(ANCHOR).order_by(ANCHOR.c.id)).all()
    with connection.execute(_in_order, execution_options=STREAMING) as events:
        event = events.fetchone()
        for sealed in anchors:
            while event is not None and event.id <= sealed.last_event_id:
                heads.put(event.proposal_id, event.hash)
                last, event = event.id, events.fetchone()
            accounts = (sealed.account_n, sealed.account_head)
            found = (before, heads.count, _root(heads, before, accounts))
            if found != (sealed.prev_root, sealed.chains, sealed.root):
                yield chain.Fault(
                    0, sealed.id, "older" if last < sealed.last_event_id else "anchor"
                )
            before = sealed.root
