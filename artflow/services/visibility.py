"""The policy's sights as a query: what a list shows is exactly what `policy.sees` allows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from artflow.domain.policy import ANYBODY, Sight, sights
from artflow.domain.roles import Person
from artflow.models import Proposal


def visible(person: Person) -> ColumnElement[bool]:
    """The condition under which a proposal's row may be shown to the person."""
    return or_(*(_condition(sight) for sight in sights(person)))


def public() -> ColumnElement[bool]:
    """The condition under which the card of a proposal may be shown to anybody."""
    return _condition(ANYBODY)


def _condition(sight: Sight) -> Any:
    if sight.own is not None:
        return Proposal.applicant_id == sight.own
    reached = Proposal.openness >= int(sight.openness)
    if sight.programmes is None:
        return reached
    return and_(reached, Proposal.programme_id.in_(sorted(sight.programmes)))
