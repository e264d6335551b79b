"""Everybody who has an account, with and without a role: found by name, address, place and role."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_
from sqlalchemy.orm import joinedload

from artflow.domain.access.account_rules import own_programmes
from artflow.domain.people.roles import Person, Role
from artflow.domain.text import fold_text
from artflow.extensions import db
from artflow.models import Membership, ProgrammeParty, User
from artflow.services.database.transactions import literal_limit
from artflow.services.identity.validity import is_valid_on
from artflow.services.people import organisations

USER = User.__table__
MEMBERSHIP = Membership.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
PAGE_SIZE = 50
SOON = timedelta(days=30)


class State(StrEnum):
    """What people can be narrowed to, besides a role."""

    OPEN = "open"
    SUSPENDED = "suspended"
    WITHOUT_ROLE = "without_role"
    EXPIRING = "expiring"
    ENDED = "ended"
    INVITED = "invited"


class Narrowing(NamedTuple):
    """What somebody looks for: words of a name, an address or an organisation, a role, a state."""

    q: str = ""
    role: Role | None = None
    state: State | None = None


class Entry(NamedTuple):
    """Somebody with an account, and the roles they hold or held."""

    user: User
    memberships: list[Membership]


def search(
    by: Person, narrowing: Narrowing, today: date, after: int | None = None, size: int = PAGE_SIZE
) -> list[Entry]:
    """List the people whom the person sees, by name, from the one after `after` on."""
    query = select(User).order_by(USER.c.folded, USER.c.id).limit(literal_limit(size))
    query = _narrow(_visible(query, by), narrowing, today)
    if after is not None:
        place = db.session.execute(
            select(USER.c.folded, USER.c.id).where(USER.c.id == after)
        ).one_or_none()
        if place is not None:
            query = query.where(tuple_(USER.c.folded, USER.c.id) > tuple_(*place))
    found = list(db.session.scalars(query))
    held: dict[int, list[Membership]] = {user.id: [] for user in found}
    rows = (
        select(Membership)
        .options(joinedload(Membership.organisation))
        .where(MEMBERSHIP.c.user_id.in_(held))
        .order_by(MEMBERSHIP.c.id)
    )
    for row in db.session.scalars(rows):
        held[row.user_id].append(row)
    return [Entry(user, held[user.id]) for user in found]


def _visible(query: Select[Any], by: Person) -> Select[Any]:
    """Leave those whom the person sees: all, or those of the programmes they coordinate."""
    if by.holds(Role.ADMINISTRATOR):
        return query
    own = select(PROGRAMME_PARTY.c.organisation_id).where(
        PROGRAMME_PARTY.c.programme_id.in_(own_programmes(by))
    )
    return query.where(_has_role(MEMBERSHIP.c.organisation_id.in_(own)))


def _narrow(query: Select[Any], narrowing: Narrowing, today: date) -> Select[Any]:
    words = fold_text(narrowing.q).split()
    if narrowing.q and not words:
        return query.where(false())
    if words:
        named = and_(*(USER.c.folded.contains(word, autoescape=True) for word in words))
        places = organisations.find_by_words(db.session.connection(), words)
        query = query.where(or_(named, _has_role(MEMBERSHIP.c.organisation_id.in_(places))))
    if narrowing.role is not None:
        query = query.where(_has_role(MEMBERSHIP.c.role == narrowing.role.value))
    if narrowing.state is not None:
        query = query.where(_state_condition(narrowing.state, today))
    return query


def _state_condition(state: State, today: date) -> ColumnElement[bool]:
    """Build the condition for a state; whoever is only invited has no account yet."""
    return {
        State.OPEN: lambda: USER.c.active.is_(True),
        State.SUSPENDED: lambda: USER.c.active.is_(False),
        State.WITHOUT_ROLE: lambda: ~_has_role(),
        State.EXPIRING: lambda: _has_role(is_expiring(today)),
        State.ENDED: lambda: _has_role(MEMBERSHIP.c.valid_until < today),
        State.INVITED: false,
    }[state]()


def is_expiring(today: date) -> ColumnElement[bool]:
    """Build the condition for roles that are valid today and end within a month."""
    return and_(is_valid_on(today), MEMBERSHIP.c.valid_until.between(today, today + SOON))


def _has_role(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(MEMBERSHIP.c.user_id == USER.c.id, *conditions).correlate(USER)
