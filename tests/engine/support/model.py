"""A model of a proposal: a few plain attributes, moved by the tables of `process` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .process import BACK, DECISION_OF_ACTION, Process

AREA_OF_FIELD = {
    "sketch": "image",
    "height_m": "image",
    "paint": "materials",
    "concept": "text",
    "wished_place": "wall",
    "budget_kzt": "budget",
    "sponsor_credit": "plaque",
    "finish_on": "dates",
    "maintenance_by": "rights",
}
"""Which part of a decision each field touches that the sequences edit."""


@dataclass
class ProposalModel:
    """One proposal: what its artist wrote, what was frozen of it, and each party's decision.

    `decisions` holds the parties' decisions on the present version by stage and party, `paid` what
    was paid by id of the organisation, `places` who signs in whose place.
    """

    process: Process
    working: dict[str, Any]
    stage: str = "draft"
    came_from: str = ""
    frozen: dict[str, Any] = field(default_factory=dict)
    versions: int = 0
    reached: set[str] = field(default_factory=lambda: {"draft"})
    decisions: dict[tuple[str, str], str] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)
    papers: dict[str, dict[str, Any]] = field(default_factory=dict)
    paid: dict[int, int] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    openness: int = 0
    held: bool = False
    holds_wall: bool = False
    lapsed: bool = False
    """Its wall was kept for it, until the days were over."""

    @property
    def ended(self) -> bool:
        return self.stage in self.process.ends

    @property
    def editable(self) -> bool:
        return self.stage in ("draft", "revision") and not self.held

    def take(self, action: str, party: str, data: Mapping[str, Any]) -> None:
        """Take the action as the party: remember its decision, and move."""
        self._record_decision(action, party, data)
        if action == "record_payment":
            self.paid[data["sponsor"]] = self.paid.get(data["sponsor"], 0) + data["amount"]
        elif action.startswith("record_"):
            self.papers[action.removeprefix("record_")] = dict(self.frozen)
        if action in ("hold", "resume"):
            self.held = action == "hold"
        if action in ("choose_wall", "withdraw", "refuse"):
            self.holds_wall = False
        if action in self.process.walling:
            self.holds_wall, self.lapsed = True, False
        if action == "report_defects":
            self.papers.pop(self.process.act, None)
        if action == "submit":
            self._freeze()
        self._go(self._target(action))

    def signers(self, stage: str) -> list[str]:
        """Return the parties of a stage, each stand-in in the place that it has taken."""
        return [self.places.get(party, party) for party in self.process.signers[stage]]

    def _replace(self, leaving: str, joining: str) -> None:
        place = next((place for place, now in self.places.items() if now == leaving), leaving)
        self.places[place] = joining
        self.decisions = {key: word for key, word in self.decisions.items() if key[1] != leaving}
        self.amounts.pop(leaving, None)

    def _record_decision(self, action: str, party: str, data: Mapping[str, Any]) -> None:
        word = DECISION_OF_ACTION.get(action)
        if action == "replace_sponsor":
            self._replace(data["leaving"], data["joining"])
        if word is None:
            return
        place = "sponsors" if action == "retract" else self.stage
        self.decisions[place, party] = word
        if place == "sponsors":
            self.amounts[party] = data.get("amount", 0) if word == "yes" else 0

    def _target(self, action: str) -> str:
        if action == "withdraw":
            return "withdrawn"
        move = self.process.moves.get((self.stage, action), self.stage)
        if move == BACK:
            return self._return_stage()
        if isinstance(move, tuple):
            target, question = move
            return target if getattr(self, question)() else self.stage
        return move

    def _return_stage(self) -> str:
        """Return where it came from, or the earliest stage that has judged what was changed."""
        changed = self.changed
        place = self.process.order.index
        judges = self.process.judges
        again = [stage for stage in self.reached if judges.get(stage, frozenset()) & changed]
        back = min([self.came_from, *again], key=place)
        if changed:
            self._freeze()
            kept = (key for key in self.decisions if place(key[0]) < place(back))
            self.decisions = {key: "yes" for key in kept if self.decisions[key] == "yes"}
        return back

    @property
    def changed(self) -> set[str]:
        """Return the parts that the working dossier changes against what was frozen."""
        return {
            AREA_OF_FIELD[key]
            for key, value in self.working.items()
            if self.frozen.get(key) != value
        }

    def _freeze(self) -> None:
        self.frozen = dict(self.working)
        self.versions += 1

    def _go(self, target: str) -> None:
        if target == self.stage:
            return
        if target == "revision":
            self.came_from = self.stage
        again = target == "acceptance"
        self.decisions = {
            (stage, party): word
            for (stage, party), word in self.decisions.items()
            if stage != target or (word == "yes" and not again)
        }
        self.stage = target
        self.held = self.held and not self.ended
        self.reached.add(target)
        self.openness = max(self.openness, self.process.opens[target])

    def count_decisions(self, stage: str, *words: str) -> int:
        """Return how many parties of a stage have made one of these decisions."""
        return sum(self.decisions.get((stage, p)) in words for p in self.signers(stage))

    def agreed(self, stage: str) -> bool:
        return self.count_decisions(stage, "yes") >= self.process.enough[stage]

    def sponsored(self) -> bool:
        """Return whether enough sponsors have signed and the money is settled."""
        given = sum(
            self.amounts[party]
            for party in self.signers("sponsors")
            if self.decisions.get(("sponsors", party)) == "yes"
        )
        gap = self.frozen["budget_kzt"] - given
        covered = self.papers.get("gap_accepted") == self.frozen
        return self.agreed("sponsors") and (gap <= 0 or covered)

    def sent_back(self) -> bool:
        """Return whether too few sponsors are left to agree, and one of them wants changes."""
        against = self.count_decisions("sponsors", "no", "changes")
        left = len(self.process.signers["sponsors"]) - against
        return left < self.process.enough["sponsors"] and bool(
            self.count_decisions("sponsors", "changes")
        )

    def lost(self) -> bool:
        return not self.agreed("sponsors")

    def accepted(self) -> bool:
        return self.agreed("acceptance") and self.process.act in self.papers
