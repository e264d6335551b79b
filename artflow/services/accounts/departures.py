"""Taking a role and closing an account: never blindly, and never the last administrator's."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason, Stale
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Membership, Organisation, User
from artflow.services.assignments import releases
from artflow.services.identity import persons
from artflow.services.people import account_log, links, people, roster

from . import consequences
from .consequences import Consequences

USER = User.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__


def foresee(
    user_id: int, by: Person, now: datetime, membership_id: int | None = None
) -> Consequences:
    """Tell what a departure would do, to somebody who may decide on it. Changes nothing.

    Raises `NotVisible`, `NotAllowed`.
    """
    connection = db.session.connection()
    require_managed(connection, user_id, by)
    if membership_id is not None:
        _find_role(connection, user_id, membership_id)
    return consequences.foresee(connection, user_id, now, membership_id)


def suspend(
    user_id: int, by: Person, now: datetime, *, seen: str | None = None, reason: str = ""
) -> None:
    """Close an account: its sessions and links end at once.

    `seen` is the digest of the consequences that were shown; the shell shows none. Raises
    `NotVisible`, `NotAllowed`, `NotPossible` for the last administrator, `Stale` if the
    consequences are others by now, `Invalid` if they need a reason. A suspended account stays so.
    """
    with persons.writing_as(by, user_id) as (connection, actor):
        email = roster.lock_managed(connection, user_id, actor)
        _lock_organisations(connection, user_id)
        if not connection.execute(select(USER.c.active).where(USER.c.id == user_id)).scalar_one():
            return  # pressed twice: it is suspended already
        _require_agreement(consequences.foresee(connection, user_id, now), seen, reason)
        connection.execute(update(USER).where(USER.c.id == user_id), {"active": False})
        people.end_sessions(connection, user_id, now)
        links.revoke_all_of(connection, user_id, email, now)
        account_log.record(connection, "suspended", user_id, actor.id, now, **_told(reason))
        releases.release_after(connection, [user_id], now)


def take_role(
    user_id: int,
    membership_id: int,
    by: Person,
    now: datetime,
    *,
    seen: str | None = None,
    reason: str = "",
) -> None:
    """Take a role away; the person must sign in again. Raises what `suspend` raises."""
    with persons.writing_as(by, user_id) as (connection, actor):
        roster.lock_managed(connection, user_id, actor)
        _lock_organisations(connection, user_id)
        role, organisation = _find_role(connection, user_id, membership_id)
        found = consequences.foresee(connection, user_id, now, membership_id)
        _require_agreement(found, seen, reason)
        connection.execute(delete(MEMBERSHIP).where(MEMBERSHIP.c.id == membership_id))
        people.end_sessions(connection, user_id, now)
        account_log.record(
            connection,
            "role_taken",
            user_id,
            actor.id,
            now,
            role=role,
            organisation=organisation,
            **_told(reason),
        )
        releases.release_after(connection, [user_id], now)


def require_managed(connection: Connection, user_id: int, by: Person) -> None:
    """Raise `NotVisible` or `NotAllowed` unless the person manages the account."""
    known = connection.execute(select(USER.c.id).where(USER.c.id == user_id)).first()
    other = persons.load_person(connection, user_id, "")
    if known is None or not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    if not may(by, Can.MANAGE_ACCOUNT, other):
        raise NotAllowed


def _find_role(connection: Connection, user_id: int, membership_id: int) -> tuple[str, int]:
    row = connection.execute(
        select(MEMBERSHIP.c.role, MEMBERSHIP.c.organisation_id).where(
            MEMBERSHIP.c.id == membership_id, MEMBERSHIP.c.user_id == user_id
        )
    ).one_or_none()
    if row is None:
        raise NotVisible
    return row.role, row.organisation_id


def _lock_organisations(connection: Connection, user_id: int) -> None:
    """Let two who take the last roles of an organisation at once wait for each other."""
    mine = select(MEMBERSHIP.c.organisation_id).where(MEMBERSHIP.c.user_id == user_id)
    places = (
        select(ORGANISATION.c.id).where(ORGANISATION.c.id.in_(mine)).order_by(ORGANISATION.c.id)
    )
    connection.execute(places.with_for_update()).all()


def _require_agreement(found: Consequences, seen: str | None, reason: str) -> None:
    if found.leaves_no_administrator:
        raise NotPossible(Reason("last_administrator"))
    if seen is not None and seen != found.digest:
        raise Stale
    if found.needs_reason and not reason:
        raise Invalid("reason", "reason_needed")


def _told(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}
