"""Invitations that wait: seen by those who could give the role, withdrawn, sent once more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, select, update

from artflow.domain.access.account_rules import RoleGrant, own_programmes
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotVisible, TooSoon
from artflow.domain.people.roles import Person, Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Mail, OneTimeLink, Organisation, ProgrammeParty, User
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons
from artflow.services.mail import outbox
from artflow.services.people import links, roster
from artflow.services.programmes import admin_log

LINK = OneTimeLink.__table__
MAIL = Mail.__table__
USER = User.__table__
ORGANISATION = Organisation.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
PAGE_SIZE = 50
WAITING, EXPIRED, BOUNCED, UNSENT = "waiting", "expired", "bounced", "unsent"
_place = LINK.c.data["organisation"].as_integer()
_role = LINK.c.data["role"].as_string()
_open = (LINK.c.used_at.is_(None), LINK.c.revoked_at.is_(None), LINK.c.purpose == links.INVITE)


class WaitingInvitation(NamedTuple):
    """An invitation that nobody has accepted. `state` is one of the four words above."""

    id: int
    email: str
    name: str
    role: str
    organisation_id: int
    organisation: LocalizedText
    by: str
    sent_at: datetime
    expires_at: datetime | None
    state: str


def list_waiting(
    by: Person,
    now: datetime,
    *,
    after: int = 0,
    organisations: Collection[int] | None = None,
    words: Collection[str] = (),
    size: int = PAGE_SIZE,
) -> list[WaitingInvitation]:
    """List the invitations that the person could have sent, the oldest first.

    `organisations` are those asked about, all if it is None; each of `words` must be in the name or
    the address.
    """
    query = _select_waiting(by, now).where(LINK.c.id > after)
    if organisations is not None:
        query = query.where(_place.in_(organisations))
    for word in words:
        query = query.where(_contains(word))
    query = query.order_by(LINK.c.id).limit(literal_limit(size))
    return [WaitingInvitation(*row) for row in db.session.execute(query)]


def load_waiting(link_id: int, by: Person, now: datetime) -> WaitingInvitation:
    """Load one invitation that the person could have sent. Raises `NotVisible`."""
    row = db.session.execute(_select_waiting(by, now).where(LINK.c.id == link_id)).one_or_none()
    if row is None:
        raise NotVisible
    return WaitingInvitation(*row)


def count_stuck(by: Person, now: datetime) -> tuple[int, int]:
    """Count the invitations that have expired, and those whose letter did not arrive."""
    found = _select_waiting(by, now).subquery()
    wrong = (func.count().filter(found.c.state == state) for state in (EXPIRED, BOUNCED))
    row = db.session.execute(select(*wrong).select_from(found)).one()
    return row[0], row[1]


def _select_waiting(by: Person, now: datetime) -> Select[Any]:
    state = case(
        (_bounced(), BOUNCED),
        (LINK.c.expires_at.is_(None), UNSENT),
        (LINK.c.expires_at <= now, EXPIRED),
        else_=WAITING,
    )
    query = (
        select(
            LINK.c.id,
            LINK.c.email,
            LINK.c.data["name"].as_string().label("name"),
            _role.label("role"),
            ORGANISATION.c.id.label("organisation_id"),
            ORGANISATION.c.name.label("organisation"),
            USER.c.name.label("by"),
            LINK.c.created_at,
            LINK.c.expires_at,
            state.label("state"),
        )
        .join(USER, USER.c.id == LINK.c.created_by_id)
        .join(ORGANISATION, ORGANISATION.c.id == _place)
        .where(*_open)
    )
    if by.holds(Role.ADMINISTRATOR):
        return query
    own = select(PROGRAMME_PARTY.c.organisation_id).where(
        PROGRAMME_PARTY.c.programme_id.in_(own_programmes(by))
    )
    return query.where(_place.in_(own), _role != Role.ADMINISTRATOR.value)


def _bounced() -> ColumnElement[bool]:
    return (
        select(MAIL.c.id).where(MAIL.c.link_id == LINK.c.id, MAIL.c.dead_at.is_not(None)).exists()
    )


def _contains(word: str) -> ColumnElement[bool]:
    """Build the condition for a word as it was typed, in small letters, or with a large one.

    Neither database folds every alphabet by itself, and waiting invitations have no folded line.
    """
    name = LINK.c.data["name"].as_string()
    forms = {word, word.lower(), word.capitalize()}
    found = LINK.c.email.contains(word.lower(), autoescape=True)
    for form in forms:
        found = found | name.contains(form, autoescape=True)
    return found


def withdraw(link_id: int, by: Person, now: datetime) -> str:
    """Let an invitation work no longer. Returns its address. Raises `NotVisible`."""
    with persons.writing_as(by) as (connection, actor):
        link = _lock(connection, link_id, actor)
        connection.execute(update(LINK).where(LINK.c.id == link_id), {"revoked_at": now})
        _record(connection, "invitation_withdrawn", link, actor, now)
    email: str = link.email
    return email


def send_again(link_id: int, by: Person, now: datetime) -> str:
    """Send an invitation once more, with a new link and its full time; the old one is dead.

    Returns its address. Raises `NotVisible`, and `TooSoon` if that was done only just now.
    """
    with persons.writing_as(by) as (connection, actor):
        link = _lock(connection, link_id, actor)
        if links.asked_too_often(connection, links.INVITE, link.email, now):
            raise TooSoon(timedelta(minutes=1))
        again = links.create_link(
            connection, links.INVITE, link.email, now, by=actor.id, **link.data
        )
        language, name = link.data["language"], link.data["name"]
        outbox.enqueue(connection, "invite", link.email, language, now, name=name, link=again)
        _record(connection, "invitation_sent_again", link, actor, now)
    email: str = link.email
    return email


def _lock(connection: Connection, link_id: int, by: Person) -> Row[*tuple[Any, ...]]:
    """Lock an open invitation to a role that the person could give."""
    link = connection.execute(
        select(LINK).where(and_(LINK.c.id == link_id, *_open)).with_for_update()
    ).one_or_none()
    if link is None:
        raise NotVisible
    scope = roster.load_scope(connection, link.data["organisation"])
    if not may(by, Can.INVITE, RoleGrant(Role(link.data["role"]), scope)):
        raise NotVisible
    return link


def _record(
    connection: Connection, type: str, link: Row[*tuple[Any, ...]], by: Person, now: datetime
) -> None:
    """Write into the organisation's log which role it was about; whom it was for is forgotten."""
    subject = admin_log.organisation_subject(link.data["organisation"])
    admin_log.record(connection, subject, type, by.id, now, role=link.data["role"])
