"""The specialist's assessment as the department and the coordinator read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from artflow.domain import review as rules
from artflow.domain.case import Case
from artflow.domain.review import Review
from artflow.web import format
from artflow.web.forms.recommendation import PROPOSED

PAPER = "recommendation"
TAGS = {
    rules.MET: ("done", _l("Yes")),
    rules.NOT_MET: ("stop", _l("No")),
    rules.NOT_RELEVANT: ("na", _l("Not relevant")),
}


class GateShown(NamedTuple):
    """One requirement and its answer."""

    label: str
    note: str
    kind: str
    answer: Any


class ScoreShown(NamedTuple):
    """One criterion and its points."""

    label: str
    points: int
    weight: int
    weak: bool

    @property
    def share(self) -> int:
        """Per cent of the points it could have."""
        return round(100 * self.points / self.weight)


class ReviewShown(NamedTuple):
    """What the specialist has found and recommends."""

    decision: Any
    text: str
    when: str
    gates: list[GateShown]
    failed: int
    scores: list[ScoreShown]
    total: int
    passing: int
    floor: int


def review(case: Case, language: str) -> ReviewShown | None:
    """The recommendation on the version judged now, or None if there is none yet."""
    fact = case.papers.get(PAPER)
    if fact is None or fact.version != case.version:
        return None
    asked, answers, points = case.workflow.review, _table(fact, "gates"), _table(fact, "scores")
    told = bool(asked and answers and points)
    return ReviewShown(
        decision=dict(PROPOSED).get(fact.data.get("decision", ""), ""),
        text=fact.data.get("text", ""),
        when=format.day(fact.at),
        gates=_gates(asked, answers, _table(fact, "notes"), language) if told else [],
        failed=len(rules.failed(asked, answers)) if told else 0,
        scores=_scores(asked, points, language) if told else [],
        total=rules.total(asked, points) if told else 0,
        passing=asked.passing if asked else 0,
        floor=asked.floor if asked else 0,
    )


def _table(fact: Any, key: str) -> Mapping[str, Any]:
    """A recommendation made before there were criteria has none."""
    found = fact.data.get(key)
    return found if isinstance(found, Mapping) else {}


def _gates(asked: Review, answers: Any, notes: Any, language: str) -> list[GateShown]:
    return [
        GateShown(gate.label[language], notes.get(gate.key, ""),
                  *TAGS[answers.get(gate.key, rules.NOT_MET)])
        for gate in asked.gates
    ]  # fmt: skip


def _scores(asked: Review, points: Any, language: str) -> list[ScoreShown]:
    weak = {each.key for each in rules.weak(asked, points)}
    return [
        ScoreShown(each.label[language], points.get(each.key, 0), each.weight, each.key in weak)
        for each in asked.criteria
    ]
