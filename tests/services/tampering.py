"""What somebody with a shell on the database could do once its triggers are off."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from artflow.domain.history import chain
from artflow.extensions import db
from artflow.services import audit, audit_contents
from artflow.services.account_chain import verification
from artflow.services.database.transactions import WRITE_OPTIONS, reading, writing
from artflow.services.row_changes import witnesses

PROTECTED_TABLES = (
    *("event", "definition", "anchor"),
    *("account_event", "keeper_event", "account_change", "account_link"),
)
VERBS = ("update", "delete")


def disable_guards(connection: Any) -> None:
    """Switch the database's triggers off; on SQLite they are gone."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        return
    append_only = [f"{table}_no_{verb}" for table in PROTECTED_TABLES for verb in VERBS]
    triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for name in connection.execute(triggers).scalars().all():
        if name in append_only or name.startswith("witness_"):
            connection.execute(text(f"DROP TRIGGER {name}"))


def tamper(*statements: str) -> None:
    """Run statements past the triggers."""
    with writing() as connection:
        disable_guards(connection)
        for statement in statements:
            connection.execute(text(statement))
        if connection.dialect.name == "sqlite":
            witnesses.install(connection)


def tamper_without_keys(*statements: str) -> None:
    """Run statements past the triggers and the foreign keys."""
    db.session.remove()
    with db.engine.connect() as connection:
        connection.execution_options(**WRITE_OPTIONS[connection.dialect.name])
        if connection.dialect.name == "sqlite":
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")
        disable_guards(connection)
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()
    db.engine.dispose()


def verify() -> audit.Report:
    """Return what verification says of the whole database."""
    with reading() as connection:
        return audit.verify(connection)


def first_fault() -> tuple[int, int, str] | None:
    """Return where verification finds the first fault, and its kind."""
    found = verify().fault
    return found and (found.proposal_id, found.n, found.code)


def faults() -> list[tuple[int, int, str]]:
    """Return where verification finds faults, and their kinds."""
    return [(found.proposal_id, found.n, found.code) for found in verify().faults]


def account_faults() -> list[Any]:
    """Return what verification says of the account chain."""
    db.session.rollback()
    with reading() as connection:
        return verification.verify(connection).faults


def unrecorded_links(since: int = 0) -> list[int]:
    """Return the links after one that seal changes of which neither event nor note tells."""
    query = text("SELECT n, content FROM account_link WHERE n > :n ORDER BY n")
    with reading() as connection:
        links = [(n, json.loads(told)) for n, told in connection.execute(query, {"n": since})]
    return [n for n, told in links if not told["notes"] and set(told["rows"]) == {"account_change"}]


def wrong_files() -> list[str]:
    with reading() as connection:
        return audit_contents.verify_files(connection)


def rewrite(proposal_id: int, n: int, **changed: Any) -> None:
    """Change one event and rehash it and all after it, the proposal's head included."""
    with writing() as connection:
        disable_guards(connection)
        head = _rehash(connection, proposal_id, n, changed)
        connection.execute(
            text("UPDATE proposal SET head = :head WHERE id = :id"),
            {"head": head, "id": proposal_id},
        )


def _rehash(connection: Any, proposal_id: int, n: int, changed: dict[str, Any]) -> str:
    query = text(
        f"SELECT id, {', '.join(chain.FIELDS)} FROM event WHERE proposal_id = :p ORDER BY n"
    )
    head = chain.GENESIS
    for row in connection.execute(query, {"p": proposal_id}).mappings().all():
        values = dict(row, prev_hash=head) | (changed if row["n"] == n else {})
        head = chain.hash_event([values[name] for name in chain.FIELDS])
        sets = ", ".join(f"{name} = :{name}" for name in chain.FIELDS)
        update = text(f"UPDATE event SET {sets}, hash = :hash WHERE id = :id")
        connection.execute(update, values | {"hash": head})
    return head
