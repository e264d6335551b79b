"""What the engine knows of one proposal. Lists are asked of their source only when needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple, Protocol

from artflow.domain.history.chain import GENESIS
from artflow.domain.money import TENGE
from artflow.domain.people.roles import Party
from artflow.domain.pictures import Unready
from artflow.domain.snapshot import Snapshot

from .joins import SIGNED, SignoffState
from .workflow import ACCEPTED, Openness, Stage, Workflow

MUST, SHOULD, NOTE = "must", "should", "note"
SEVERITIES = (MUST, SHOULD, NOTE)
OPEN, ANSWERED, CLOSED = "open", "answered", "closed"
LAPSED = "lapsed"
"""Of a condition: what its party has decided since has taken its place."""
CONDITION, DEFECT = "condition", "defect"
DELAY_REASONS = ("weather", "wall", "access", "payment", "design")


@dataclass(slots=True)
class Signoff:
    """One party's decision on one version in one stage."""

    stage: str
    party: str
    state: SignoffState
    organisation_id: int | None = None
    amount: int = 0
    decided_by: int | None = None
    id: int | None = None
    decided_at: datetime | None = None


@dataclass(slots=True)
class Remark:
    """One thing the artist must answer, should heed or may read."""

    id: int
    severity: str
    state: str
    author_id: int
    stage: str = ""
    fixed: bool = False
    """Whether the artist has answered that it was changed."""


@dataclass(frozen=True, slots=True)
class PaperFact:
    """The latest record of one kind: what was recorded, by whom, on which version and wall."""

    kind: str
    data: Mapping[str, object]
    recorded_by: int
    at: datetime
    version: str = ""
    design: str = ""
    wall_id: int | None = None
    role: str = ""
    """In which role; empty where that was not kept yet."""


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
    grounded: bool = True
    """Whether there is what the definition asks for before it is confirmed."""


@dataclass(slots=True)
class ConditionFact:
    """What a party asks for before the work may go on, or a defect that it has found.

    `holds` is what waits for it, by the definition's key; empty if nothing does. `stage`, `role`,
    `party` and `organisation_id` say where and for whom it was set: the same party closes it.
    """

    id: int
    kind: str
    state: str
    holds: str
    due_on: date | None
    stage: str
    role: str
    party: str
    organisation_id: int | None = None

    @property
    def is_live(self) -> bool:
        """Return whether its party still waits for something."""
        return self.state in (OPEN, ANSWERED)


@dataclass(frozen=True, slots=True)
class PaymentFact:
    """One booked payment; one that `corrects` another takes it back, with its sum below zero."""

    id: int
    organisation_id: int
    amount: int
    number: str
    document_key: str | None = None
    corrects: int | None = None
    paid_on: date | None = None


def add_up(payments: Iterable[PaymentFact]) -> dict[int, int]:
    """Add payments up by organisation; what was taken back counts nothing."""
    paid = Counter[int]()
    for payment in payments:
        paid[payment.organisation_id] += payment.amount
    return dict(paid)


@dataclass(slots=True)
class WallFact:
    """The wall that was chosen, as far as a decision asks about it."""

    id: int
    heritage: str
    owner_contact: str
    held_by: int | None = None
    held_until: date | None = None
    """The last day of the reservation of `held_by`."""


class Twins(NamedTuple):
    """The numbers of other live works with the same sketch, sent in before and after this one."""

    earlier: list[str]
    later: list[str]


class CaseSource(Protocol):
    """Answers what only few guards ask; the database behind a case."""

    def dossier(self, case: Case) -> Snapshot: ...
    def twins(self, case: Case) -> Twins: ...
    def candidates(self, case: Case) -> int: ...
    def unready(self, case: Case) -> list[Unready]: ...


@dataclass
class Case:
    """One proposal under its own definition. `stage` is moved by `machine.move` only."""

    id: int
    workflow: Workflow
    stage: str
    programme_id: int
    applicant_id: int
    source: CaseSource
    number: str = ""
    title: str = ""
    version_id: int | None = None
    version_no: int = 0
    version: str = ""
    design: str = ""
    budget: int = 0
    currency: str = TENGE
    """Of all its sums; the programme's."""
    came_from: str = ""
    loops: int = 0
    held: bool = False
    held_review_on: date | None = None
    """The day on which a hold is over."""
    openness: Openness = Openness.APPLICANT
    wall_id: int | None = None
    assignee_id: int | None = None
    reached: frozenset[str] = frozenset()
    events: int = 0
    head: str = GENESIS
    entered_at: datetime | None = None
    """When it came into its present stage."""
    expires_on: date | None = None
    """The last day on which it may stay in its present stage."""
    submitted_at: datetime | None = None
    """When it was sent for the first time; from then on it keeps its parties."""
    stand_ins: Mapping[int, int] = field(default_factory=dict)
    """Which organisation signs in whose place, for this proposal alone."""
    back_to: str = field(default="", repr=False)
    left: str = field(default="", repr=False)
    """The stage that it left when it ended, where an action leads back there."""
    asked_anew: frozenset[str] = field(default=frozenset(), repr=False)
    """Parties that the present action asks once more."""
    signoffs: list[Signoff] = field(default_factory=list)
    """The sign-offs on the current version, of every stage."""
    remarks: list[Remark] = field(default_factory=list)
    conditions: list[ConditionFact] = field(default_factory=list)
    """What parties have asked for and found, open or not."""
    redated: bool = field(default=False, repr=False)
    """Whether this very press has changed until when conditions are due."""
    papers: dict[str, PaperFact] = field(default_factory=dict)
    """The latest of each kind."""
    milestones: list[MilestoneFact] = field(default_factory=list)
    payments: dict[int, int] = field(default_factory=dict)
    """What has been paid so far, by organisation."""
    booked: list[PaymentFact] = field(default_factory=list)
    """The payments one by one, as they were read."""
    wall: WallFact | None = None
    parties: list[Party] = field(default_factory=list)
    """The organisations it was sent to and the applicant, in the programme's order."""
    absent: frozenset[int] = frozenset()
    """The organisations of the programme that it was not sent to: they joined later or had left."""

    @property
    def current_stage(self) -> Stage:
        return self.workflow.stages[self.stage]

    @cached_property
    def dossier(self) -> Snapshot:
        """Return the working dossier as a snapshot (see `fields.build_snapshot`)."""
        return self.source.dossier(self)

    @property
    def candidates(self) -> int:
        """Count the walls that have been proposed for the work."""
        return self.source.candidates(self)

    @property
    def unready_pictures(self) -> list[Unready]:
        """List the pictures of the working dossier that nobody can look at."""
        return self.source.unready(self)

    def mark_grounds(self) -> None:
        """Note at every milestone whether there is what it is confirmed on."""
        grounds = {m.code: m.ground for m in self.workflow.milestones}
        for milestone in self.milestones:
            ground = grounds.get(milestone.code)
            milestone.grounded = ground is None or (
                self.current_stage.outcome == ACCEPTED
                if ground.name == ACCEPTED
                else ground.arg in self.papers
            )

    def signoffs_in(self, stage: str) -> list[Signoff]:
        return [signoff for signoff in self.signoffs if signoff.stage == stage]

    def live_conditions(self, holds: str) -> list[ConditionFact]:
        """List what is not closed yet of all that holds this up."""
        return [each for each in self.conditions if each.is_live and each.holds == holds]

    def signoff_of(self, party: str) -> Signoff | None:
        """Find the party's sign-off in the present stage."""
        return next((s for s in self.signoffs_in(self.stage) if s.party == party), None)

    def signed_parties(self, stage: str) -> set[str]:
        return {s.party for s in self.signoffs_in(stage) if s.state in SIGNED}

    def must_remarks(self, *states: str) -> list[Remark]:
        return [r for r in self.remarks if r.severity == MUST and r.state in states]

    @property
    def organisations(self) -> list[int]:
        """List the organisations that take part in it."""
        return [p.organisation_id for p in self.parties if p.organisation_id is not None]

    def parties_of(self, stage: Stage) -> list[Party]:
        """List those who decide in a stage with sign-offs."""
        assert stage.join is not None
        return [party for party in self.parties if party.part in stage.join.parties]
