"""One proposal of a sequence: its model, and the actions taken on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from artflow.services.decisions.decisions import SeenState

from .clock import ClockModel
from .model import ProposalModel


@dataclass
class TakenAction:
    """One action that was taken, to be pressed again."""

    username: str
    action: str
    key: str
    n: int
    seen: SeenState
    data: dict[str, Any]


@dataclass
class TrackedProposal:
    """One proposal. `pages` are what its page showed whenever somebody decided."""

    id: int
    artist: str
    model: ProposalModel
    taken: list[TakenAction] = field(default_factory=list)
    pages: list[SeenState] = field(default_factory=list)
    clock: ClockModel = field(default_factory=ClockModel)
