"""The policy's sights as a query: what a list shows is exactly what `policy.sees` allows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select

from artflow.domain.policy import ANYBODY, Sight, sights
from artflow.domain.roles import Person
from artflow.domain.workflow import Openness
from artflow.extensions import db
from artflow.models import Programme, Proposal

P = Proposal.__table__
Strip = tuple[int, int]


def visible(person: Person) -> ColumnElement[bool]:
    """The condition under which a proposal's row may be shown to the person."""
    return or_(own(person), by_role(person))


def own(person: Person) -> ColumnElement[bool]:
    """Whether a proposal's row is the person's own, which they always see."""
    return or_(*(P.c.applicant_id == s.own for s in sights(person) if s.own is not None))


def by_role(person: Person) -> ColumnElement[bool]:
    """Whether a proposal's row is seen in a role; never without one."""
    return or_(false(), *(_condition(sight) for sight in _roles(person)))


def _roles(person: Person) -> list[Sight]:
    return [sight for sight in sights(person) if sight.own is None]


def public() -> ColumnElement[bool]:
    """The condition under which the card of a proposal may be shown to anybody."""
    return _condition(ANYBODY)


def _condition(sight: Sight) -> Any:
    reached = P.c.openness >= int(sight.openness)
    if sight.programmes is None:
        return reached
    return and_(reached, P.c.programme_id.in_(sorted(sight.programmes)))


def strips(person: Person, programme: int | None = None) -> tuple[Strip, ...]:
    """What is seen in a role, cut so that no two strips share a proposal; or one programme of it.

    Each strip fixes the programme and the openness. An index that ends with the id then gives its
    proposals in the order of lists, and a page is read without looking at what is not on it.
    """
    roles = _roles(person)
    return tuple(
        (key, int(openness))
        for key in (_programmes(roles) if programme is None else [programme])
        for openness in Openness
        if any(_reaches(sight, key, openness) for sight in roles)
    )


def within(strip: Strip) -> ColumnElement[bool]:
    """Whether a proposal's row lies in the strip."""
    programme, openness = strip
    return and_(P.c.programme_id == programme, P.c.openness == openness)


def _programmes(roles: list[Sight]) -> list[int]:
    """The programmes that the roles reach; all there are for an administrator."""
    named = [sight.programmes for sight in roles]
    if None in named:
        return list(db.session.scalars(select(Programme.id).order_by(Programme.id)))
    return sorted(frozenset[int]().union(*(some for some in named if some is not None)))


def _reaches(sight: Sight, programme: int, openness: Openness) -> bool:
    everywhere = sight.programmes is None or programme in sight.programmes
    return everywhere and openness >= sight.openness
