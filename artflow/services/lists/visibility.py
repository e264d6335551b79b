"""The policy's visibility rules as a query: a list shows exactly what `policy.sees` allows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select

from artflow.domain.access.policy import PUBLIC_RULE, VisibilityRule, visibility_rules
from artflow.domain.people.roles import Person
from artflow.domain.process.workflow import Openness
from artflow.extensions import db
from artflow.models import Programme, Proposal

PROPOSAL = Proposal.__table__
VisibleSlice = tuple[int, int, datetime | None]
"""Programme, openness, and the instant before which it was sent, if that matters."""


def visible_to(person: Person) -> ColumnElement[bool]:
    """Build the condition under which a proposal's row may be shown to the person."""
    return or_(is_own(person), is_seen_by_role(person))


def is_own(person: Person) -> ColumnElement[bool]:
    """Build the condition for the person's own proposals, which they always see."""
    return or_(
        *(PROPOSAL.c.applicant_id == s.own for s in visibility_rules(person) if s.own is not None)
    )


def is_seen_by_role(person: Person) -> ColumnElement[bool]:
    """Build the condition for what is seen in a role; never true without one."""
    return or_(false(), *(_condition(rule) for rule in _role_rules(person)))


def _role_rules(person: Person) -> list[VisibilityRule]:
    return [rule for rule in visibility_rules(person) if rule.own is None]


def is_public() -> ColumnElement[bool]:
    """Build the condition under which the card of a proposal may be shown to anybody.

    No proposal opens itself further than that, so the condition is an equation; and its number
    stands in the statement, as in the index of public works.
    """
    return PROPOSAL.c.openness == literal_column(str(int(PUBLIC_RULE.openness)))


def _condition(rule: VisibilityRule) -> ColumnElement[bool]:
    reached: ColumnElement[bool] = PROPOSAL.c.openness >= int(rule.openness)
    if rule.programmes is None:
        return reached
    left = dict(rule.left)
    return and_(
        reached,
        or_(
            PROPOSAL.c.programme_id.in_(sorted(rule.programmes - left.keys())),
            *(_sent_before(key, until) for key, until in sorted(left.items())),
        ),
    )


def _sent_before(programme: int, until: datetime) -> ColumnElement[bool]:
    return and_(PROPOSAL.c.programme_id == programme, PROPOSAL.c.submitted_at < until)


def visible_slices(person: Person, programme: int | None = None) -> tuple[VisibleSlice, ...]:
    """Cut what is seen in a role into slices that share no proposal; or one programme of it.

    Each slice fixes the programme and the openness. An index that ends with the id then gives its
    proposals in the order of lists, and a page is read without looking at what is not on it.
    """
    roles = _role_rules(person)
    found = (
        (key, int(openness), [r for r in roles if _reaches(r, key, openness)])
        for key in (_programmes(roles) if programme is None else [programme])
        for openness in Openness
    )
    return tuple((key, openness, _until(rules, key)) for key, openness, rules in found if rules)


def _until(rules: list[VisibilityRule], programme: int) -> datetime | None:
    """Return when the last of the rules ends for what is sent to a programme; None if one stays."""
    ends = [dict(rule.left).get(programme) for rule in rules]
    return None if None in ends else max(end for end in ends if end is not None)


def own_slices(person: Person) -> tuple[VisibleSlice, ...]:
    """Cut what the person sees in roles of programmes into slices, without asking the database.

    An administrator sees the others as well.
    """
    roles = [rule for rule in _role_rules(person) if rule.programmes is not None]
    found = (
        (key, int(openness), [r for r in roles if _reaches(r, key, openness)])
        for key in sorted(frozenset[int]().union(*(rule.programmes or () for rule in roles)))
        for openness in Openness
    )
    return tuple((key, openness, _until(rules, key)) for key, openness, rules in found if rules)


def in_slice(visible_slice: VisibleSlice) -> ColumnElement[bool]:
    """Build the condition for the proposals of a slice."""
    programme, openness, until = visible_slice
    found = and_(PROPOSAL.c.programme_id == programme, PROPOSAL.c.openness == openness)
    return found if until is None else and_(found, PROPOSAL.c.submitted_at < until)


def _programmes(roles: list[VisibilityRule]) -> list[int]:
    """List the programmes that the rules reach; all there are for an administrator."""
    named = [rule.programmes for rule in roles]
    if None in named:
        return list(db.session.scalars(select(Programme.id).order_by(Programme.id)))
    return sorted(frozenset[int]().union(*(some for some in named if some is not None)))


def _reaches(rule: VisibilityRule, programme: int, openness: Openness) -> bool:
    everywhere = rule.programmes is None or programme in rule.programmes
    return everywhere and openness >= rule.openness
