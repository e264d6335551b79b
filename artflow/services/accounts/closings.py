"""Closing an organisation that has a history: nobody acts for it, nothing new begins with it.

It is never deleted: what it has decided names it, and so do the pages where that stands.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, or_, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, Reason, Stale
from artflow.domain.people.roles import Part, Person, Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Membership, OneTimeLink, Organisation, User
from artflow.services.assignments import releases
from artflow.services.identity import persons
from artflow.services.people import account_log, links, roster
from artflow.services.programmes import admin_log, parties
from artflow.services.programmes.working_days import load_home_calendar

from . import consequences
from .consequences import WaitingWork

USER = User.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
LINK = OneTimeLink.__table__
_open_links = (
    LINK.c.purpose.in_((links.INVITE, links.REGISTER)),
    LINK.c.used_at.is_(None),
    LINK.c.revoked_at.is_(None),
)


class EndingRole(NamedTuple):
    """A role that somebody holds in the organisation, today or from a later day on."""

    membership_id: int
    user_id: int
    name: str
    role: Role


class LeftProgramme(NamedTuple):
    """A programme that the organisation leaves.

    `under_way` works were sent to it. `missing` are parts that nobody would take there, `lacking`
    the unsent works that wait for such a part. Counts are those of `parties.Consequences`.
    """

    id: int
    name: LocalizedText
    part: Part
    under_way: int
    missing: tuple[Part, ...]
    lacking: int


class Closing(NamedTuple):
    """What happens if an organisation is closed.

    `works` wait for it and would wait for nobody; `own_works` are those of its artists that have
    not ended. `is_own` says that the asker would administer nothing any more.
    """

    organisation_id: int
    name: LocalizedText
    is_open: bool
    roles: tuple[EndingRole, ...]
    programmes: tuple[LeftProgramme, ...]
    works: tuple[WaitingWork, ...]
    own_works: int
    invitations: int
    is_own: bool

    @property
    def needs_reason(self) -> bool:
        return bool(self.works) or any(one.missing for one in self.programmes)

    @property
    def digest(self) -> str:
        """Return what a page and its press must agree on: it changes with the consequences."""
        told = [
            self.is_open,
            sorted(role.membership_id for role in self.roles),
            [[one.id, one.part, one.under_way, one.missing] for one in self.programmes],
            sorted(work.id for work in self.works),
            self.own_works,
            self.invitations,
        ]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def foresee(organisation_id: int, by: Person, now: datetime) -> Closing:
    """Tell what closing would do, to somebody who may close. Changes nothing.

    Raises `NotVisible`, `NotAllowed`.
    """
    connection = db.session.connection()
    _require_rights(connection, organisation_id, by)
    return _foresee(connection, organisation_id, by, now)


def close(
    organisation_id: int, by: Person, day: date, now: datetime, *, seen: str, reason: str = ""
) -> None:
    """Close an organisation now: its roles end, it leaves its programmes, its links are dead.

    `day` is the one since which it is said to be closed, by its own papers. `seen` is the digest
    of what was shown. Raises `NotVisible`, `NotAllowed`, `NotPossible` for the one on which the
    asker's own right rests, `Stale` if the consequences are others by now, `Invalid` for a day that
    has not come or without a reason where one is needed. One that is closed stays so.
    """
    members = select(MEMBERSHIP.c.user_id).where(MEMBERSHIP.c.organisation_id == organisation_id)
    others = set(db.session.execute(members).scalars())
    with persons.writing_as(by, *others) as (connection, actor):
        _require_rights(connection, organisation_id, actor)
        if not _lock(connection, organisation_id):
            return  # pressed twice: it is closed already
        waiting = _lock_links(connection, organisation_id)
        parties.lock_programmes_of(connection, organisation_id, now)
        found = _foresee(connection, organisation_id, actor, now)
        today = load_home_calendar(connection).today(now)
        _require_agreement(found, seen, reason, day, today)
        _end_roles(connection, found, actor, today, now)
        parties.leave_all(connection, organisation_id, actor, now)
        connection.execute(update(LINK).where(LINK.c.id.in_(waiting)), {"revoked_at": now})
        _set_open(connection, organisation_id, False)
        told = {"reason": reason} if reason else {}
        _record(connection, organisation_id, "closed", actor, now, day=day.isoformat(), **told)
        releases.release_after(connection, {role.user_id for role in found.roles}, now)


def reopen(organisation_id: int, by: Person, now: datetime) -> None:
    """Offer an organisation again. Roles and parts that ended are given anew, by who knows why.

    Raises `NotVisible`, `NotAllowed`. One that is open stays so.
    """
    with persons.writing_as(by) as (connection, actor):
        _require_rights(connection, organisation_id, actor)
        if not _lock(connection, organisation_id):
            _set_open(connection, organisation_id, True)
            _record(connection, organisation_id, "opened", actor, now)


def _require_rights(connection: Connection, organisation_id: int, by: Person) -> None:
    roster.load_visible_scope(connection, organisation_id, by)
    if not may(by, Can.ADD_ORGANISATION):
        raise NotAllowed


def _lock_links(connection: Connection, organisation_id: int) -> list[int]:
    """Lock the links that lead into an organisation.

    Raises `Stale` if one is just being accepted: that waits for us, so that we may not wait for it.
    """
    here = LINK.c.data["organisation"].as_integer() == organisation_id
    query = select(LINK.c.id).where(*_open_links, here).order_by(LINK.c.id)
    known = list(connection.execute(query).scalars())
    locked = list(connection.execute(query.with_for_update(skip_locked=True)).scalars())
    if locked != known:
        raise Stale
    return locked


def _lock(connection: Connection, organisation_id: int) -> bool:
    """Lock an organisation; return whether it is open."""
    query = select(ORGANISATION.c.active).where(ORGANISATION.c.id == organisation_id)
    return bool(connection.execute(query.with_for_update()).scalar_one())


def _foresee(connection: Connection, key: int, by: Person, now: datetime) -> Closing:
    row = connection.execute(
        select(ORGANISATION.c.name, ORGANISATION.c.active).where(ORGANISATION.c.id == key)
    ).one()
    here = LINK.c.data["organisation"].as_integer() == key
    invited = select(func.count(LINK.c.id)).where(
        *_open_links, here, LINK.c.purpose == links.INVITE
    )
    administers = [m for m in by.memberships if m.role is Role.ADMINISTRATOR and m.is_current]
    roles = _list_roles(connection, key, load_home_calendar(connection).today(now))
    artists = {role.user_id for role in roles if role.role is Role.ARTIST}
    return Closing(
        key,
        row.name,
        row.active,
        roles,
        tuple(
            LeftProgramme(
                programme, name, told.part, told.under_way, tuple(told.missing), told.lacking
            )
            for programme, name, told in parties.foresee_leaving_all(connection, key, now)
        ),
        tuple({work.id: work for work in consequences.list_waiting(connection, [key])}.values()),
        consequences.count_own_works(connection, artists) if artists else 0,
        connection.execute(invited).scalar_one(),
        all(m.organisation_id == key for m in administers),
    )


def _list_roles(connection: Connection, key: int, today: date) -> tuple[EndingRole, ...]:
    """List the roles in an organisation that have not ended."""
    query = (
        select(MEMBERSHIP.c.id, MEMBERSHIP.c.user_id, USER.c.name, MEMBERSHIP.c.role)
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .where(
            MEMBERSHIP.c.organisation_id == key,
            or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until >= today),
        )
        .order_by(MEMBERSHIP.c.id)
    )
    return tuple(
        EndingRole(row.id, row.user_id, row.name, Role(row.role))
        for row in connection.execute(query)
    )


def _require_agreement(found: Closing, seen: str, reason: str, day: date, today: date) -> None:
    if found.is_own:
        raise NotPossible(Reason("organisation_own"))
    if seen != found.digest:
        raise Stale
    if day > today:
        raise Invalid("day", "not_come")
    if found.needs_reason and not reason:
        raise Invalid("reason", "reason_needed")


def _end_roles(
    connection: Connection, found: Closing, actor: Person, last: date, now: datetime
) -> None:
    """End every role with this day; one that would begin later never counted and goes."""
    query = select(MEMBERSHIP.c.valid_from, MEMBERSHIP.c.valid_until)
    for role in found.roles:
        mine = MEMBERSHIP.c.id == role.membership_id
        begin, end = connection.execute(query.where(mine)).one()
        if begin is not None and begin > last:
            connection.execute(delete(MEMBERSHIP).where(mine))
        else:
            connection.execute(update(MEMBERSHIP).where(mine), {"valid_until": last})
        account_log.record(
            connection,
            "role_ended",
            role.user_id,
            actor.id,
            now,
            role=role.role.value,
            organisation=found.organisation_id,
            old={"valid_until": end.isoformat() if end else ""},
        )


def _set_open(connection: Connection, organisation_id: int, is_open: bool) -> None:
    mine = ORGANISATION.c.id == organisation_id
    connection.execute(update(ORGANISATION).where(mine), {"active": is_open})


def _record(
    connection: Connection, key: int, what: str, actor: Person, now: datetime, **data: object
) -> None:
    subject, type_ = admin_log.organisation_subject(key), f"organisation_{what}"
    admin_log.record(connection, subject, type_, actor.id, now, organisation=key, **data)
