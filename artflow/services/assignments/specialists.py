"""Who may look after a work: specialists of its offices who can act today, and what each has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, Select, func, select

from artflow.domain.people.roles import Role
from artflow.domain.process.case import Case
from artflow.models import Membership, Proposal, User
from artflow.services.identity.validity import is_valid_on

PROPOSAL = Proposal.__table__
MEMBERSHIP = Membership.__table__
USER = User.__table__


def select_specialists(organisations: Iterable[int], today: date) -> Select[int, str]:
    """Select the specialists of some organisations who can act on a day: id and name, by name."""
    return (
        select(USER.c.id, USER.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
        .where(
            MEMBERSHIP.c.organisation_id.in_(list(organisations)),
            MEMBERSHIP.c.role == Role.ARCHITECTURE_SPECIALIST.value,
            USER.c.active,
            is_valid_on(today),
        )
        .order_by(USER.c.name, USER.c.id)
        .distinct()
    )


def list_assignable(connection: Connection, case: Case, today: date) -> list[tuple[int, str]]:
    """List who may look after a work today: id and name. Nobody judges their own work."""
    fits = select_specialists(case.organisations, today).where(USER.c.id != case.applicant_id)
    return [(key, name) for key, name in connection.execute(fits)]


def count_entrusted(connection: Connection, users: Iterable[int]) -> dict[int, int]:
    """Count the works that some people look after and that have not ended; 0 for the others."""
    keys = list(users)
    query = (
        select(PROPOSAL.c.assignee_id, func.count())
        .where(PROPOSAL.c.assignee_id.in_(keys), PROPOSAL.c.ended.is_(False))
        .group_by(PROPOSAL.c.assignee_id)
    )
    return dict.fromkeys(keys, 0) | dict(map(tuple, connection.execute(query)))
