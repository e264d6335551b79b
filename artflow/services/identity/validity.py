"""Who can act: the account is open, the organisation is not closed, the role counts on that day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BindParameter, ColumnElement, and_, exists, or_

from artflow.models import Membership, Organisation

MEMBERSHIP = Membership.__table__
ORGANISATION = Organisation.__table__


def is_valid_on(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Build the condition for memberships that are valid on a day, in organisations not closed.

    Whether the account is open is a question of its own: `user.active`.
    """
    return and_(
        exists()
        .where(ORGANISATION.c.id == MEMBERSHIP.c.organisation_id, ORGANISATION.c.active)
        .correlate(MEMBERSHIP),
        or_(MEMBERSHIP.c.valid_from.is_(None), MEMBERSHIP.c.valid_from <= day),
        or_(MEMBERSHIP.c.valid_until.is_(None), MEMBERSHIP.c.valid_until >= day),
    )
