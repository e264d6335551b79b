"""Who hears that a verification has found something wrong: whoever answers for the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from artflow.domain.people.roles import Role
from artflow.models import AuditRun, Membership, User
from artflow.services.database.transactions import literal_limit
from artflow.services.identity.validity import is_valid_on
from artflow.services.mail import outbox
from artflow.services.programmes.working_days import load_home_calendar

RUN = AuditRun.__table__
USER = User.__table__
MEMBERSHIP = Membership.__table__
LETTER = "history_wrong"
ANSWERABLE = (Role.ADMINISTRATOR.value, Role.COORDINATOR.value)
MOST = 500
"""People who get a letter."""


def tell(connection: Connection, run_id: int, findings: list[dict[str, Any]], now: datetime) -> int:
    """Write to administrators and coordinators what a verification has found. Returns to how many.

    What the one before has found as well is no news: nobody gets the same letter every night.
    """
    before = connection.execute(
        select(RUN.c.findings)
        .where(RUN.c.id < run_id, RUN.c.ended_at.is_not(None), RUN.c.root == "", RUN.c.error == "")
        .order_by(RUN.c.id.desc())
        .limit(literal_limit(1))
    ).scalar()
    if not findings or findings == before:
        return 0
    people = _list_answerable(connection, now)
    for row in people:
        facts = {"run": run_id, "count": len(findings), "may_verify": bool(row.administers)}
        outbox.enqueue(connection, LETTER, row.email, row.language, now, name=row.name, **facts)
    return len(people)


def _list_answerable(connection: Connection, now: datetime) -> list[Any]:
    today = load_home_calendar(connection).today(now)
    administers = func.max((MEMBERSHIP.c.role == Role.ADMINISTRATOR.value).cast(RUN.c.wrong.type))
    query = (
        select(USER.c.email, USER.c.name, USER.c.language, administers.label("administers"))
        .join(MEMBERSHIP, MEMBERSHIP.c.user_id == USER.c.id)
        .where(USER.c.active, MEMBERSHIP.c.role.in_(ANSWERABLE), is_valid_on(today))
        .group_by(USER.c.id, USER.c.email, USER.c.name, USER.c.language)
        .order_by(USER.c.id)
        .limit(literal_limit(MOST))
    )
    return list(connection.execute(query))
