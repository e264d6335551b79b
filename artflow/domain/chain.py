"""The hash chain of history: one canonical form of an event, one link to the event before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

GENESIS = "0" * 64
"""What the first event of every proposal names as the event before it."""

FIELDS = (
    "proposal_id", "n", "type", "from_stage", "to_stage", "actor_id", "on_behalf_of",
    "role", "organisation_id", "version", "data", "at", "prev_hash", "key",
)  # fmt: skip
"""What the hash of an event covers, in this order; `data` is canonical JSON text."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def canonical(value: Any) -> str:
    """The one way a value is written before it is hashed: sorted keys, no spaces, UTF-8."""
    return _encode(value)


def link(values: Sequence[Any]) -> str:
    """The hash of one event; `values` stand in the order of `FIELDS`."""
    return hashlib.sha256(_encode(list(values)).encode()).hexdigest()


class Fault(NamedTuple):
    """The first thing wrong with a log: where, and what kind of wrong."""

    proposal_id: int
    n: int
    code: str


@dataclass(slots=True)
class Fold:
    """What the events of one proposal say: the state it must be in."""

    proposal_id: int
    n: int = 0
    head: str = GENESIS
    stage: str = ""
    version: str = ""

    def take(self, row: Sequence[Any], stored_hash: str) -> Fault | None:
        """Add one event row (`FIELDS` order) and its stored hash, or say what is wrong with it."""
        if row[1] != self.n + 1:
            return Fault(self.proposal_id, self.n + 1, "missing")
        if row[12] != self.head:
            return Fault(self.proposal_id, row[1], "unlinked")
        if stored_hash != link(row):
            return Fault(self.proposal_id, row[1], "changed")
        if row[3] != self.stage:
            return Fault(self.proposal_id, row[1], "jump")
        self.n, self.head, self.stage, self.version = row[1], stored_hash, row[4], row[9]
        return None


def fold(rows: Iterable[tuple[Sequence[Any], str]]) -> Iterator[Fold | Fault]:
    """Walk event rows ordered by proposal and number; yield a fold or the first fault of each."""
    current: Fold | None = None
    fault: Fault | None = None
    for row, stored in rows:
        if current is None or row[0] != current.proposal_id:
            if current is not None:
                yield fault or current
            current, fault = Fold(row[0]), None
        fault = fault or current.take(row, stored)
    if current is not None:
        yield fault or current
