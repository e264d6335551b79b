"""What a specialist has checked and scored, and whether a positive recommendation stands on it."""

from __future__ import annotations

from collections.abc import Mapping

from artflow.domain.process.workflow import Criterion, Gate, Review

POINTS = 100
MET, NOT_MET, NOT_RELEVANT = "yes", "no", "na"
APPROVING = frozenset({"approve", "approve_with_conditions"})


def failed_gates(review: Review, answers: Mapping[str, str]) -> list[Gate]:
    """List the requirements that are not met; one without an answer is not met."""
    return [gate for gate in review.gates if answers.get(gate.key, NOT_MET) == NOT_MET]


def failed_hard_gates(review: Review, answers: Mapping[str, str]) -> list[Gate]:
    """List the requirements that are not met and that nobody can set aside."""
    return [gate for gate in failed_gates(review, answers) if gate.hard]


def total_points(review: Review, scores: Mapping[str, int]) -> int:
    """Add up the points of all criteria, 0 to 100."""
    return sum(scores.get(each.key, 0) for each in review.criteria)


def weak_criteria(review: Review, scores: Mapping[str, int]) -> list[Criterion]:
    """List the criteria with fewer points than the floor, a share of each one's weight."""
    return [
        each for each in review.criteria if scores.get(each.key, 0) < least_points(review, each)
    ]


def least_points(review: Review, criterion: Criterion) -> int:
    """Return the fewest whole points that reach the floor of a criterion."""
    return -(-criterion.weight * review.floor // POINTS)
