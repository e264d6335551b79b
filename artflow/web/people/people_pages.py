"""Page models of people and organisations, for those who manage them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Part, Person, Role
from artflow.models import Membership, Organisation
from artflow.services.people.account_log import LogEntry
from artflow.services.people.roster import Account
from artflow.web.account.labels import ACCOUNT_EVENT_LABELS
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS, ROLE_LABELS
from artflow.web.summaries.history import TimelineRow

from .rights_page import term_text


class OrganisationRow(NamedTuple):
    """An organisation in a list."""

    url: str
    name: str
    kind: str
    people: str


class MemberRow(NamedTuple):
    """Somebody in an organisation, with the role there."""

    url: str
    name: str
    email: str
    role: str
    position: str
    term: str
    active: bool


class RoleRow(NamedTuple):
    """A role that somebody holds; `take_url` is empty if the reader cannot revoke it."""

    role: str
    place: str
    paper: str
    take_url: str


class PersonPage(NamedTuple):
    """Everything the page of a person shows."""

    id: int
    name: str
    facts: list[Fact]
    roles: list[RoleRow]
    history: list[TimelineRow]
    active: bool
    mine: bool
    sessions: int
    seen_as: bool


class Fact(NamedTuple):
    term: str
    text: str
    sum: bool = False
    tag: str = ""


def organisation_rows(
    rows: Iterable[tuple[Organisation, int]], language: str
) -> list[OrganisationRow]:
    """Build rows of organisations with their number of people."""
    return [
        OrganisationRow(
            url_for("people.organisation", organisation_id=organisation.id),
            organisation.name[language],
            str(PART_LABELS[Part(organisation.kind)]),
            ngettext("%(num)s person", "%(num)s people", count),
        )
        for organisation, count in rows
    ]


def member_rows(rows: Iterable[Membership]) -> list[MemberRow]:
    """Build rows of the people of one organisation."""
    return [
        MemberRow(
            url_for("people.show", user_id=row.user_id),
            row.user.name,
            row.user.email,
            str(ROLE_LABELS[Role(row.role)]),
            row.position,
            term_text(row),
            row.user.active,
        )
        for row in rows
    ]


def build_person_page(account: Account, by: Person, language: str) -> PersonPage:
    """Build the page of an account for somebody who manages it."""
    mine = may(by, Can.MANAGE_ACCOUNT, account.person)
    user = account.user
    facts = [
        Fact(_("E-mail"), user.email),
        Fact(_("Telephone"), user.phone or "—"),
        Fact(
            _("State"),
            _("open") if user.active else _("suspended"),
            tag="done" if user.active else "no",
        ),
        Fact(_("Open sessions"), formatting.number(account.open_sessions)),
        Fact(_("Since"), formatting.day(user.created_at)),
    ]
    roles = [_role_row(row, language, mine=mine) for row in account.memberships]
    history = [_event_row(row) for row in account.history]
    return PersonPage(
        user.id,
        user.name,
        facts,
        roles,
        history,
        user.active,
        mine,
        account.open_sessions,
        account.may_be_seen,
    )


def _role_row(row: Membership, language: str, *, mine: bool) -> RoleRow:
    paper = ", ".join(filter(None, (row.position, row.basis, term_text(row))))
    address = url_for("departures.take_role", user_id=row.user_id, membership_id=row.id)
    return RoleRow(
        str(ROLE_LABELS[Role(row.role)]),
        row.organisation.name[language],
        paper,
        address if mine else "",
    )


def _event_row(row: LogEntry) -> TimelineRow:
    what = str(ACCOUNT_EVENT_LABELS[row.type])
    if "role" in row.data:
        what = f"{what}: {ROLE_LABELS[Role(row.data['role'])]}"
    text = what if row.actor_id in (None, row.user_id) else f"{what} ({row.actor})"
    return TimelineRow(
        "", row.at.isoformat(), formatting.date_time(row.at), text, row.data.get("reason", "")
    )
