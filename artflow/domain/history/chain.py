"""The hash chain of history: one canonical form of an event, one link to the event before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

GENESIS = "0" * 64
"""What the first event of every proposal names as the event before it."""


SEAL = "rows"
"""Under this key the data of an event has the hash of the changes of rows that came with it."""
SEALED = "sealed"
"""The type of an event that seals the rows of a work as they stood when sealing began."""
TAKEN_OVER = "taken_over"
"""The type of an event by which somebody answers for rows that were changed past artflow."""


class EventRecord(NamedTuple):
    """What the hash of an event covers, in this order; `data` is canonical JSON text."""

    proposal_id: int
    n: int
    type: str
    from_stage: str
    to_stage: str
    actor_id: int | None
    on_behalf_of: int | None
    role: str
    organisation_id: int | None
    version: str
    data: str
    at: str
    prev_hash: str
    key: str | None


FIELDS = EventRecord._fields

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def canonical(value: object) -> str:
    """Write a value the one way it is hashed: JSON with sorted keys, no spaces, UTF-8."""
    return _encode(value)


def hash_event(values: Sequence[object]) -> str:
    """Return the SHA-256 of one event; `values` stand in the order of `FIELDS`."""
    return hashlib.sha256(_encode(list(values)).encode()).hexdigest()


def hash_texts(texts: Iterable[str]) -> str:
    """Return what `hash_event` returns of a list of texts, which is never held as a whole."""
    digest = hashlib.sha256(b"[")
    for n, text in enumerate(texts):
        digest.update(f"{',' if n else ''}{_encode(text)}".encode())
    digest.update(b"]")
    return digest.hexdigest()


class Fault(NamedTuple):
    """Something wrong with a log: where, and what kind of wrong.

    Of a row that is not what history says of it: table, id, column, and what stands there and here.
    """

    proposal_id: int
    n: int
    code: str
    table: str = ""
    row_id: int = 0
    column: str = ""
    recorded: str = ""
    found: str = ""


@dataclass(slots=True)
class Fold:
    """What the events of one proposal say: the state it must be in.

    `fault` is the first thing wrong with them; what comes after it says nothing about the state.
    `last` is the highest number of an event, `n` that up to which all is well.
    `seals` are the hashes of the changes of rows that events name, by the number of the event.
    Where rows were sealed as they stood, `sealed_at` and `sealed_from` say when and by which event.
    """

    proposal_id: int
    n: int = 0
    head: str = GENESIS
    stage: str = ""
    version: str = ""
    fault: Fault | None = None
    seals: dict[int, str] = field(default_factory=dict)
    sealed_at: str = ""
    sealed_from: int = 0
    last: int = 0

    def add(self, event: EventRecord, stored_hash: str) -> None:
        """Add one event and its stored hash."""
        self.last = max(self.last, event.n)
        if SEAL in event.data:
            self._keep_seal(event)
        self.fault = self.fault or self._add(event, stored_hash)

    def _keep_seal(self, event: EventRecord) -> None:
        try:
            seal = json.loads(event.data).get(SEAL)
        except ValueError:
            return  # the hash of such an event does not fit either
        if event.type == SEALED:
            self.sealed_at, self.sealed_from = event.at, event.n
        if seal:
            self.seals[event.n] = str(seal)

    def _add(self, event: EventRecord, stored_hash: str) -> Fault | None:
        if event.n != self.n + 1:
            return Fault(self.proposal_id, self.n + 1, "missing")
        if event.prev_hash != self.head:
            return Fault(self.proposal_id, event.n, "unlinked")
        if stored_hash != hash_event(event):
            return Fault(self.proposal_id, event.n, "changed")
        if event.from_stage != self.stage:
            return Fault(self.proposal_id, event.n, "jump")
        self.n, self.head = event.n, stored_hash
        self.stage, self.version = event.to_stage, event.version
        return None


def fold(rows: Iterable[tuple[Iterable[object], str]]) -> Iterator[Fold]:
    """Walk event rows (`FIELDS` order, and the stored hash), ordered by proposal and number.

    Yields what the events of each proposal come to.
    """
    current: Fold | None = None
    for row, stored in rows:
        event = EventRecord._make(row)
        if current is None or event.proposal_id != current.proposal_id:
            if current is not None:
                yield current
            current = Fold(event.proposal_id)
        current.add(event, stored)
    if current is not None:
        yield current
