"""The person behind an account, read for a page, and read again before what they do is written.

A press may wait for the right to write. What its person was allowed when it came in may have been
taken meanwhile: a role, the account, the session. So every verb of a person asks again, inside its
transaction, and holds the account until it is through.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    bindparam,
    exists,
    select,
)

from artflow.domain.errors import SignedOut
from artflow.domain.people.roles import Membership, Person, Role
from artflow.models import LoginSession, Organisation, ProgrammeParty, User
from artflow.models import Membership as MembershipRow
from artflow.services.database.json_rows import json_rows, read_instant
from artflow.services.database.transactions import pipelined, writing

USER = User.__table__
MEMBERSHIP = MembershipRow.__table__
ORGANISATION = Organisation.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
LOGIN_SESSION = LoginSession.__table__
DAY = timedelta(days=1)
_session_id = bindparam("session", type_=Integer)


def membership_rows(user: FromClause) -> ScalarSelect[list[list[object]]]:
    """Build a column with the memberships of a user of the statement, for `build_person`."""
    return json_rows(
        user,
        (
            MEMBERSHIP.c.id,
            MEMBERSHIP.c.role,
            MEMBERSHIP.c.organisation_id,
            MEMBERSHIP.c.basis,
            MEMBERSHIP.c.valid_from,
            MEMBERSHIP.c.valid_until,
            PROGRAMME_PARTY.c.programme_id,
            PROGRAMME_PARTY.c.leaves_at,
            ORGANISATION.c.active,
        ),
        MEMBERSHIP.c.user_id == user.c.id,
        among=MEMBERSHIP.join(
            ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id
        ).outerjoin(
            PROGRAMME_PARTY, PROGRAMME_PARTY.c.organisation_id == MEMBERSHIP.c.organisation_id
        ),
    )


def standing_columns(user: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Build the columns that `reread` takes: is the account open, is the `session`, which roles.

    The parameter `session` is that of the person, or None.
    """
    is_open = exists().where(
        LOGIN_SESSION.c.id == _session_id,
        LOGIN_SESSION.c.user_id == user.c.id,
        LOGIN_SESSION.c.ended_at.is_(None),
    )
    return (
        user.c.active.label("is_active"),
        is_open.label("is_session_open"),
        membership_rows(user).label("memberships"),
    )


_memberships = select(membership_rows(USER)).where(USER.c.id == bindparam("id"))
_standing = select(*standing_columns(USER)).where(USER.c.id == bindparam("id"))
HOLD = (
    select(USER.c.id)
    .where(USER.c.id == bindparam("user"))
    .with_for_update(read=True, key_share=True)
)
"""Locks the `user`. Whoever suspends them or takes a role has the row for update, see `roster`."""
_hold_all = (
    select(USER.c.id)
    .where(USER.c.id.in_(bindparam("users", expanding=True)))
    .order_by(USER.c.id)
    .with_for_update()
)


class _Held(NamedTuple):
    """A membership, once for each programme that it reaches: a row of `_memberships`."""

    id: int
    role: str
    organisation_id: int
    basis: str
    valid_from: str | None
    valid_until: str | None
    programme_id: int | None
    leaves_at: str | None
    is_open: bool


def hold(connection: Connection, person: Person, *others: int) -> None:
    """Let nobody suspend the person or take their roles before the transaction ends.

    With `others`, accounts that are about to be changed, all are locked in the order of their
    ids, so that two who change each other wait for one another and never for ever. On SQLite the
    write transaction itself is the lock.
    """
    if connection.dialect.name == "sqlite":
        return
    with pipelined(connection):
        if not others:
            connection.execute(HOLD, {"user": person.id})
        else:
            connection.execute(_hold_all, {"users": [person.id, *others]})


def reread(
    person: Person,
    is_active: bool | None,
    is_session_open: bool,
    memberships: Iterable[Iterable[object]] | None,
) -> Person:
    """Return the person with the roles they have now.

    Raises `SignedOut` if the account was suspended or the session has ended.
    """
    if not is_active or (person.session_id is not None and not is_session_open):
        raise SignedOut
    return build_person(person.id, person.name, memberships, person.session_id)


@contextmanager
def writing_as(person: Person, *others: int) -> Iterator[tuple[Connection, Person]]:
    """Open a write transaction for a person, with the rights they have now; see `hold`.

    Raises `SignedOut` if they may do nothing any more.
    """
    with writing() as connection:
        hold(connection, person, *others)
        asked = {"id": person.id, "session": person.session_id}
        row = connection.execute(_standing, asked).one_or_none()
        if row is None:
            raise SignedOut
        yield connection, reread(person, row.is_active, row.is_session_open, row.memberships)


def load_person(connection: Connection, user_id: int, name: str) -> Person:
    """Load the person with all memberships and the programmes these reach."""
    return build_person(user_id, name, connection.execute(_memberships, {"id": user_id}).scalar())


def build_person(
    user_id: int,
    name: str,
    memberships: Iterable[Iterable[object]] | None,
    session_id: int | None = None,
) -> Person:
    """Build the person from the rows of `membership_rows`, in an open session if there is one."""
    held = sorted(map(_Held._make, memberships or ()), key=lambda one: one.id)
    programmes: dict[int, dict[int, datetime | None]] = {one.id: {} for one in held}
    for one in held:
        if one.programme_id is not None:
            leaves_at = read_instant(one.leaves_at) if one.leaves_at else None
            _reach(programmes[one.id], one.programme_id, leaves_at)
    now = datetime.now(UTC)
    return Person(
        user_id,
        name,
        tuple(
            _membership(one, programmes[one.id], now)
            for one in {one.id: one for one in held}.values()
        ),
        session_id,
    )


def _is_current(begin: date | None, end: date | None, today: date) -> bool:
    """Return whether a role counts on this day in UTC.

    A city east of it lives in the next day already, so a role may begin a day early; it ends some
    hours after its last day. To the hour is asked where a decision is taken.
    """
    return (begin is None or begin <= today + DAY) and (end is None or today <= end)


def _membership(one: _Held, programmes: dict[int, datetime | None], now: datetime) -> Membership:
    """Build a membership with the programmes it reaches, each until when.

    In an organisation that is closed it has ended, though its last day may be today.
    """
    left = {key: leaves_at for key, leaves_at in programmes.items() if leaves_at is not None}
    begin, end = _day(one.valid_from), _day(one.valid_until)
    if not one.is_open:
        end = date.min
    return Membership(
        Role(one.role),
        one.organisation_id,
        frozenset(programmes),
        one.basis,
        begin,
        end,
        is_current=_is_current(begin, end, now.date()),
        left=frozenset(left.items()),
        former=frozenset(key for key, leaves_at in left.items() if leaves_at <= now),
    )


def _reach(known: dict[int, datetime | None], programme: int, leaves_at: datetime | None) -> None:
    """Note a programme and until when; of two parts in it the one that lasts longer counts."""
    before = known.get(programme, leaves_at)
    known[programme] = None if before is None or leaves_at is None else max(before, leaves_at)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
