"""What keepers changed of organisations, programmes and the calendar. Nobody changes the log."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from artflow.extensions import db
from artflow.models import KeeperEvent, User

from .database import at_most

K, U = KeeperEvent, User.__table__
MOST = 50
CALENDAR = "calendar"


def organisation(key: int) -> str:
    """The subject of what is done to an organisation."""
    return f"organisation:{key}"


def programme(key: int) -> str:
    """The subject of what is done to a programme."""
    return f"programme:{key}"


def note(
    connection: Connection, subject: str, type: str, by: int, now: datetime, **data: Any
) -> None:
    """Write what was done, in the transaction that does it."""
    row = {"subject": subject, "actor_id": by, "type": type, "data": data, "at": now}
    connection.execute(insert(K), row)


def of(subject: str) -> list[Any]:
    """What was done, the newest first, with the names of those who did it."""
    return list(db.session.execute(
        select(K, U.c.name.label("actor"))
        .select_from(K.join(U, U.c.id == K.c.actor_id))
        .where(K.c.subject == subject)
        .order_by(K.c.id.desc())
        .limit(at_most(MOST))
    ))  # fmt: skip
