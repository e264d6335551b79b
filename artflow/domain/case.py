"""What the engine knows of one proposal. Lists are asked of their source only when needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple, Protocol

from .chain import GENESIS
from .joins import SIGNED, SignoffState
from .roles import Party
from .workflow import Openness, Stage, Workflow

MUST, SHOULD, NOTE = "must", "should", "note"
SEVERITIES = (MUST, SHOULD, NOTE)
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
DELAYS = ("weather", "wall", "access", "payment", "design")


@dataclass(slots=True)
class Signoff:
    """One party's word on one version in one stage."""

    stage: str
    party: str
    state: SignoffState
    organisation_id: int | None = None
    amount: int = 0
    decided_by: int | None = None
    id: int | None = None


@dataclass(slots=True)
class Remark:
    """One thing the artist must answer, should heed or may read."""

    id: int
    severity: str
    state: str
    author_id: int
    stage: str = ""


class PaperFact(NamedTuple):
    """The latest record of one kind: what was recorded, by whom, on which version and wall."""

    kind: str
    data: Mapping[str, Any]
    recorded_by: int
    at: datetime
    version: str = ""
    design: str = ""
    wall_id: int | None = None


@dataclass(slots=True)
class MilestoneFact:
    """One step of execution: planned | submitted | confirmed | returned."""

    id: int
    code: str
    position: int
    gate: bool
    state: str
    photos: int = 0
    submitted_by: int | None = None
    pay: int = 0


@dataclass(slots=True)
class WallFact:
    """The wall that was chosen, as far as a decision asks about it."""

    id: int
    heritage: str
    owner_contact: str
    held_by: int | None = None


class Source(Protocol):
    """Answers what a guard asks beyond the proposal's own row; the database behind a case."""

    def signoffs(self, case: Case) -> list[Signoff]: ...
    def remarks(self, case: Case) -> list[Remark]: ...
    def papers(self, case: Case) -> dict[str, PaperFact]: ...
    def milestones(self, case: Case) -> list[MilestoneFact]: ...
    def payments(self, case: Case) -> dict[int, int]: ...
    def wall(self, case: Case) -> WallFact | None: ...
    def dossier(self, case: Case) -> dict[str, Any]: ...
    def parties(self, case: Case) -> list[Party]: ...
    def twins(self, case: Case) -> list[str]: ...
    def candidates(self, case: Case) -> int: ...


@dataclass
class Case:
    """One proposal under its own definition. `stage` is moved by `machine.move` only."""

    id: int
    workflow: Workflow
    stage: str
    programme_id: int
    applicant_id: int
    source: Source
    number: str = ""
    title: str = ""
    version_id: int | None = None
    version_no: int = 0
    version: str = ""
    design: str = ""
    budget: int = 0
    came_from: str = ""
    loops: int = 0
    held: bool = False
    openness: Openness = Openness.APPLICANT
    wall_id: int | None = None
    assignee_id: int | None = None
    reached: frozenset[str] = frozenset()
    events: int = 0
    head: str = GENESIS
    stand_ins: Mapping[int, int] = field(default_factory=dict)
    """Which organisation signs in whose place, for this proposal alone."""
    back_to: str = field(default="", repr=False)

    @property
    def at(self) -> Stage:
        return self.workflow.stages[self.stage]

    @cached_property
    def signoffs(self) -> list[Signoff]:
        """The sign-offs on the current version, of every stage."""
        return self.source.signoffs(self)

    @cached_property
    def remarks(self) -> list[Remark]:
        return self.source.remarks(self)

    @cached_property
    def papers(self) -> dict[str, PaperFact]:
        return self.source.papers(self)

    @cached_property
    def milestones(self) -> list[MilestoneFact]:
        return self.source.milestones(self)

    @cached_property
    def payments(self) -> dict[int, int]:
        """What has been paid so far, in tenge by organisation."""
        return self.source.payments(self)

    @cached_property
    def wall(self) -> WallFact | None:
        return self.source.wall(self)

    @cached_property
    def dossier(self) -> dict[str, Any]:
        """The working dossier as a snapshot (see `dossier.snapshot`)."""
        return self.source.dossier(self)

    @cached_property
    def parties(self) -> list[Party]:
        """The organisations of the programme and the applicant, in the programme's order."""
        return self.source.parties(self)

    @property
    def candidates(self) -> int:
        """How many walls have been proposed for the work."""
        return self.source.candidates(self)

    def signoffs_in(self, stage: str) -> list[Signoff]:
        return [signoff for signoff in self.signoffs if signoff.stage == stage]

    def signoff_of(self, party: str) -> Signoff | None:
        """The party's sign-off in the present stage."""
        return next((s for s in self.signoffs_in(self.stage) if s.party == party), None)

    def signed_parties(self, stage: str) -> set[str]:
        return {s.party for s in self.signoffs_in(stage) if s.state in SIGNED}

    def must_remarks(self, *states: str) -> list[Remark]:
        return [r for r in self.remarks if r.severity == MUST and r.state in states]

    def parties_of(self, stage: Stage) -> list[Party]:
        """Who decides in a stage with sign-offs."""
        assert stage.join is not None
        return [party for party in self.parties if party.part in stage.join.parties]
