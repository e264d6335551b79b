"""One proposal of a sequence: its shadow, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from artflow.services.door import Seen

from .shadow import Shadow


@dataclass
class Press:
    """One decision that was carried out, to be pressed again."""

    seat: str
    action: str
    key: str
    n: int
    seen: Seen
    data: dict[str, Any]


@dataclass
class Track:
    """One proposal. `pages` are what its page showed whenever somebody decided."""

    id: int
    artist: str
    shadow: Shadow
    presses: list[Press] = field(default_factory=list)
    pages: list[Seen] = field(default_factory=list)
