"""People who come in as a table: each gets an invitation, like one who is invited alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, or_, select

from artflow.domain.access import account_rules
from artflow.domain.access.account_rules import OrganisationScope, RoleGrant
from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed
from artflow.domain.people.roles import Person, Role
from artflow.domain.text import fold_text
from artflow.models import Membership, OneTimeLink, Programme, ProgrammeParty, User
from artflow.services.people import addresses, invitations, links
from artflow.services.people.invitations import Invitee

from . import plans
from .organisations import Directory
from .plans import Fate, ReadRow, RowPlan

LINK = OneTimeLink.__table__
MEMBERSHIP = Membership.__table__
PROGRAMME = Programme.__table__
PROGRAMME_PARTY = ProgrammeParty.__table__
USER = User.__table__
Seat = tuple[str, str, int]
"""An address, a role and an organisation."""


class _Known(NamedTuple):
    """What a table of people is compared with."""

    directory: Directory
    programmes: dict[str, int]
    parties: dict[int, set[int]]
    seats: set[Seat]
    invited: dict[str, set[Seat]]


class PeopleRegister:
    """Those who have a role, or an invitation to one."""

    def plan(self, connection: Connection, actor: Person, rows: Sequence[ReadRow]) -> list[RowPlan]:
        """Say what would become of each row; nothing changes. Raises `NotAllowed`."""
        if not may(actor, Can.SEE_PEOPLE):
            raise NotAllowed
        known = _load(connection, datetime.now(UTC))
        planned = [plans.begin(row) for row in rows]
        seen: dict[str, tuple[int, Seat]] = {}
        for plan in planned:
            seat = _find_seat(plan, actor, known)
            if seat is None:
                continue
            number, first = seen.setdefault(seat[0], (plan.row.number, seat))
            if number != plan.row.number:
                code = "twice" if first == seat else "invited_twice"
                plans.refuse(plan, "email", code, row=number)
            else:
                _compare(plan, seat, known)
        return planned

    def write(
        self, connection: Connection, actor: Person, plan: RowPlan, now: datetime
    ) -> Mapping[str, object]:
        """Invite somebody; who it was stands in the outbox, not in the log."""
        values = plan.row.values
        organisation_id, role = int(str(values["organisation_id"])), Role(str(values["role"]))
        name, position, basis = (str(values[n] or "") for n in ("name", "position", "basis"))
        invitee = Invitee(
            str(values["email"]), name, str(values["language"]), organisation_id, role, position,
            basis,
        )  # fmt: skip
        invitations.send_invitation(connection, actor, invitee, now)
        return {"organisation": organisation_id, "role": role.value}


def _load(connection: Connection, now: datetime) -> _Known:
    programmes: dict[str, int] = {}
    for row in connection.execute(select(PROGRAMME.c.id, PROGRAMME.c.prefix, PROGRAMME.c.name)):
        programmes |= {fold_text(text): row.id for text in (row.prefix, *row.name.texts.values())}
    parties: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(select(PROGRAMME_PARTY)):
        parties[row.organisation_id].add(row.programme_id)
    held = select(USER.c.email, MEMBERSHIP.c.role, MEMBERSHIP.c.organisation_id)
    held = held.select_from(MEMBERSHIP.join(USER, USER.c.id == MEMBERSHIP.c.user_id))
    seats: set[Seat] = {(row[0], row[1], row[2]) for row in connection.execute(held)}
    return _Known(Directory(connection), programmes, parties, seats, _invited(connection, now))


def _invited(connection: Connection, now: datetime) -> dict[str, set[Seat]]:
    """Return the invitations that can still be accepted, by address."""
    query = select(LINK.c.email, LINK.c.data).where(
        LINK.c.purpose == links.INVITE,
        LINK.c.used_at.is_(None),
        LINK.c.revoked_at.is_(None),
        or_(LINK.c.expires_at.is_(None), LINK.c.expires_at > now),
    )
    found: dict[str, set[Seat]] = defaultdict(set)
    for email, data in connection.execute(query):
        found[email].add((email, data["role"], data["organisation"]))
    return found


def _find_seat(plan: RowPlan, actor: Person, known: _Known) -> Seat | None:
    """Find which role somebody is meant to have where; None if the row does not say it.

    Whatever is wrong, all that can be found is.
    """
    values = plan.row.values
    if plans.is_readable(plan, "email"):
        _normalize_address(plan)
    readable = plans.is_readable(plan, "organisation")
    scope = _find_organisation(plan, actor, known) if readable else None
    if scope is not None and plans.is_readable(plan, "role"):
        _check_role(plan, RoleGrant(Role(str(values["role"])), scope), actor)
    _check_programme(plan, scope, known)
    if plan.fate is Fate.WRONG or scope is None:
        return None
    values["organisation_id"] = scope.id
    return str(values["email"]), str(values["role"]), scope.id


def _normalize_address(plan: RowPlan) -> None:
    try:
        plan.row.values["email"] = addresses.normalize(str(plan.row.values["email"]))
    except Invalid as error:
        plans.refuse(plan, "email", error.code)


def _check_role(plan: RowPlan, grant: RoleGrant, actor: Person) -> None:
    if not account_rules.role_fits(grant):
        plans.refuse(plan, "role", "role_elsewhere")
    elif not may(actor, Can.INVITE, grant):
        plans.refuse(plan, "role", "role_not_yours")


def _find_organisation(plan: RowPlan, actor: Person, known: _Known) -> OrganisationScope | None:
    """Find the organisation by BIN or name; one that the person does not look after is unknown."""
    text = str(plan.row.values["organisation"])
    named = [
        (each, OrganisationScope(each.id, each.kind, frozenset(known.parties.get(each.id, ()))))
        for each in known.directory.find(text, [text])
    ]
    seen = [(each, scope) for each, scope in named if may(actor, Can.SEE_ORGANISATION, scope)]
    found = [scope for each, scope in seen if each.active]
    if len(found) == 1:
        return found[0]
    code = "organisation_closed" if seen else "organisation_unknown"
    plans.refuse(plan, "organisation", "several_here" if found else code)
    return None


def _check_programme(plan: RowPlan, scope: OrganisationScope | None, known: _Known) -> None:
    """Refuse a programme that there is not, or in which a known organisation takes no part."""
    text = str(plan.row.values.get("programme") or "")
    if not text:
        return
    key = known.programmes.get(fold_text(text))
    if key is None:
        plans.refuse(plan, "programme", "programme_unknown")
    elif scope is not None and key not in scope.programmes:
        plans.refuse(plan, "programme", "not_in_programme")


def _compare(plan: RowPlan, seat: Seat, known: _Known) -> None:
    """Leave who has the role or an invitation to it; ask whether another invitation may end."""
    invited = known.invited.get(seat[0], set())
    if seat in known.seats or seat in invited:
        plan.fate = Fate.SAME
    elif invited:
        plans.ask(plan, "email", "other_invitation")
