"""Roles of people who are here already: given without an invitation, changed, with their papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Row, insert, select, tuple_, update

from artflow.domain.access import account_rules
from artflow.domain.access.account_rules import RoleGrant, own_programmes
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Reason
from artflow.domain.people.roles import RESTS_ON_PAPER, Part, Person, Role
from artflow.domain.people.roles import Membership as HeldMembership
from artflow.extensions import db
from artflow.models import File, Membership, Organisation, ProgrammeParty, RolePaper, User
from artflow.services.assignments import releases
from artflow.services.database.transactions import literal_limit
from artflow.services.files.files import Kept
from artflow.services.identity import persons
from artflow.services.mail import outbox
from artflow.services.people import account_log, people, roster
from artflow.services.programmes.working_days import load_home_calendar

USER = User.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
ROLE_PAPER = RolePaper.__table__
FILE = File.__table__
MAX_ORGANISATIONS = 500
MAX_PAPERS = 50


class Terms(NamedTuple):
    """On what a role rests, and from when until when it is held; the days are included."""

    position: str = ""
    basis: str = ""
    valid_from: date | None = None
    valid_until: date | None = None


class HeldRole(NamedTuple):
    """A role that somebody holds, with what of it can be changed."""

    id: int
    role: Role
    organisation_id: int
    terms: Terms


class Paper(NamedTuple):
    """A paper of authority: for which role and organisation, its file, and who kept it when."""

    id: int
    role: str
    organisation_id: int
    name: str
    by: str
    at: datetime


def list_organisations(by: Person, language: str) -> list[tuple[int, str]]:
    """List the organisations in which the person may give roles, by kind and name."""
    query = select(ORGANISATION.c.id, ORGANISATION.c.name).where(ORGANISATION.c.active)
    if not by.holds(Role.ADMINISTRATOR):
        own = select(PROGRAMME_PARTY.c.organisation_id).where(
            PROGRAMME_PARTY.c.programme_id.in_(own_programmes(by))
        )
        query = query.where(ORGANISATION.c.id.in_(own))
    alone = (ORGANISATION.c.kind == Part.ARTIST.value) & ORGANISATION.c.registers.is_(False)
    query = query.where(~alone).order_by(ORGANISATION.c.kind, ORGANISATION.c.id)
    found = db.session.execute(query.limit(literal_limit(MAX_ORGANISATIONS)))
    return [(key, name[language]) for key, name in found]


def give(
    user_id: int,
    by: Person,
    organisation_id: int,
    role: Role,
    terms: Terms,
    now: datetime,
    file_id: int | None = None,
) -> None:
    """Give a role to somebody who has an account; a letter tells them.

    Raises `NotVisible`, `NotAllowed`, `NotPossible` for a suspended account, and `Invalid` for a
    role that is of another kind of organisation or is held there already.
    """
    _require_order(terms)
    with persons.writing_as(by, user_id) as (connection, actor):
        user = _lock_visible(connection, user_id, actor)
        grant = RoleGrant(role, roster.load_scope(connection, organisation_id))
        if not may(actor, Can.INVITE, grant):
            raise NotAllowed
        if not account_rules.role_fits(grant):
            raise Invalid("role", "role_elsewhere")
        roster.require_open(connection, organisation_id)
        if not user.active:
            raise NotPossible(Reason("account_suspended"))
        if _find(connection, user_id, organisation_id, role) is not None:
            raise Invalid("role", "role_held")
        people.give_role(connection, user_id, organisation_id, role, **terms._asdict())
        held: dict[str, Any] = {"role": role.value, "organisation": organisation_id}
        _keep_paper(connection, user_id, held, file_id, actor, now)
        account_log.record(connection, "role_added", user_id, actor.id, now, **held)
        outbox.enqueue(
            connection,
            "role_given",
            user.email,
            user.language,
            now,
            name=user.name,
            by=actor.name,
            **held,
        )


def load_role(user_id: int, membership_id: int, by: Person) -> HeldRole:
    """Load a role that the person may change. Raises `NotVisible`, `NotAllowed`."""
    connection = db.session.connection()
    row = _load_row(connection, user_id, membership_id)
    _require_changeable(connection, user_id, row, by)
    return _held(row)


def change(
    user_id: int,
    membership_id: int,
    by: Person,
    terms: Terms,
    now: datetime,
    file_id: int | None = None,
) -> None:
    """Change position, authority and term; what they were stays in the history of the account.

    A role that is valid today is not ended by this, for nobody would be told what that does: see
    `departures.take_role`. A role in a closed organisation stays out of date. Raises `NotVisible`,
    `NotAllowed`, `Invalid`.
    """
    _require_order(terms)
    with persons.writing_as(by, user_id) as (connection, actor):
        roster.lock_managed(connection, user_id, actor)
        row = _load_row(connection, user_id, membership_id)
        _require_changeable(connection, user_id, row, actor)
        before = _held(row).terms
        today = load_home_calendar(connection).today(now)
        _require_running(before, terms, today)
        if terms.valid_until is None or today <= terms.valid_until:
            roster.require_open(connection, row.organisation_id, "valid_until")
        held = {"role": row.role, "organisation": row.organisation_id}
        _keep_paper(connection, user_id, held, file_id, actor, now)
        if terms == before and file_id is None:
            return
        mine = MEMBERSHIP.c.id == membership_id
        connection.execute(update(MEMBERSHIP).where(mine), terms._asdict())
        old = {
            name: value.isoformat() if isinstance(value, date) else value or ""
            for name, value in before._asdict().items()
            if value != getattr(terms, name)
        }
        account_log.record(connection, "role_changed", user_id, actor.id, now, **held, old=old)
        releases.release_after(connection, [user_id], now)


def list_papers(user_id: int) -> list[Paper]:
    """List the papers on which the roles of a person rest and rested, the newest first."""
    keeper = USER.alias()
    query = (
        select(
            ROLE_PAPER.c.id,
            ROLE_PAPER.c.role,
            ROLE_PAPER.c.organisation_id,
            FILE.c.name,
            keeper.c.name.label("by"),
            ROLE_PAPER.c.at,
        )
        .join(FILE, FILE.c.id == ROLE_PAPER.c.file_id)
        .join(keeper, keeper.c.id == ROLE_PAPER.c.by_id)
        .where(ROLE_PAPER.c.user_id == user_id)
        .order_by(ROLE_PAPER.c.id.desc())
        .limit(literal_limit(MAX_PAPERS))
    )
    return [Paper(*row) for row in db.session.execute(query)]


def find_unfounded(rows: Iterable[Membership]) -> set[int]:
    """Return the roles that bind an organisation and rest on no paper: neither named nor kept."""
    asked = {
        (row.user_id, row.organisation_id, row.role): row.id
        for row in rows
        if Role(row.role) in RESTS_ON_PAPER and not row.basis
    }
    if not asked:
        return set()
    known = (ROLE_PAPER.c.user_id, ROLE_PAPER.c.organisation_id, ROLE_PAPER.c.role)
    query = select(*known).where(tuple_(*known).in_(list(asked)))
    return set(asked.values()) - {asked[tuple(row)] for row in db.session.execute(query)}


def is_unfounded(user_id: int, organisation_id: int, role: Role) -> bool:
    """Return whether a role of somebody binds an organisation and rests on no paper."""
    held = select(Membership).where(
        MEMBERSHIP.c.user_id == user_id,
        MEMBERSHIP.c.organisation_id == organisation_id,
        MEMBERSHIP.c.role == role.value,
    )
    return bool(find_unfounded(db.session.scalars(held)))


def find_paper(user_id: int, paper_id: int, by: Person) -> Kept:
    """Find the file of a paper for somebody who sees the person. Raises `NotVisible`."""
    connection = db.session.connection()
    if not may(by, Can.SEE_PERSON, persons.load_person(connection, user_id, "")):
        raise NotVisible
    mine = (ROLE_PAPER.c.id == paper_id, ROLE_PAPER.c.user_id == user_id)
    query = select(FILE).join(ROLE_PAPER, ROLE_PAPER.c.file_id == FILE.c.id).where(*mine)
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotVisible
    return cast("Kept", row)


def _lock_visible(connection: Connection, user_id: int, by: Person) -> Row[*tuple[object, ...]]:
    """Lock the account of somebody whom the person sees, and return its row."""
    row = connection.execute(
        select(USER).where(USER.c.id == user_id).with_for_update()
    ).one_or_none()
    other = persons.load_person(connection, user_id, "")
    if row is None or not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    return row


def _find(connection: Connection, user_id: int, organisation_id: int, role: Role) -> int | None:
    query = select(MEMBERSHIP.c.id).where(
        MEMBERSHIP.c.user_id == user_id,
        MEMBERSHIP.c.organisation_id == organisation_id,
        MEMBERSHIP.c.role == role.value,
    )
    found: int | None = connection.execute(query).scalar()
    return found


def _load_row(connection: Connection, user_id: int, membership_id: int) -> Row[*tuple[object, ...]]:
    mine = (MEMBERSHIP.c.id == membership_id, MEMBERSHIP.c.user_id == user_id)
    row = connection.execute(select(MEMBERSHIP).where(*mine)).one_or_none()
    if row is None:
        raise NotVisible
    return row


def _held(row: Row[*tuple[object, ...]]) -> HeldRole:
    terms = Terms(row.position, row.basis, row.valid_from, row.valid_until)
    return HeldRole(row.id, Role(row.role), row.organisation_id, terms)


def _require_changeable(
    connection: Connection, user_id: int, row: Row[*tuple[object, ...]], by: Person
) -> None:
    """Raise unless the person manages the account and could give this role themselves."""
    other = persons.load_person(connection, user_id, "")
    grant = RoleGrant(Role(row.role), roster.load_scope(connection, row.organisation_id))
    if not may(by, Can.SEE_PERSON, other):
        raise NotVisible
    if not (may(by, Can.MANAGE_ACCOUNT, other) and may(by, Can.INVITE, grant)):
        raise NotAllowed


def _require_order(terms: Terms) -> None:
    begin, end = terms.valid_from, terms.valid_until
    if begin is not None and end is not None and end < begin:
        raise Invalid("valid_until", "role_ends_before")


def _require_running(before: Terms, terms: Terms, today: date) -> None:
    """Raise `Invalid` if a role that is valid today would not be any more."""

    def is_valid(given: Terms) -> bool:
        return HeldMembership(
            Role.ARTIST, 0, valid_from=given.valid_from, valid_until=given.valid_until
        ).valid_on(today)

    if is_valid(before) and not is_valid(terms):
        late = terms.valid_from is not None and terms.valid_from > today
        raise Invalid("valid_from" if late else "valid_until", "role_ends_by_taking")


def _keep_paper(
    connection: Connection,
    user_id: int,
    held: Mapping[str, object],
    file_id: int | None,
    by: Person,
    now: datetime,
) -> None:
    if file_id is None:
        return
    row = {
        "user_id": user_id,
        "organisation_id": held["organisation"],
        "role": held["role"],
        "file_id": file_id,
        "by_id": by.id,
        "at": now,
    }
    connection.execute(insert(ROLE_PAPER), row)
