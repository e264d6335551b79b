"""What taking a role or closing an account does: who is left, which works then wait for nobody."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, or_, select, true

from artflow.domain.people.roles import Role
from artflow.domain.text import LocalizedText
from artflow.models import (
    AccountEvent,
    LoginSession,
    Membership,
    OneTimeLink,
    Organisation,
    Proposal,
    Turn,
    User,
)
from artflow.services.database.transactions import literal_limit
from artflow.services.identity.validity import is_valid_on
from artflow.services.people import links
from artflow.services.programmes.working_days import load_home_calendar

USER = User.__table__
ACCOUNT_EVENT = AccountEvent.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
PROPOSAL = Proposal.__table__
TURN = Turn.__table__
LOGIN_SESSION = LoginSession.__table__
ONE_TIME_LINK = OneTimeLink.__table__
COUNT_LIMIT = 500
"""Works are counted up to here, as everywhere."""


class WaitingWork(NamedTuple):
    """A work that waits for a role in an organisation, perhaps for one person in it."""

    id: int
    number: str | None
    title: str
    organisation_id: int
    role: str
    user_id: int | None


class LostRole(NamedTuple):
    """A role that somebody would hold no longer.

    `others` hold it there today besides. `works` wait for it and would be left: all of them where
    nobody else holds it, otherwise those that were given to this person.
    """

    membership_id: int
    role: Role
    organisation_id: int
    organisation: LocalizedText
    others: int
    works: tuple[WaitingWork, ...]

    @property
    def leaves_nobody(self) -> bool:
        """Return whether nobody could do there what the role does, and that is missed."""
        return not self.others and (self.role is Role.SPONSOR_SIGNATORY or bool(self.works))


class Consequences(NamedTuple):
    """What happens with somebody's account once it has been decided."""

    roles: tuple[LostRole, ...]
    sessions: int
    own_works: int
    invitations: int
    leaves_no_administrator: bool
    stood_since: int
    """The entry of the log with which the account was last suspended or opened; 0 for neither."""

    @property
    def needs_reason(self) -> bool:
        return any(role.leaves_nobody for role in self.roles)

    @property
    def digest(self) -> str:
        """Return what a page and its press must agree on: it changes with the consequences.

        Sessions are not in it: that somebody has opened a browser changes nobody's mind.
        """
        told = [
            [
                [role.membership_id, role.role, role.others, sorted(work.id for work in role.works)]
                for role in self.roles
            ],
            self.own_works,
            self.invitations,
            self.leaves_no_administrator,
            self.stood_since,
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def foresee(
    connection: Connection, user_id: int, now: datetime, membership_id: int | None = None
) -> Consequences:
    """Compute what is lost with one role of a person, or with all of them and the account."""
    today = load_home_calendar(connection).today(now)
    asked = true() if membership_id is None else MEMBERSHIP.c.id == membership_id
    held = connection.execute(
        select(
            MEMBERSHIP.c.id,
            MEMBERSHIP.c.role,
            ORGANISATION.c.id.label("place"),
            ORGANISATION.c.name,
        )
        .join(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
        .where(MEMBERSHIP.c.user_id == user_id, is_valid_on(today), asked)
        .order_by(MEMBERSHIP.c.id)
    ).all()
    others = _count_others(connection, user_id, today, {row.place for row in held})
    waiting = list_waiting(connection, {row.place for row in held}, user_id)
    lost = tuple(
        _lost_role(row.id, Role(row.role), row.place, row.name, others, waiting) for row in held
    )
    is_last = any(role.role is Role.ADMINISTRATOR for role in lost) and not _has_administrator(
        connection, today, user_id
    )
    is_artist = any(role.role is Role.ARTIST for role in lost)
    return Consequences(
        lost,
        _count_sessions(connection, user_id),
        count_own_works(connection, [user_id]) if is_artist else 0,
        _count_invitations(connection, user_id) if lost else 0,
        is_last,
        _stood_since(connection, user_id),
    )


def _stood_since(connection: Connection, user_id: int) -> int:
    found = select(func.coalesce(func.max(ACCOUNT_EVENT.c.id), 0)).where(
        ACCOUNT_EVENT.c.user_id == user_id,
        ACCOUNT_EVENT.c.type.in_(("suspended", "reactivated")),
    )
    since: int = connection.execute(found).scalar_one()
    return since


def _lost_role(
    key: int,
    role: Role,
    place: int,
    name: LocalizedText,
    others: dict[tuple[int, str], int],
    waiting: Sequence[WaitingWork],
) -> LostRole:
    left = others.get((place, role.value), 0)
    works = (
        work
        for work in waiting
        if (work.organisation_id, work.role) == (place, role) and (not left or work.user_id)
    )
    return LostRole(key, role, place, name, left, tuple(works))


def _count_others(
    connection: Connection, user_id: int, today: date, places: Iterable[int]
) -> dict[tuple[int, str], int]:
    """Count who else may act today, by organisation and role."""
    query = (
        select(MEMBERSHIP.c.organisation_id, MEMBERSHIP.c.role, func.count(MEMBERSHIP.c.id))
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .where(
            MEMBERSHIP.c.organisation_id.in_(places),
            MEMBERSHIP.c.user_id != user_id,
            USER.c.active,
            is_valid_on(today),
        )
        .group_by(MEMBERSHIP.c.organisation_id, MEMBERSHIP.c.role)
    )
    return {(place, role): n for place, role, n in connection.execute(query)}


def list_waiting(
    connection: Connection, places: Iterable[int], user_id: int | None = None
) -> list[WaitingWork]:
    """List the works that wait for these organisations; for a user, but for those of others."""
    given: ColumnElement[bool] = true()
    if user_id is not None:
        given = or_(TURN.c.user_id.is_(None), TURN.c.user_id == user_id)
    query = (
        select(
            PROPOSAL.c.id,
            PROPOSAL.c.number,
            PROPOSAL.c.title,
            TURN.c.organisation_id,
            TURN.c.role,
            TURN.c.user_id,
        )
        .join(PROPOSAL, PROPOSAL.c.id == TURN.c.proposal_id)
        .where(
            TURN.c.organisation_id.in_(places),
            TURN.c.closed_at.is_(None),
            given,
        )
        .order_by(PROPOSAL.c.id)
        .limit(literal_limit(COUNT_LIMIT))
    )
    return [WaitingWork(*row) for row in connection.execute(query)]


def _has_administrator(connection: Connection, today: date, but: int) -> bool:
    """Return whether somebody else may administer this installation."""
    query = (
        select(MEMBERSHIP.c.id)
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .where(
            MEMBERSHIP.c.role == Role.ADMINISTRATOR.value,
            MEMBERSHIP.c.user_id != but,
            USER.c.active,
            is_valid_on(today),
        )
        .limit(literal_limit(1))
    )
    return connection.execute(query).first() is not None


def _count_sessions(connection: Connection, user_id: int) -> int:
    mine = (LOGIN_SESSION.c.user_id == user_id, LOGIN_SESSION.c.ended_at.is_(None))
    return connection.execute(select(func.count(LOGIN_SESSION.c.id)).where(*mine)).scalar_one()


def count_own_works(connection: Connection, artists: Collection[int]) -> int:
    """Count the works of some artists that have not ended."""
    mine = (PROPOSAL.c.applicant_id.in_(artists), PROPOSAL.c.ended.is_(False))
    return connection.execute(select(func.count(PROPOSAL.c.id)).where(*mine)).scalar_one()


def _count_invitations(connection: Connection, user_id: int) -> int:
    """Count the invitations that wait for an answer and die with the power of who has sent them."""
    waiting = (
        ONE_TIME_LINK.c.created_by_id == user_id,
        ONE_TIME_LINK.c.purpose == links.INVITE,
        ONE_TIME_LINK.c.used_at.is_(None),
        ONE_TIME_LINK.c.revoked_at.is_(None),
    )
    return connection.execute(select(func.count(ONE_TIME_LINK.c.id)).where(*waiting)).scalar_one()
