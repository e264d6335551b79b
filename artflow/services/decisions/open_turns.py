"""The turns that are running: read with a case, or anew after rows of them were written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, select

from artflow.models import Turn
from artflow.services.database.json_rows import read_instant

TURN = Turn.__table__
TURN_COLUMNS = (
    *("id", "role", "party", "user_id", "stage", "opened_on", "opened_at", "due_on", "stopped_on"),
    *("used_days", "paused_days", "late_days"),
)
_open = (
    select(TURN)
    .where(TURN.c.proposal_id == bindparam("id"), TURN.c.closed_at.is_(None))
    .order_by(TURN.c.id)
)


class OpenTurn(NamedTuple):
    """A turn that was running when the case was read."""

    id: int
    role: str
    party: str
    user_id: int | None
    stage: str
    opened_on: date
    opened_at: datetime
    due_on: date | None
    stopped_on: date | None
    used_days: int
    paused_days: int
    late_days: int

    @classmethod
    def of_row(cls, row: Row[*tuple[Any, ...]]) -> OpenTurn:
        return cls(*(getattr(row, key) for key in TURN_COLUMNS))

    @classmethod
    def of_json(cls, values: Iterable[Any]) -> OpenTurn:
        """Read a turn from JSON, where days and instants are text."""
        found = cls(*values)
        return found._replace(
            opened_on=date.fromisoformat(str(found.opened_on)),
            opened_at=read_instant(found.opened_at),
            due_on=found.due_on and date.fromisoformat(str(found.due_on)),
            stopped_on=found.stopped_on and date.fromisoformat(str(found.stopped_on)),
        )

    @property
    def key(self) -> tuple[str, str, int | None]:
        return self.role, self.party, self.user_id


def select_open(connection: Connection, proposal_id: int) -> list[Row[*tuple[Any, ...]]]:
    """Read the rows of the open turns, whole."""
    return list(connection.execute(_open, {"id": proposal_id}))


def read_open(connection: Connection, proposal_id: int) -> list[OpenTurn]:
    """Read the open turns anew, after rows of them were written."""
    return [OpenTurn.of_row(row) for row in select_open(connection, proposal_id)]
