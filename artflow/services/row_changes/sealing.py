"""Changes of rows sealed by the event that was written with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from artflow.domain.history import chain
from artflow.domain.history.row_changes import Change, hash_changes
from artflow.models import Event, Proposal, RowChange, Version
from artflow.services.database import write_queue
from artflow.services.database.transactions import literal_limit, pipelined

from .witnesses import INTO, WITNESSES, row_content

ROW_CHANGE = RowChange.__table__
PROPOSAL = Proposal.__table__
VERSION = Version.__table__
EVENT = Event.__table__
COLUMNS = tuple(ROW_CHANGE.c[key] for key in ("n", "table_name", "row_id", "op", "content"))
_made = (
    select(*COLUMNS)
    .where(ROW_CHANGE.c.proposal_id == bindparam("id"), ROW_CHANGE.c.n == bindparam("n"))
    .order_by(ROW_CHANGE.c.id)
)
_made_on_postgresql = (
    "SELECT n, table_name, row_id, op, content FROM row_change"
    " WHERE proposal_id = %s AND n = %s ORDER BY id"
)
IS_UNSEALED = exists().where(
    ROW_CHANGE.c.proposal_id == PROPOSAL.c.id, ROW_CHANGE.c.n > PROPOSAL.c.events
)
"""Whether rows of a proposal were changed without an event: past artflow."""
SIZE = 500
"""So many works are sealed at once."""


def seal_changes(connection: Connection, proposal_id: int, n: int) -> dict[str, str]:
    """Write what was left for the end, and return what the `n`-th event says of the changes made.

    Nothing where no row has changed. Rows that are written later are sealed by the event after.
    """
    changes = [Change(*row) for row in _read_made(connection, proposal_id, n)]
    return {chain.SEAL: hash_changes(changes)} if changes else {}


def _read_made(connection: Connection, proposal_id: int, n: int) -> list[tuple[Any, ...]]:
    """Write and read in one trip: a decision on PostgreSQL waits once for both."""
    if connection.dialect.name != "postgresql":
        write_queue.flush(connection)
        rows = connection.execute(_made, {"id": proposal_id, "n": n})
        return [tuple(row) for row in rows]
    driver = connection.connection.driver_connection
    assert driver is not None
    with pipelined(connection):
        write_queue.flush(connection)
        cursor = driver.execute(_made_on_postgresql, (proposal_id, n))
    return [tuple(row) for row in cursor.fetchall()]


def list_unsealed(connection: Connection) -> set[int]:
    """List the works some of whose rows were changed without an event; the archive is walked."""
    return set(connection.execute(select(PROPOSAL.c.id).where(IS_UNSEALED)).scalars())


def seal_existing(connection: Connection, now: datetime) -> int:
    """Seal the rows of works that have none sealed yet, as they stand. Returns how many works.

    One event for each: from then on verification can prove its rows. For migrations, and for rows
    that were written by no action. The database's triggers note nothing of it.
    """
    for witness in WITNESSES:
        work = witness.work("r")
        connection.exec_driver_sql(
            f"{INTO} SELECT p.id, p.events + 1, '{witness.name}', r.id, 'insert', "
            f"{row_content(connection, witness, 'r')} FROM {witness.name} r"
            f" JOIN proposal p ON p.id = {work}"
            " WHERE NOT EXISTS (SELECT 1 FROM row_change c"
            f" WHERE c.proposal_id = p.id AND (c.n <= p.events OR c.table_name = '{witness.name}'))"
        )
    sealed = after = 0
    while keys := _next_unsealed(connection, after):
        seal(connection, keys, now)
        sealed, after = sealed + len(keys), keys[-1]
    return sealed


def _next_unsealed(connection: Connection, after: int) -> list[int]:
    query = select(PROPOSAL.c.id).where(PROPOSAL.c.id > after, IS_UNSEALED)
    return list(
        connection.execute(query.order_by(PROPOSAL.c.id).limit(literal_limit(SIZE))).scalars()
    )


def seal(
    connection: Connection,
    keys: Sequence[int],
    now: datetime,
    by: int | None = None,
    reason: str = "",
) -> None:
    """Seal the changes of these works that no event has sealed, by one event of each.

    Each of them must have some. `by` and `reason` are of a person who takes them over.
    """
    columns = (PROPOSAL.c.id, PROPOSAL.c.stage, PROPOSAL.c.events, PROPOSAL.c.head)
    works = connection.execute(
        select(*columns, VERSION.c.sha256)
        .select_from(PROPOSAL.outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id))
        .where(PROPOSAL.c.id.in_(keys))
    )
    made = (
        select(ROW_CHANGE.c.proposal_id, *COLUMNS)
        .join(PROPOSAL, PROPOSAL.c.id == ROW_CHANGE.c.proposal_id)
        .where(PROPOSAL.c.id.in_(keys), ROW_CHANGE.c.n > PROPOSAL.c.events)
        .order_by(ROW_CHANGE.c.proposal_id, ROW_CHANGE.c.id)
    )
    changes = {
        key: [Change(*row[1:]) for row in rows]
        for key, rows in groupby(connection.execute(made), key=attrgetter("proposal_id"))
    }
    events, heads = [], []
    for work in works:
        event = _sealing_event(work, changes[work.id], now, by, reason)
        events.append(event)
        heads.append({"row": work.id, "new_events": event["n"], "new_head": event["hash"]})
    connection.execute(insert(EVENT), events)
    moved = update(PROPOSAL).where(PROPOSAL.c.id == bindparam("row"))
    connection.execute(
        moved.values(events=bindparam("new_events"), head=bindparam("new_head")), heads
    )


def _sealing_event(
    work: Any, changes: list[Change], now: datetime, by: int | None, reason: str
) -> dict[str, Any]:
    said = {"text": reason} if reason else {}
    record = chain.EventRecord(
        proposal_id=work.id,
        n=work.events + 1,
        type=chain.TAKEN_OVER if by else chain.SEALED,
        from_stage=work.stage if work.events else "",
        to_stage=work.stage,
        actor_id=by,
        on_behalf_of=None,
        role="",
        organisation_id=None,
        version=work.sha256 or "",
        data=chain.canonical({**said, chain.SEAL: hash_changes(changes)}),
        at=now.isoformat(timespec="microseconds"),
        prev_hash=work.head,
        key=None,
    )
    return record._asdict() | {"hash": chain.hash_event(record)}
