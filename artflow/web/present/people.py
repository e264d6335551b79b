"""People and organisations, prepared for those who look after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.policy import Can, may
from artflow.domain.roles import Part, Person, Role
from artflow.models import Membership, Organisation
from artflow.services.roster import Account
from artflow.web import format
from artflow.web.words.account import EVENTS
from artflow.web.words.roles import PARTS, ROLES

from .history import Line
from .rights import term


class HouseShown(NamedTuple):
    """An organisation in a list."""

    url: str
    name: str
    kind: str
    people: str


class MemberShown(NamedTuple):
    """Somebody in an organisation, with the role there."""

    url: str
    name: str
    email: str
    role: str
    position: str
    term: str
    active: bool


class RoleShown(NamedTuple):
    """A role that somebody holds; `take_url` is empty when it is not mine to take."""

    role: str
    place: str
    paper: str
    take_url: str


class One(NamedTuple):
    """Everything the page of a person shows."""

    id: int
    name: str
    facts: list[Any]
    roles: list[RoleShown]
    history: list[Line]
    active: bool
    mine: bool
    sessions: int
    seen_as: bool


class Fact(NamedTuple):
    term: str
    text: str
    sum: bool = False
    tag: str = ""


def houses(rows: Iterable[tuple[Organisation, int]], language: str) -> list[HouseShown]:
    """Organisations with how many people they have."""
    return [
        HouseShown(url_for("people.organisation", organisation_id=organisation.id),
                   organisation.name(language), str(PARTS[Part(organisation.kind)]),
                   ngettext("%(num)s person", "%(num)s people", count))
        for organisation, count in rows
    ]  # fmt: skip


def members(rows: Iterable[Membership]) -> list[MemberShown]:
    """The people of one organisation."""
    return [
        MemberShown(url_for("people.show", user_id=row.user_id), row.user.name, row.user.email,
                    str(ROLES[Role(row.role)]), row.position, term(row), row.user.active)
        for row in rows
    ]  # fmt: skip


def one(account: Account, by: Person, language: str) -> One:
    """One account for its keeper."""
    mine = may(by, Can.LOOK_AFTER, account.person)
    user = account.user
    facts = [
        Fact(_("E-mail"), user.email),
        Fact(_("Telephone"), user.phone or "—"),
        Fact(_("State"), _("open") if user.active else _("suspended"),
             tag="done" if user.active else "no"),
        Fact(_("Open sessions"), format.number(account.open_sessions)),
        Fact(_("Since"), format.day(user.created_at)),
    ]  # fmt: skip
    roles = [_role(row, language, mine=mine) for row in account.memberships]
    history = [_line(row) for row in account.history]
    return One(user.id, user.name, facts, roles, history, user.active, mine, account.open_sessions,
               account.may_be_seen)  # fmt: skip


def _role(row: Membership, language: str, *, mine: bool) -> RoleShown:
    paper = ", ".join(filter(None, (row.position, row.basis, term(row))))
    address = url_for("people.take_role", user_id=row.user_id, membership_id=row.id)
    return RoleShown(str(ROLES[Role(row.role)]), row.organisation.name(language), paper,
                     address if mine else "")  # fmt: skip


def _line(row: Any) -> Line:
    what = str(EVENTS[row.type])
    if "role" in row.data:
        what = f"{what}: {ROLES[Role(row.data['role'])]}"
    text = what if row.actor_id in (None, row.user_id) else f"{what} ({row.actor})"
    return Line("", row.at.isoformat(), format.minute(row.at), text, row.data.get("reason", ""))
