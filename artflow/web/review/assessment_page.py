"""The specialist's assessment as the department and the coordinator read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from artflow.domain.process.case import Case, PaperFact
from artflow.domain.process.workflow import Review
from artflow.domain.review import assessment as rules
from artflow.web.shared import formatting
from artflow.web.shared.form_fields import Words

from .forms import DECISION_CHOICES, RECOMMENDATION

ANSWER_TAGS = {
    rules.MET: ("done", _l("Met")),
    rules.NOT_MET: ("stop", _l("Not met")),
    rules.NOT_RELEVANT: ("na", _l("Not relevant")),
}


class GateRow(NamedTuple):
    """One requirement and its answer."""

    label: str
    note: str
    kind: str
    answer: Words


class ScoreRow(NamedTuple):
    """One criterion and its points."""

    label: str
    points: int
    weight: int
    weak: bool

    @property
    def share(self) -> int:
        """Return the percentage of the points it could have."""
        return round(100 * self.points / self.weight)


class ReviewView(NamedTuple):
    """What the specialist has found and recommends."""

    decision: Words
    text: str
    when: str
    gates: list[GateRow]
    failed: int
    scores: list[ScoreRow]
    total: int
    passing: int
    floor: int


def build_review(case: Case, language: str) -> ReviewView | None:
    """Show the recommendation on the version judged now, or None if there is none yet."""
    fact = case.papers.get(RECOMMENDATION)
    if fact is None or fact.version != case.version:
        return None
    answers, points = _answers_in(fact, "gates"), _answers_in(fact, "scores")
    asked = case.workflow.review
    judged = asked if answers and points else None
    return ReviewView(
        decision=dict(DECISION_CHOICES).get(str(fact.data.get("decision", "")), ""),
        text=str(fact.data.get("text", "")),
        when=formatting.day(fact.at),
        gates=_gate_rows(judged, answers, _answers_in(fact, "notes"), language) if judged else [],
        failed=len(rules.failed_gates(judged, answers)) if judged else 0,
        scores=_score_rows(judged, points, language) if judged else [],
        total=rules.total_points(judged, points) if judged else 0,
        passing=asked.passing if asked else 0,
        floor=asked.floor if asked else 0,
    )


def _answers_in(fact: PaperFact, key: str) -> Mapping[str, Any]:
    """Return the answers; a recommendation made before there were criteria has none."""
    found = fact.data.get(key)
    return found if isinstance(found, Mapping) else {}


def _gate_rows(
    asked: Review, answers: Mapping[str, str], notes: Mapping[str, str], language: str
) -> list[GateRow]:
    return [
        GateRow(
            gate.label[language],
            notes.get(gate.key, ""),
            *ANSWER_TAGS[answers.get(gate.key, rules.NOT_MET)],
        )
        for gate in asked.gates
    ]


def _score_rows(asked: Review, points: Mapping[str, int], language: str) -> list[ScoreRow]:
    weak = {each.key for each in rules.weak_criteria(asked, points)}
    return [
        ScoreRow(each.label[language], points.get(each.key, 0), each.weight, each.key in weak)
        for each in asked.criteria
    ]
