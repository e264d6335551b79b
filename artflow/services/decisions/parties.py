"""Who takes part in one work: those organisations of its programme to which it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeAlias

from sqlalchemy import Connection, bindparam, select

from artflow.domain.people.roles import APPLICANT, PART_OF, Part, Party, Role, takes_part
from artflow.domain.process.case import Case
from artflow.models import Membership, ProgrammeParty, User
from artflow.services.database.json_rows import read_instant

PARTY, MEMBERSHIP = ProgrammeParty.__table__, Membership.__table__
USER = User.__table__
COLUMNS = tuple(
    PARTY.c[key] for key in ("position", "id", "part", "organisation_id", "joined_at", "leaves_at")
)
"""What `set_parties` takes of each organisation of a programme, in the programme's order."""
_people = (
    select(MEMBERSHIP.c.user_id, MEMBERSHIP.c.role, MEMBERSHIP.c.organisation_id)
    .select_from(
        PARTY.join(MEMBERSHIP, MEMBERSHIP.c.organisation_id == PARTY.c.organisation_id).join(
            USER, USER.c.id == MEMBERSHIP.c.user_id
        )
    )
    .where(PARTY.c.programme_id == bindparam("programme"), USER.c.active)
)
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


def read_audience(connection: Connection, case: Case) -> list[tuple[int, str, int]]:
    """Read those of the programme who may hear of a work: user, role, organisation."""
    rows = connection.execute(_people, {"programme": case.programme_id})
    return list_audience(case, ((row.user_id, row.role, row.organisation_id) for row in rows))


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
