"""One's own roles: where, as what, from when until when, and on which authority."""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from artflow.domain.people.roles import Role
from artflow.models import Membership
from artflow.web.shared.role_labels import ROLE_LABELS
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.terms import NO_AUTHORITY, term_state, term_text


class OwnRole(NamedTuple):
    """A role of the reader; `kind` and `state` are the tag that says whether it counts today."""

    role: str
    place: str
    facts: list[Fact]
    kind: str
    state: str


def own_role_rows(
    rows: Iterable[Membership], unfounded: Container[int], today: date, language: str
) -> list[OwnRole]:
    """Build the rows of one's own roles; `unfounded` ones rest on no paper."""
    return [
        OwnRole(
            str(ROLE_LABELS[Role(row.role)]),
            row.organisation.name[language],
            _facts(row, str(NO_AUTHORITY) if row.id in unfounded else ""),
            *term_state(row, today),
        )
        for row in rows
    ]


def _facts(row: Membership, warning: str) -> list[Fact]:
    """List what is known of a role; what was never entered is left out."""
    told = (
        (_("Position"), row.position),
        (_("From and until"), term_text(row)),
        (_("Authority"), row.basis or warning),
    )
    return [Fact(term, text) for term, text in told if text]
