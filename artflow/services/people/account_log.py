"""The history of an account: who did what to it. Pages of people show it, nobody changes it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select

from artflow import logs
from artflow.extensions import db
from artflow.models import AccountEvent, User
from artflow.services.account_chain import sealing
from artflow.services.database.transactions import after_commit, literal_limit

ACCOUNT_EVENT = AccountEvent.__table__
USER = User.__table__
MAX_EVENTS = 50
LOGGED = ("role", "organisation", "until", "why")
"""What goes into the log of security as well. Reasons, names and addresses do not."""


class LogEntry(NamedTuple):
    """Something that was done to an account, and the name of who did it."""

    id: int
    user_id: int
    actor_id: int | None
    type: str
    data: dict[str, Any]
    at: datetime
    actor: str | None


def record(
    connection: Connection, type: str, user_id: int, by: int | None, now: datetime, **data: object
) -> None:
    """Write what was done, in the transaction that does it; its end seals both."""
    row = {"user_id": user_id, "actor_id": by, "type": type, "data": data, "at": now}
    written = insert(ACCOUNT_EVENT).returning(ACCOUNT_EVENT.c.id)
    key: int = connection.execute(written, row).scalar_one()
    sealing.record(connection, ACCOUNT_EVENT.name, key, now)
    told = {name: data[name] for name in LOGGED if name in data}
    security_event(connection, type, user=user_id, by=by, **told)


def security_event(connection: Connection, event: str, **facts: object) -> None:
    """Have an event of security logged once the transaction is committed; nobody's name is in."""
    after_commit(connection, partial(logs.security, event, **facts))


def list_events(user_id: int) -> list[LogEntry]:
    """List what was done to an account and by whom, the newest first."""
    query = (
        select(ACCOUNT_EVENT, USER.c.name.label("actor"))
        .select_from(ACCOUNT_EVENT.outerjoin(USER, USER.c.id == ACCOUNT_EVENT.c.actor_id))
        .where(ACCOUNT_EVENT.c.user_id == user_id)
        .order_by(ACCOUNT_EVENT.c.id.desc())
        .limit(literal_limit(MAX_EVENTS))
    )
    return [LogEntry(*row) for row in db.session.execute(query)]
