"""People in a list: their roles, and the state of their account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.people.roles import Role
from artflow.models import Membership
from artflow.services.accounts.directory import Entry
from artflow.web.shared.role_labels import ROLE_LABELS
from artflow.web.summaries.terms import term_state


class HeldRoleRow(NamedTuple):
    """A role in a list of people; `kind` and `state` are the tag of one that is not valid."""

    text: str
    kind: str
    state: str


class PersonRow(NamedTuple):
    """Somebody in the list of people."""

    url: str
    name: str
    email: str
    roles: list[HeldRoleRow]
    kind: str
    state: str


def person_rows(found: Iterable[Entry], today: date, language: str) -> list[PersonRow]:
    """Build the rows of a list of people."""
    return [
        PersonRow(
            url_for("people.show", user_id=entry.user.id),
            entry.user.name,
            entry.user.email,
            [_role_row(row, today, language) for row in entry.memberships],
            "done" if entry.user.active else "no",
            _("open") if entry.user.active else _("suspended"),
        )
        for entry in found
    ]


def _role_row(row: Membership, today: date, language: str) -> HeldRoleRow:
    kind, state = term_state(row, today)
    text = f"{ROLE_LABELS[Role(row.role)]}, {row.organisation.name[language]}"
    return HeldRoleRow(text, "" if kind == "done" else kind, state)
