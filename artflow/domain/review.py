"""What a specialist has checked and scored, and whether a positive recommendation stands on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from .words import Words

POINTS = 100
MET, NOT_MET, NOT_RELEVANT = "yes", "no", "na"
AGREEING = frozenset({"approve", "approve_with_conditions"})


class Gate(NamedTuple):
    """A requirement that is met, not met or does not apply."""

    key: str
    label: Words


class Criterion(NamedTuple):
    """A quality that is scored: at most `weight` points."""

    key: str
    label: Words
    weight: int


class Review(NamedTuple):
    """What a specialist checks and scores before they recommend a decision.

    `passing`: points of 100 that a work needs; `floor`: per cent of its weight that each
    criterion needs.
    """

    gates: tuple[Gate, ...]
    criteria: tuple[Criterion, ...]
    passing: int
    floor: int


def failed(review: Review, answers: Mapping[str, str]) -> list[Gate]:
    """The requirements that are not met. Whoever was not answered is not met either."""
    return [gate for gate in review.gates if answers.get(gate.key, NOT_MET) == NOT_MET]


def total(review: Review, scores: Mapping[str, int]) -> int:
    """The points of all criteria together, 0 to 100."""
    return sum(scores.get(each.key, 0) for each in review.criteria)


def weak(review: Review, scores: Mapping[str, int]) -> list[Criterion]:
    """The criteria with fewer points than the floor, a share of each one's weight."""
    return [
        each
        for each in review.criteria
        if scores.get(each.key, 0) * POINTS < each.weight * review.floor
    ]


def passes(review: Review, answers: Mapping[str, str], scores: Mapping[str, int]) -> bool:
    """Whether a recommendation to approve can stand on this."""
    enough = total(review, scores) >= review.passing
    return enough and not failed(review, answers) and not weak(review, scores)
