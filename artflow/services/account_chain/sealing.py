"""Every write transaction that changes a witnessed row ends with a link of the account chain.

Triggers write down how the rows stand after each change. The link seals the changes that this
transaction has brought about, and the events it recorded; never what somebody else has left behind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import cache

from flask import Flask
from sqlalchemy import Connection, Update, event, func, insert, literal_column, select, update
from sqlalchemy.sql.dml import UpdateBase

from artflow.domain.people.account_links import SEALED, hash_link, to_ranges, write_content
from artflow.extensions import db
from artflow.models import AccountChain, AccountChange, AccountLink
from artflow.services.database.transactions import before_commit, left_for_commit

from .sealed_rows import Counted
from .witnesses import WITNESSED

CHAIN = AccountChain.__table__
CHANGE = AccountChange.__table__
LINK = AccountLink.__table__
ACCOUNT_EVENT, ADMIN_EVENT, ACCOUNT_CHANGE = SEALED
THIS_TRANSACTION = "pg_current_xact_id()::text::bigint"
_head = select(CHAIN.c.n, CHAIN.c.head).where(CHAIN.c.id == 1).with_for_update()


class Unsealed:
    """What a transaction has to seal: the changes after `mark`, its events and its notes."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.mark: int = connection.execute(select(func.max(CHANGE.c.id))).scalar() or 0
        self.events: dict[str, list[int]] = {ACCOUNT_EVENT: [], ADMIN_EVENT: []}
        self.notes: list[Mapping[str, object]] = []
        self.at: datetime | None = None

    def __call__(self) -> None:
        """Write the link. The end of the chain is locked last, so that nobody waits for us in turn.

        Whoever holds that lock has nothing left to do but to commit.
        """
        rows = {**self.events, ACCOUNT_CHANGE: self._list_changes()}
        if not (self.notes or any(rows.values())):
            return
        sealed = {}
        for name, ids in rows.items():
            ranges = to_ranges(sorted(ids))
            sealed[name] = (ranges, Counted(self.connection, name, ranges).sha256)
        at = (self.at or datetime.now(UTC)).astimezone(UTC).isoformat()
        self._append(write_content(sealed, self.notes, at))

    def _list_changes(self) -> Sequence[int]:
        """List the changes of this transaction and of no other one.

        On SQLite it is the only writer since `mark` was read; PostgreSQL names it in every change.
        """
        query = select(CHANGE.c.id).where(CHANGE.c.id > self.mark).order_by(CHANGE.c.id)
        if self.connection.dialect.name == "postgresql":
            query = query.where(CHANGE.c.tx == literal_column(THIS_TRANSACTION))
        return self.connection.execute(query).scalars().all()

    def _append(self, content: str) -> None:
        last = self.connection.execute(_head).one()
        n = last.n + 1
        link = hash_link(n, last.head, content)
        row = {"n": n, "prev_hash": last.head, "content": content, "hash": link}
        self.connection.execute(insert(LINK), row)
        moved = update(CHAIN).where(CHAIN.c.id == 1)
        self.connection.execute(moved, {"n": n, "head": link})


def init_app(app: Flask) -> None:
    """Let every write transaction notice that it is about to change a witnessed row."""
    with app.app_context():
        event.listen(db.engine, "before_execute", _notice)


def record(connection: Connection, table: str, key: int, at: datetime) -> None:
    """Have an event of this table sealed with the transaction that has just written it."""
    found = _unsealed(connection)
    if found is not None:
        found.events[table].append(key)
        found.at = at


def note(connection: Connection, type: str, **data: object) -> None:
    """Say in the link itself what was done, where no event of an account says it.

    So it is at the shell, where nobody has signed in, and in decisions, whose work tells the rest.
    """
    found = _unsealed(connection)
    if found is not None:
        found.notes.append({"type": type, "data": data})


def _unsealed(connection: Connection) -> Unsealed | None:
    """Return what the write transaction has to seal; None outside of one."""
    left = left_for_commit(connection)
    if left is None:
        return None
    found = next((call for call in left if isinstance(call, Unsealed)), None)
    if found is None:
        found = Unsealed(connection)
        before_commit(connection, found)
    return found


def _notice(
    connection: Connection,
    statement: object,
    several: Sequence[Mapping[str, object]],
    one: Mapping[str, object],
    options: object,
) -> None:
    if isinstance(statement, UpdateBase) and _is_witnessed(statement, several, one):
        _unsealed(connection)


def _is_witnessed(
    statement: UpdateBase, several: Sequence[Mapping[str, object]], one: Mapping[str, object]
) -> bool:
    columns = _witnessed_columns(getattr(statement.table, "name", ""))
    given = one.keys() or (several[0].keys() if several else ())
    return bool(columns) and not (isinstance(statement, Update) and given and not columns & given)


@cache
def _witnessed_columns(table: str) -> frozenset[str]:
    return frozenset(WITNESSED.get(table, ()))
