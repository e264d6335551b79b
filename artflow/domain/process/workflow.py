"""A process as data: stages, what may be done in them, by whom and under which conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from artflow.domain.people.roles import PART_OF, Part, Role
from artflow.domain.text import LocalizedText

ACCEPTED = "accepted"
"""The outcome of a work that was accepted, and the ground that it is for a milestone."""
REOPENED = frozenset({"refused", "lapsed"})
"""Outcomes after which a work can go on: a refusal is appealed against, a lapsed work resumed."""
FULL_PERCENT = 100
STAY = "@stay"
BACK = "@back"
LEFT = "@left"
"""Where a work stood before it ended."""
AFTER_RETURN = 5
"""Working days for which a party may at least judge a work that came back to it, unless the
definition says another number: one day is not enough for a changed work."""


class Openness(IntEnum):
    """How far a proposal has opened itself to others. It only ever grows."""

    APPLICANT = 0
    REVIEWERS = 1
    SPONSORS_CARD = 2
    SPONSORS = 3
    PUBLIC = 4


@dataclass(frozen=True, slots=True)
class Gate:
    """A requirement that is met, not met or does not apply; a `hard` one nobody can set aside.

    `paper` is the one that proves it, if there is one.
    """

    key: str
    label: LocalizedText
    hard: bool = False
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A quality that is scored: at most `weight` points."""

    key: str
    label: LocalizedText
    weight: int


@dataclass(frozen=True, slots=True)
class Review:
    """What a specialist checks and scores before they recommend a decision.

    `passing`: points of 100 that a work needs; `floor`: per cent of its weight that each
    criterion needs.
    """

    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    passing: int
    floor: int


@dataclass(frozen=True, slots=True)
class Need:
    """A named condition, with its argument: `signed:architecture`."""

    name: str
    arg: str = ""

    def __str__(self) -> str:
        return f"{self.name}:{self.arg}" if self.arg else self.name


@dataclass(frozen=True, slots=True)
class Target:
    """Where an action leads, if the conditions hold. Targets are tried in their order."""

    stage: str
    when: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """What somebody may do in a stage."""

    name: str
    label: LocalizedText
    past: LocalizedText
    hint: LocalizedText | None
    form: str
    by: tuple[Role, ...]
    needs: tuple[Need, ...]
    targets: tuple[Target, ...]
    effects: tuple[Need, ...] = ()
    tells: tuple[Role, ...] = ()
    while_held: bool = False
    primary: bool = False
    signed: bool = False
    """Whether it asks for the password, also where it neither signs for a party nor ends a work."""

    @property
    def leaves_stage(self) -> bool:
        """Return whether the action can leave its stage at all."""
        return any(target.stage != STAY for target in self.targets)


@dataclass(frozen=True, slots=True)
class Join:
    """How parallel decisions of several parties become one (see `joins.outcome`)."""

    parties: tuple[Part, ...]
    rule: str = "all"
    n: int = 0
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose turn it is in a stage, if the condition holds; the first that holds is meant."""

    role: Role
    when: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Expiry:
    """What time does with a work that stays in a stage for too long: an action of nobody's.

    After calendar `days` or `months`; with neither, after the working days of the stage's limit.
    """

    action: str
    days: int | None = None
    months: int | None = None


class SumRule(StrEnum):
    """What becomes of a sum that a careful clerk would ask about."""

    REFUSED = "refused"
    CONFIRMED = "confirmed"
    """It stands if whoever signs says why."""


@dataclass(frozen=True, slots=True)
class SumRules:
    """Which sums may be signed: `more` than is left of the budget, and `nothing` at all.

    A document that says nothing of it has these.
    """

    more: SumRule = SumRule.REFUSED
    nothing: SumRule = SumRule.CONFIRMED


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a proposal stands."""

    key: str
    step: str
    label: LocalizedText
    public: LocalizedText
    future: LocalizedText
    order: int
    holders: tuple[Holder, ...] = ()
    limit: int | None = None
    after_return: int | None = None
    undated: LocalizedText | None = None
    """Why a stage without a limit has none."""
    expiry: Expiry | None = None
    join: Join | None = None
    sums: SumRules = SumRules()
    judges: frozenset[str] = frozenset()
    opens: Openness = Openness.REVIEWERS
    editable: bool = False
    outcome: str = ""
    actions: Mapping[str, Action] = field(default_factory=dict)

    @property
    def final(self) -> bool:
        return bool(self.outcome)

    @property
    def leads_back(self) -> bool:
        """Return whether works go back from here to where they came from."""
        return any(t.stage == BACK for action in self.actions.values() for t in action.targets)

    @property
    def after_time(self) -> str:
        """Return the stage to which time leads from here; empty if it leads nowhere."""
        return self.actions[self.expiry.action].targets[0].stage if self.expiry else ""

    def days_after_return(self, used: int) -> int:
        """Return the working days of a party to which a work comes back, having used some before.

        They are those that are left, at least `after_return`: as the definition says, else five.
        Where works are revised every return asks something new: there it is the whole limit.
        """
        limit = self.limit or 0
        least = self.after_return or (limit if self.leads_back else AFTER_RETURN)
        return max(limit - used, min(least, limit))

    @property
    def counts_money(self) -> bool:
        """Return whether sums are promised here: a target depends on whether the work is funded."""
        targets = [target for action in self.actions.values() for target in action.targets]
        return any(need.name == "funded" for target in targets for need in target.when)

    def signers(self) -> list[Role]:
        """List the roles that may sign for a party in this stage."""
        return [
            role
            for action in self.actions.values()
            if any(effect.name == "sign" for effect in action.effects)
            for role in action.by
        ]


@dataclass(frozen=True, slots=True)
class Step:
    """One mark of the step bar; several stages may belong to it."""

    key: str
    label: LocalizedText


@dataclass(frozen=True, slots=True)
class Milestone:
    """A checked step of execution. A gate may not be passed over; `pay` is a percentage.

    Without its `ground` it is not confirmed: a paper, or the acceptance of the work (`accepted`),
    which then confirms it by itself.
    """

    code: str
    label: LocalizedText
    gate: bool = True
    weight: int = 0
    pay: int = 0
    ground: Need | None = None

    @property
    def waits_for_acceptance(self) -> bool:
        """Return whether only the acceptance of the work confirms it."""
        return self.ground is not None and self.ground.name == ACCEPTED


OF_VERSION, OF_STAGE = "version", "stage"
SINCE = (OF_VERSION, OF_STAGE)
"""A paper older than the version it is about is asked about, one older than its stage refused."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A fact that somebody records with its file, and that guards ask for.

    `threshold`: of a vote, the share of all owners it needs (see `consent.share_needed`).
    `since`: what its day stands beside, one of `SINCE`.
    """

    key: str
    label: LocalizedText
    form: str
    internal: bool = False
    threshold: str = ""
    since: str = OF_VERSION


@dataclass(frozen=True, slots=True)
class ConditionRules:
    """What conditions and defects may hold up, and how many working days they are given.

    `holds` names what may be held up, by the key that guards ask for. `days` are those of a
    condition whose party names no day, `defect_days` those of a defect, `closing_days` those in
    which a party looks at what was reported to it. A document that says nothing of it lets
    conditions hold up nothing.
    """

    holds: Mapping[str, LocalizedText] = field(default_factory=dict)
    days: int = 20
    defect_days: int = 10
    closing_days: int = 5


@dataclass(frozen=True, slots=True)
class Workflow:
    """A checked definition. Made by `loading.load` only."""

    key: str
    sha256: str
    name: LocalizedText
    stages: Mapping[str, Stage]
    steps: tuple[Step, ...]
    milestones: tuple[Milestone, ...]
    papers: Mapping[str, Paper]
    settings: Mapping[str, int]
    review: Review | None = None
    conditions: ConditionRules = ConditionRules()

    @property
    def first(self) -> Stage:
        return next(iter(self.stages.values()))

    @property
    def stages_with_milestones(self) -> frozenset[str]:
        """Return the stages to which an action leads that sets up the milestones."""
        return frozenset(
            target.stage
            for _stage, action in self.actions()
            if any(effect.name == "plan_milestones" for effect in action.effects)
            for target in action.targets
        )

    @property
    def pay_before_acceptance(self) -> int:
        """Return the percentage that falls due before the work is accepted, at most.

        Never all of it: in a document that names no ground the last part waits for the acceptance.
        """
        paying = [m for m in self.milestones if m.pay]
        total = min(sum(m.pay for m in paying), FULL_PERCENT)
        withheld = sum(m.pay for m in paying if m.waits_for_acceptance)
        if not withheld and total == FULL_PERCENT:
            withheld = paying[-1].pay
        return max(total - withheld, 0)

    def actions(self) -> Iterator[tuple[Stage, Action]]:
        for stage in self.stages.values():
            for action in stage.actions.values():
                yield stage, action

    def return_stages(self, waiting_in: str = "") -> list[Stage]:
        """List the stages from which a proposal can be sent back, in their order.

        With a stage from which works go back: those that can send there, and those that judge.
        """
        waiting = {waiting_in} if waiting_in else self._leading_to({BACK})
        sending = self._leading_to(waiting) - waiting
        judging = {key for key, stage in self.stages.items() if stage.judges}
        return [stage for key, stage in self.stages.items() if key in sending | judging]

    @property
    def stages_after_ends(self) -> frozenset[str]:
        """Return the live stages to which an end leads, as to an appeal."""
        return frozenset(
            target.stage
            for stage, action in self.actions()
            if stage.final
            for target in action.targets
            if target.stage in self.stages and not self.stages[target.stage].final
        )

    def left_stages(self, stage: Stage) -> list[Stage]:
        """List the stages to which a work can come back from here, for it has ended in them.

        Here is an end itself, or what follows one, as an appeal does.
        """
        before = {s.key for s, a in self.actions() if stage.key in {t.stage for t in a.targets}}
        ends = {key for key in before | {stage.key} if self.stages[key].final}
        leading = self._leading_to(ends) - ends - {stage.key}
        return [found for key, found in self.stages.items() if key in leading]

    def _leading_to(self, goals: set[str]) -> set[str]:
        return {s.key for s, action in self.actions() if goals & {t.stage for t in action.targets}}

    def parts_needed(self) -> set[Part]:
        """Return the parts whose organisations sign or have a turn: nobody else could."""
        joins = {
            part for stage in self.stages.values() if stage.join for part in stage.join.parties
        }
        return (joins | {PART_OF[role] for role in self.roles_with_turns()}) - {Part.ARTIST}

    def roles_with_turns(self) -> set[Role]:
        """Return the roles whose turn it can be."""
        return {holder.role for stage in self.stages.values() for holder in stage.holders}

    def signing_roles(self) -> set[Role]:
        """Return the roles that sign for their organisation where several are asked."""
        return {role for stage in self.stages.values() if stage.join for role in stage.signers()}

    def required_joins(self, before: str) -> list[Stage]:
        """List the stages with sign-offs that come before the named one."""
        limit = self.stages[before].order
        return [s for s in self.stages.values() if s.join and s.order < limit]
