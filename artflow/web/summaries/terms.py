"""From when until when a role is held or a call is open, in words."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.people.roles import Membership as HeldMembership
from artflow.domain.people.roles import Role
from artflow.models import Membership
from artflow.web.shared import formatting

NO_AUTHORITY = _l("no authority paper on record")


def term_state(row: Membership, today: date) -> tuple[str, str]:
    """Return kind and words of the tag that says whether a role is valid on a day.

    In an organisation that is closed none is, though its last day may be that one.
    """
    end = row.valid_until if row.organisation.active else date.min
    held = HeldMembership(
        Role(row.role), row.organisation_id, valid_from=row.valid_from, valid_until=end
    )
    if held.valid_on(today):
        return "done", _("valid")
    later = row.valid_from is not None and today < row.valid_from
    return ("wait", _("not valid yet")) if later else ("no", _("out of date"))


def period_text(first: date | None, last: date | None) -> str:
    """Say from which day until which, either of which may be open."""
    begin, end = formatting.day(first), formatting.day(last)
    if begin and end:
        return f"{begin} – {end}"
    if begin:
        return _("since %(day)s", day=begin)
    return _("last day: %(day)s", day=end) if end else _("without a time limit")


def term_text(row: Membership) -> str:
    """Say from when until when a role is held."""
    return period_text(row.valid_from, row.valid_until)
