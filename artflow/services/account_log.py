"""The history of an account: who did what to it. Pages of people show it, nobody changes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from artflow.extensions import db
from artflow.models import AccountEvent, User

from .database import at_most

A, U = AccountEvent, User.__table__
MOST = 50


def note(
    connection: Connection, type: str, about: int, by: int | None, now: datetime, **data: Any
) -> None:
    """Write what was done, in the transaction that does it."""
    row = {"user_id": about, "actor_id": by, "type": type, "data": data, "at": now}
    connection.execute(insert(A), row)


def of(user_id: int) -> list[Any]:
    """What was done to an account, the newest first, with the names of those who did it."""
    return list(db.session.execute(
        select(A, U.c.name.label("actor"))
        .select_from(A.outerjoin(U, U.c.id == A.c.actor_id))
        .where(A.c.user_id == user_id)
        .order_by(A.c.id.desc())
        .limit(at_most(MOST))
    ))  # fmt: skip
