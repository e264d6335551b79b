"""What waits for an administrator, and for a coordinator in their programmes: counted, not done."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, select, true

from artflow.domain.access.account_rules import own_programmes
from artflow.domain.people.roles import Part, Person, Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Anchor, Mail, Membership, Organisation, Programme, ProgrammeParty, User
from artflow.services import audit_runs
from artflow.services.accounts import directory, invited
from artflow.services.audit_runs import Run
from artflow.services.database.transactions import literal_limit
from artflow.services.identity.validity import is_valid_on
from artflow.services.lists import vacancies
from artflow.services.lists.vacancies import Vacancy
from artflow.services.programmes import processes, programmes
from artflow.services.programmes.working_days import load_home_calendar

USER = User.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
PROGRAMME = Programme.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
MAIL = Mail.__table__
ANCHOR = Anchor.__table__
MAX_LISTED = 20
LATE = timedelta(minutes=15)
"""A letter that was due so long ago and was never tried: nobody sends letters."""
SEAL_AGE, VERIFIED_AGE = timedelta(days=2), timedelta(days=30)


class Incomplete(NamedTuple):
    """A programme whose process needs parts that nobody takes."""

    id: int
    name: LocalizedText
    missing: list[Part]


class Mailing(NamedTuple):
    """Letters that nobody will try again, and those that should have left already."""

    failed: int = 0
    late: int = 0


class History(NamedTuple):
    """When the history was sealed last, and the latest verification."""

    sealed_at: datetime | None
    run: Run | None


class Overview(NamedTuple):
    """What waits. `suspended`, `mailing` and `history` are an administrator's alone."""

    expiring: int
    expired: int
    bounced: int
    unsigned: list[tuple[int, LocalizedText]]
    incomplete: list[Incomplete]
    vacancies: list[Vacancy]
    suspended: int
    mailing: Mailing
    history: History | None


def load_overview(by: Person, now: datetime) -> Overview:
    """Load what waits for a person who looks after people; the same questions however much it is.

    A coordinator is told about their programmes.
    """
    is_administrator = by.holds(Role.ADMINISTRATOR)
    today = load_home_calendar(db.session.connection()).today(now)
    expiring, suspended, failed, late, sealed_at = db.session.execute(
        select(
            _count_roles(by, directory.is_expiring(today)),
            select(func.count(USER.c.id)).where(USER.c.active.is_(False)).scalar_subquery(),
            _count_letters(MAIL.c.dead_at.is_not(None)),
            _count_letters(_is_late(now)),
            select(func.max(ANCHOR.c.at)).scalar_subquery(),
        )
    ).one()
    expired, bounced = invited.count_stuck(by, now)
    return Overview(
        expiring,
        expired,
        bounced,
        [(row.id, row.name) for row in db.session.execute(_unsigned(by, is_valid_on(today), now))],
        _list_incomplete(by, now),
        vacancies.list_vacancies(by, today),
        suspended if is_administrator else 0,
        Mailing(failed, late) if is_administrator else Mailing(),
        History(sealed_at, audit_runs.newest_ended()) if is_administrator else None,
    )


def _own_organisations(by: Person) -> Select[tuple[int]]:
    return select(PROGRAMME_PARTY.c.organisation_id).where(
        PROGRAMME_PARTY.c.programme_id.in_(own_programmes(by))
    )


def _count_roles(by: Person, condition: ColumnElement[bool]) -> ColumnElement[int]:
    """Count people with such a role, as the list of people does."""
    mine: ColumnElement[bool] = true()
    if not by.holds(Role.ADMINISTRATOR):
        mine = MEMBERSHIP.c.organisation_id.in_(_own_organisations(by))
    return (
        select(func.count(MEMBERSHIP.c.user_id.distinct())).where(condition, mine).scalar_subquery()
    )


def _count_letters(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count(MAIL.c.id)).where(condition).scalar_subquery()


def _is_late(now: datetime) -> ColumnElement[bool]:
    waiting = and_(MAIL.c.sent_at.is_(None), MAIL.c.dead_at.is_(None))
    return and_(waiting, MAIL.c.attempts == 0, MAIL.c.due_at < now - LATE)


def _unsigned(
    by: Person, valid: ColumnElement[bool], now: datetime
) -> Select[tuple[int, LocalizedText]]:
    """Select the sponsors of open programmes in which nobody may sign today."""
    signs = exists().where(
        MEMBERSHIP.c.organisation_id == ORGANISATION.c.id,
        MEMBERSHIP.c.role == Role.SPONSOR_SIGNATORY.value,
        MEMBERSHIP.c.user_id == USER.c.id,
        USER.c.active,
        valid,
    )
    takes_part = (
        select(PROGRAMME_PARTY.c.organisation_id)
        .join(PROGRAMME, PROGRAMME.c.id == PROGRAMME_PARTY.c.programme_id)
        .where(
            PROGRAMME_PARTY.c.part.in_((Part.SPONSOR.value, Part.STAND_IN.value)),
            PROGRAMME.c.open,
            programmes.is_party_at(now),
            _is_run_by(by),
        )
    )
    return (
        select(ORGANISATION.c.id, ORGANISATION.c.name)
        .where(ORGANISATION.c.id.in_(takes_part), ~signs)
        .order_by(ORGANISATION.c.id)
        .limit(literal_limit(MAX_LISTED))
    )


def _is_run_by(by: Person) -> ColumnElement[bool]:
    if by.holds(Role.ADMINISTRATOR):
        return true()
    return PROGRAMME.c.id.in_(own_programmes(by))


def _list_incomplete(by: Person, now: datetime) -> list[Incomplete]:
    """List the open programmes in which a part that the process needs is nobody's."""
    connection = db.session.connection()
    rows = connection.execute(
        select(PROGRAMME.c.id, PROGRAMME.c.name, PROGRAMME.c.definition_id, PROGRAMME_PARTY.c.part)
        .outerjoin(
            PROGRAMME_PARTY,
            and_(PROGRAMME_PARTY.c.programme_id == PROGRAMME.c.id, programmes.is_party_at(now)),
        )
        .where(PROGRAMME.c.open, _is_run_by(by))
        .order_by(PROGRAMME.c.id)
    ).all()
    taken: dict[int, set[Part]] = {row.id: set() for row in rows}
    for row in rows:
        taken[row.id].update([Part(row.part)] if row.part else [])
    found = (
        Incomplete(
            row.id,
            row.name,
            processes.list_missing_parts(connection, row.definition_id, taken[row.id]),
        )
        for row in {row.id: row for row in rows}.values()
    )
    return [one for one in found if one.missing][:MAX_LISTED]


def is_recent(moment: datetime | None, now: datetime, age: timedelta) -> bool:
    """Return whether something has happened, and no longer ago than this."""
    return moment is not None and moment > now - age
