"""Who takes part in one work: those organisations of its programme to which it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Connection, FromClause, and_, bindparam, or_, select

from artflow.domain.people.roles import APPLICANT, PART_OF, Part, Party, Role, takes_part
from artflow.domain.process.case import Case
from artflow.models import Membership, Organisation, ProgrammeParty, User
from artflow.services.database.json_rows import json_rows, read_instant

PARTY = ProgrammeParty.__table__
MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__
USER = User.__table__
DAY = timedelta(days=1)
COLUMNS = tuple(
    PARTY.c[key] for key in ("position", "id", "part", "organisation_id", "joined_at", "leaves_at")
)
"""What `set_parties` takes of each organisation of a programme, in the programme's order."""


class AssigneeTerm(NamedTuple):
    """The assignee's role in an organisation that is not closed, and the days it is valid."""

    organisation_id: int
    valid_from: str | None
    valid_until: str | None

    def is_valid_on(self, day: date) -> bool:
        """Return whether the role counts on a day; both its days are included."""
        today = day.isoformat()
        return (self.valid_from or today) <= today <= (self.valid_until or today)


_Time: TypeAlias = str | datetime | None
_PartyRow: TypeAlias = tuple[int, int, str, int, _Time, _Time]


def set_parties(case: Case, rows: Iterable[_PartyRow]) -> None:
    """Set who may have to sign: the artist for artists, a stand-in for a replaced sponsor.

    Of the programme's organisations those that it was sent to; the others are `absent`.
    """
    now = datetime.now(UTC)
    known = [
        (Part(part), key, _takes_part(case, joined_at, leaves_at, now))
        for _, _, part, key, joined_at, leaves_at in rows
    ]
    asked = [(part, case.stand_ins.get(key, key)) for part, key, here in known if here]
    organisations = [
        Party(f"org:{key}", part, key)
        for part, key in asked
        if part not in (Part.ARTIST, Part.STAND_IN)
    ]
    case.parties = [*organisations, Party(APPLICANT, Part.ARTIST, user_id=case.applicant_id)]
    present = {key for _part, key in asked}
    case.absent = frozenset(key for _part, key, _here in known) - present


def _takes_part(case: Case, joined_at: _Time, leaves_at: _Time, now: datetime) -> bool:
    joined, leaves = (read_instant(one) if one else None for one in (joined_at, leaves_at))
    return takes_part(joined, leaves, case.submitted_at, now)


def audience_columns(proposal: FromClause) -> tuple[ColumnElement[Any], ...]:
    """Build the columns `people`, who may hear of a work, and `assignee`, the terms of one of them.

    Both are people with an open account, in organisations that are not closed. The statement takes
    the parameters of `audience_on`.
    """
    is_open = and_(ORGANISATION.c.id == MEMBERSHIP.c.organisation_id, ORGANISATION.c.active)
    people = json_rows(
        proposal,
        [MEMBERSHIP.c[key] for key in ("user_id", "role", "organisation_id")],
        PARTY.c.programme_id == proposal.c.programme_id,
        USER.c.active,
        or_(MEMBERSHIP.c.valid_from.is_(None), MEMBERSHIP.c.valid_from <= bindparam("tomorrow")),
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until >= bindparam("today")),
        among=PARTY.join(MEMBERSHIP, MEMBERSHIP.c.organisation_id == PARTY.c.organisation_id)
        .join(USER, USER.c.id == MEMBERSHIP.c.user_id)
        .join(ORGANISATION, is_open),
    )
    assignee = json_rows(
        proposal,
        [MEMBERSHIP.c[key] for key in ("organisation_id", "valid_from", "valid_until")],
        MEMBERSHIP.c.user_id == proposal.c.assignee_id,
        MEMBERSHIP.c.role == Role.ARCHITECTURE_SPECIALIST.value,
        USER.c.active,
        among=MEMBERSHIP.join(USER, USER.c.id == MEMBERSHIP.c.user_id).join(ORGANISATION, is_open),
    )
    return people.label("people"), assignee.label("assignee")


def audience_on(today: date) -> dict[str, object]:
    """Return the parameters of `audience_columns` for a day in UTC.

    With a day of grace: what day it is in the city is not known yet.
    """
    return {"today": today, "tomorrow": today + DAY}


def release_lost(
    connection: Connection, case: Case, terms: Iterable[AssigneeTerm], today: date
) -> dict[str, object]:
    """Let go of the person who was to look after the work, if they can do so no longer.

    Returns who it was, as facts of an event; empty if nothing has changed.
    """
    here, left = set(case.organisations), case.assignee_id
    if left is None or any(t.organisation_id in here and t.is_valid_on(today) for t in terms):
        return {}
    case.assignee_id = None
    name = connection.execute(select(USER.c.name).where(USER.c.id == left)).scalar_one()
    return {"left": left, "left_name": name}


def list_audience(case: Case, people: Iterable[tuple[int, str, int]]) -> list[tuple[int, str, int]]:
    """List those of the programme who may hear of it: of the sponsors those who are asked.

    Nobody hears for an organisation that it was not sent to.
    """
    asked = {party.organisation_id for party in case.parties}
    return [
        (user, role, organisation)
        for user, role, organisation in dict.fromkeys(people)
        if organisation in asked
        or (organisation not in case.absent and PART_OF[Role(role)] is not Part.SPONSOR)
    ]
