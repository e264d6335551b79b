"""The specialist's assessment as the department and the coordinator read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from artflow.domain.process.case import Case
from artflow.domain.process.workflow import Review
from artflow.domain.review import assessment as rules
from artflow.web.shared import formatting

from .forms import DECISION_CHOICES

RECOMMENDATION = "recommendation"
ANSWER_TAGS = {
    rules.MET: ("done", _l("Yes")),
    rules.NOT_MET: ("stop", _l("No")),
    rules.NOT_RELEVANT: ("na", _l("Not relevant")),
}


class GateRow(NamedTuple):
    """One requirement and its answer."""

    label: str
    note: str
    kind: str
    answer: Any


class ScoreRow(NamedTuple):
    """One criterion and its points."""

    label: str
    points: int
    weight: int
    weak: bool

    @property
    def share(self) -> int:
        """Per cent of the points it could have."""
        return round(100 * self.points / self.weight)


class ReviewView(NamedTuple):
    """What the specialist has found and recommends."""

    decision: Any
    text: str
    when: str
    gates: list[GateRow]
    failed: int
    scores: list[ScoreRow]
    total: int
    passing: int
    floor: int


def build_review(case: Case, language: str) -> ReviewView | None:
    """The recommendation on the version judged now, or None if there is none yet."""
    fact = case.papers.get(RECOMMENDATION)
    if fact is None or fact.version != case.version:
        return None
    asked, answers, points = (
        case.workflow.review,
        _answers_in(fact, "gates"),
        _answers_in(fact, "scores"),
    )
    complete = bool(asked and answers and points)
    return ReviewView(
        decision=dict(DECISION_CHOICES).get(fact.data.get("decision", ""), ""),
        text=fact.data.get("text", ""),
        when=formatting.day(fact.at),
        gates=_gate_rows(asked, answers, _answers_in(fact, "notes"), language) if complete else [],
        failed=len(rules.failed_gates(asked, answers)) if complete else 0,
        scores=_score_rows(asked, points, language) if complete else [],
        total=rules.total_points(asked, points) if complete else 0,
        passing=asked.passing if asked else 0,
        floor=asked.floor if asked else 0,
    )


def _answers_in(fact: Any, key: str) -> Mapping[str, Any]:
    """A recommendation made before there were criteria has none."""
    found = fact.data.get(key)
    return found if isinstance(found, Mapping) else {}


def _gate_rows(asked: Review, answers: Any, notes: Any, language: str) -> list[GateRow]:
    return [
        GateRow(
            gate.label[language],
            notes.get(gate.key, ""),
            *ANSWER_TAGS[answers.get(gate.key, rules.NOT_MET)],
        )
        for gate in asked.gates
    ]


def _score_rows(asked: Review, points: Any, language: str) -> list[ScoreRow]:
    weak = {each.key for each in rules.weak_criteria(asked, points)}
    return [
        ScoreRow(each.label[language], points.get(each.key, 0), each.weight, each.key in weak)
        for each in asked.criteria
    ]
