"""Checks of what stands after the colon of a guard or an effect: whether it names something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from artflow.domain.dossier.completeness import OUTCOMES
from artflow.domain.dossier.fields import FILE_AREAS
from artflow.domain.people.roles import Role
from artflow.domain.process.case import SEVERITIES
from artflow.domain.process.joins import OPEN, SignoffState
from artflow.domain.process.workflow import Need, Stage, Workflow

ArgumentTest = Callable[[Workflow, str], bool]
DECISIONS = frozenset(SignoffState) - OPEN


def _nothing(workflow: Workflow, arg: str) -> bool:
    return not arg


def _number(workflow: Workflow, arg: str) -> bool:
    return arg.isdecimal()


def _file(workflow: Workflow, arg: str) -> bool:
    return arg in FILE_AREAS


def _paper(workflow: Workflow, arg: str) -> bool:
    return arg in workflow.papers


def _paper_or_nothing(workflow: Workflow, arg: str) -> bool:
    return not arg or arg in workflow.papers


def _assessment(workflow: Workflow, arg: str) -> bool:
    return arg in workflow.papers and workflow.review is not None


def _joined(workflow: Workflow, arg: str) -> bool:
    return arg in workflow.stages and workflow.stages[arg].join is not None


def _decision(workflow: Workflow, arg: str) -> bool:
    return arg in DECISIONS


def _held(workflow: Workflow, arg: str) -> bool:
    return arg in workflow.conditions.holds


def _severity(workflow: Workflow, arg: str) -> bool:
    return arg in ("", *SEVERITIES)


def _recorded(workflow: Workflow, arg: str) -> bool:
    kind, _, role = arg.partition(":")
    return kind in workflow.papers and role in list(Role)


def _outcome(workflow: Workflow, arg: str) -> bool:
    return arg in OUTCOMES


NO_ARGUMENT = (_nothing, "argument_none")
NUMBER = (_number, "argument_number")
FILE = (_file, "argument_file")
PAPER = (_paper, "argument_paper")
PAPER_OR_NOTHING = (_paper_or_nothing, "argument_paper")
ASSESSMENT = (_assessment, "argument_assessment")
JOINED = (_joined, "argument_joined")
DECISION = (_decision, "argument_decision")
RECORDED = (_recorded, "argument_paper")
HELD = (_held, "argument_held")
OUTCOME = (_outcome, "argument_outcome")
SEVERITY = (_severity, "argument_severity")

GUARDS: dict[str, tuple[ArgumentTest, str]] = {
    "signed": JOINED,
    "party_signed": JOINED,
    "paper": PAPER,
    "paper_on_version": PAPER,
    "another_person": PAPER,
    "no_paper": PAPER,
    "no_paper_on_version": PAPER,
    "recorded_as": RECORDED,
    "within_months": NUMBER,
    "hard_requirements": ASSESSMENT,
    "owners_consent": PAPER_OR_NOTHING,
    "has_file": FILE,
    "loops_below": NUMBER,
    "residents_told": NUMBER,
    "no_open_conditions": HELD,
    "conditions_answered": HELD,
    "in_force": PAPER,
}
EFFECTS: dict[str, tuple[ArgumentTest, str]] = {
    "record": PAPER,
    "extend": NUMBER,
    "void": PAPER,
    "weigh": PAPER,
    "as_announced": PAPER,
    "sign": DECISION,
    "retract": JOINED,
    "remark": SEVERITY,
    "completeness": OUTCOME,
    "defects": HELD,
}


ABOUT_OWN_SIGNOFFS = {
    "join_passed",
    "join_failed",
    "join_returned",
    "party_waiting",
    "party_asked",
    "one_person_one_party",
    "someone_declined",
    "parties_stuck",
    "funded",
    "sign",
    "ask_again",
}
"""Guards and effects that mean the sign-offs of the very stage in which they stand."""


PAPER_OF_GUARD = {
    "owners_consent": "owner_consent",
    "consent_kept": "owner_consent",
    "heritage_clear": "heritage_opinion",
    "advertising_clear": "ad_test",
    "hearing_over": "preliminary_refusal",
    "hearing_open": "preliminary_refusal",
    "residents_told": "residents_notice",
}
"""Guards that ask for a paper of their own: without it in the definition nobody could record it."""


def fault(
    table: Mapping[str, tuple[ArgumentTest, str]], workflow: Workflow, stage: Stage, need: Need
) -> str:
    """Return the code of what is wrong with the argument; empty if nothing is."""
    if need.name in ABOUT_OWN_SIGNOFFS and stage.join is None:
        return "needs_no_signoffs"
    paper = PAPER_OF_GUARD.get(need.name)
    if paper is not None and paper not in workflow.papers:
        return "needs_paper"
    test, wrong_argument = table.get(need.name, NO_ARGUMENT)
    return "" if test(workflow, need.arg) else wrong_argument
