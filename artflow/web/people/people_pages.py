"""Page models of people and organisations, for those who manage them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Part, Person, Role
from artflow.models import Membership, Organisation
from artflow.services.accounts.memberships import Paper
from artflow.services.people.account_log import LogEntry
from artflow.services.people.roster import Account
from artflow.web.account.labels import ACCOUNT_EVENT_LABELS
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS, ROLE_LABELS
from artflow.web.summaries.history import TimelineRow
from artflow.web.summaries.terms import NO_AUTHORITY, term_state, term_text

TERM_LABELS = {
    "position": _l("Position"),
    "basis": _l("Authority"),
    "valid_from": _l("First day"),
    "valid_until": _l("Last day"),
}


class OrganisationRow(NamedTuple):
    """An organisation in a list."""

    url: str
    name: str
    kind: str
    people: str
    is_open: bool


class MemberRow(NamedTuple):
    """Somebody in an organisation, with the role there."""

    url: str
    name: str
    email: str
    role: str
    position: str
    term: str
    warning: str
    kind: str
    state: str


class RoleRow(NamedTuple):
    """A role that somebody holds; the addresses are empty if the reader cannot change it.

    `kind` and `state` are the tag of one that is not valid today.
    """

    role: str
    place: str
    paper: str
    warning: str
    kind: str
    state: str
    edit_url: str
    take_url: str


class PaperRow(NamedTuple):
    """A paper of authority to open."""

    url: str
    name: str
    what: str


class PersonPage(NamedTuple):
    """Everything the page of a person shows."""

    id: int
    name: str
    facts: list[Fact]
    roles: list[RoleRow]
    papers: list[PaperRow]
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
            ngettext("%(num)s person", "%(num)s people", count) if count else "",
            organisation.active,
        )
        for organisation, count in rows
    ]


def member_rows(
    rows: Iterable[Membership], unfounded: Container[int], today: date
) -> list[MemberRow]:
    """Build rows of the people of one organisation; `unfounded` roles rest on no paper."""
    suspended = "no", _("suspended")
    return [
        MemberRow(
            url_for("people.show", user_id=row.user_id),
            row.user.name,
            row.user.email,
            str(ROLE_LABELS[Role(row.role)]),
            row.position,
            term_text(row),
            str(NO_AUTHORITY) if row.id in unfounded else "",
            *(term_state(row, today) if row.user.active else suspended),
        )
        for row in rows
    ]


def build_person_page(
    account: Account,
    papers: Iterable[Paper],
    unfounded: Container[int],
    by: Person,
    today: date,
    language: str,
) -> PersonPage:
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
    roles = [
        _role_row(row, today, language, mine=mine, warned=row.id in unfounded)
        for row in account.memberships
    ]
    history = [_event_row(row) for row in account.history]
    return PersonPage(
        user.id,
        user.name,
        facts,
        roles,
        [_paper_row(user.id, paper) for paper in papers],
        history,
        user.active,
        mine,
        account.open_sessions,
        account.may_be_seen,
    )


def _role_row(row: Membership, today: date, language: str, *, mine: bool, warned: bool) -> RoleRow:
    paper = ", ".join(filter(None, (row.position, row.basis, term_text(row))))
    at: dict[str, Any] = {"user_id": row.user_id, "membership_id": row.id}
    kind, state = term_state(row, today)
    return RoleRow(
        str(ROLE_LABELS[Role(row.role)]),
        row.organisation.name[language],
        paper,
        str(NO_AUTHORITY) if warned else "",
        "" if kind == "done" else kind,
        state,
        url_for("memberships.edit", **at) if mine else "",
        url_for("departures.take_role", **at) if mine else "",
    )


def _paper_row(user_id: int, paper: Paper) -> PaperRow:
    what = f"{ROLE_LABELS[Role(paper.role)]}, {formatting.day(paper.at)}, {paper.by}"
    return PaperRow(
        url_for("files.role_paper", user_id=user_id, paper_id=paper.id), paper.name, what
    )


def _event_row(row: LogEntry) -> TimelineRow:
    what = str(ACCOUNT_EVENT_LABELS[row.type])
    if "role" in row.data:
        what = f"{what}: {ROLE_LABELS[Role(row.data['role'])]}"
    text = what if row.actor_id in (None, row.user_id) else f"{what} ({row.actor})"
    note = row.data.get("reason", "") or _old_terms(row.data.get("old", {}))
    return TimelineRow("", row.at.isoformat(), formatting.date_time(row.at), text, note)


def _old_terms(old: Mapping[str, str]) -> str:
    """Say what was changed of a role: what stood there before."""
    told = [
        f"{TERM_LABELS[name]}: {_old_value(name, value)}"
        for name, value in old.items()
        if name in TERM_LABELS
    ]
    return _("Before: %(terms)s", terms="; ".join(told)) if told else ""


def _old_value(name: str, value: str) -> str:
    is_day = name.startswith("valid") and value
    return formatting.day(date.fromisoformat(value)) if is_day else value or "—"
