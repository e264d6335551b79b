"""Waiting invitations in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import request, url_for
from flask_babel import lazy_gettext as _l

from artflow.domain.people.roles import Role
from artflow.services.accounts import invited
from artflow.services.accounts.invited import WaitingInvitation
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import ROLE_LABELS

STATE_LABELS = {
    invited.WAITING: ("wait", _l("waits for an answer")),
    invited.UNSENT: ("wait", _l("waits to be sent")),
    invited.EXPIRED: ("no", _l("expired")),
    invited.BOUNCED: ("stop", _l("the letter did not arrive")),
}


class InvitationRow(NamedTuple):
    """An invitation in a list; `until` is empty before its letter was sent."""

    name: str
    email: str
    role: str
    place: str
    place_url: str
    by: str
    sent: str
    until: str
    kind: str
    state: str
    withdraw_url: str
    again_url: str


def invitation_rows(rows: Iterable[WaitingInvitation], language: str) -> list[InvitationRow]:
    """Put waiting invitations into words."""
    here = request.full_path.rstrip("?")
    return [invitation_row(row, language, here) for row in rows]


def invitation_row(row: WaitingInvitation, language: str, back: str) -> InvitationRow:
    """Put a waiting invitation into words; its presses lead back to the page `back`."""
    kind, state = STATE_LABELS[row.state]
    return InvitationRow(
        row.name,
        row.email,
        str(ROLE_LABELS[Role(row.role)]),
        row.organisation[language],
        url_for("people.organisation", organisation_id=row.organisation_id),
        row.by,
        formatting.day(row.sent_at),
        formatting.day(row.expires_at) if row.expires_at else "",
        kind,
        str(state),
        url_for("invited.withdraw", link_id=row.id, back=back),
        url_for("invited.send_again", link_id=row.id, back=back),
    )
