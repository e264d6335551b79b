"""What was changed of organisations, programmes and the calendar. Nobody changes the log."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from artflow import logs
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import AdminEvent, User
from artflow.services.account_chain import sealing
from artflow.services.database.transactions import after_commit, literal_limit

ADMIN_EVENT = AdminEvent.__table__
USER = User.__table__
MAX_EVENTS = 50
INSTALLATION = "installation"
ORGANISATIONS = "organisations"
"""The subject of organisations that are not here any more: entered by mistake, and deleted."""
PROCESSES = "processes"
ABOUT_RIGHTS = (
    *("party_added", "party_removed", "party_leaving", "party_stays"),
    *("organisation_closed", "organisation_opened", "organisation_deleted", "kind_corrected"),
)
"""What changes the rights of people goes into the log of security as well."""


class LogEntry(NamedTuple):
    """A change, and the name of who made it."""

    id: int
    subject: str
    actor_id: int
    type: str
    data: dict[str, Any]
    at: datetime
    actor: str


def organisation_subject(key: int) -> str:
    """Return the subject of what is done to an organisation."""
    return f"organisation:{key}"


def programme_subject(key: int) -> str:
    """Return the subject of what is done to a programme."""
    return f"programme:{key}"


def calendar_subject(key: int) -> str:
    """Return the subject of what is done to a city's calendar."""
    return f"calendar:{key}"


def past_work_subject(key: int) -> str:
    """Return the subject of a work that was painted before."""
    return f"past_work:{key}"


def import_subject(key: int) -> str:
    """Return the subject of a table that was brought in."""
    return f"import:{key}"


def record(
    connection: Connection, subject: str, type: str, by: int, now: datetime, **data: object
) -> None:
    """Write what was done, in the transaction that does it; its end seals both."""
    row = {"subject": subject, "actor_id": by, "type": type, "data": data, "at": now}
    written = insert(ADMIN_EVENT).returning(ADMIN_EVENT.c.id)
    key: int = connection.execute(written, row).scalar_one()
    sealing.record(connection, ADMIN_EVENT.name, key, now)
    if type in ABOUT_RIGHTS:
        organisation = data.get("organisation")
        told = partial(logs.security, type, subject=subject, by=by, organisation=organisation)
        after_commit(connection, told)


def names_of_deleted(connection: Connection, keys: Collection[int]) -> dict[int, LocalizedText]:
    """Return what organisations were called that were deleted, by id, as far as they are known."""
    if not keys:
        return {}
    query = select(ADMIN_EVENT.c.data).where(ADMIN_EVENT.c.subject == ORGANISATIONS)
    deleted = connection.execute(query).scalars()
    return {
        data["organisation"]: LocalizedText(data["name"])
        for data in deleted
        if data["organisation"] in keys
    }


def list_events(subject: str) -> list[LogEntry]:
    """List what was done and by whom, the newest first."""
    query = (
        select(ADMIN_EVENT, USER.c.name.label("actor"))
        .select_from(ADMIN_EVENT.join(USER, USER.c.id == ADMIN_EVENT.c.actor_id))
        .where(ADMIN_EVENT.c.subject == subject)
        .order_by(ADMIN_EVENT.c.id.desc())
        .limit(literal_limit(MAX_EVENTS))
    )
    return [LogEntry(*row) for row in db.session.execute(query)]
