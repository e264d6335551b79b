"""Which rows of a work the database witnesses, and the triggers by which it does.

Triggers note every change of these rows, whoever makes it, and refuse to change what is final. A
migration that makes one of the tables anew on SQLite, or adds a table or a column, installs them
again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, Table, inspect, text

from artflow.models import (
    CandidateWall,
    Condition,
    ConditionFile,
    Milestone,
    MilestonePhoto,
    Payment,
    PaymentFile,
    Proposal,
    Record,
    RecordFile,
    Remark,
    RowChange,
    Signoff,
    Turn,
    Version,
)


class Witness(NamedTuple):
    """A table whose rows are witnessed, but for some columns.

    `parent` is the table by which a row belongs to a work, and the column that names it.
    """

    table: Table
    besides: frozenset[str] = frozenset()
    parent: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return str(self.table.name)

    def work(self, row: str) -> str:
        """Return the SQL for the work of a row."""
        if self.name == Proposal.__tablename__:
            return f"{row}.id"
        if self.parent is None:
            return f"{row}.proposal_id"
        table, column = self.parent
        return f"(SELECT proposal_id FROM {table} WHERE id = {row}.{column})"


class Final(NamedTuple):
    """Columns that nobody changes any more once the condition on the row before holds."""

    table: str
    columns: tuple[str, ...]
    when: str = ""


PLACE = frozenset({"programme_id", "openness", "district"})
"""What triggers keep in rows of where their work stands."""
DRAFTED = frozenset({"title", "facts", "cover_id"})
"""What an artist changes without an event; what is decided on is frozen in a version."""
WITNESSES = (
    Witness(Proposal.__table__, DRAFTED | {"district", "events", "head", "moved_at"}),
    Witness(Version.__table__, frozenset({"snapshot"})),  # it has its own hash
    Witness(Signoff.__table__),
    Witness(Record.__table__),
    Witness(RecordFile.__table__, parent=("record", "record_id")),
    Witness(Condition.__table__),
    Witness(ConditionFile.__table__, parent=("condition", "condition_id")),
    Witness(Turn.__table__, PLACE),
    Witness(Remark.__table__),
    Witness(CandidateWall.__table__),
    Witness(Payment.__table__),
    Witness(PaymentFile.__table__, parent=("payment", "payment_id")),
    Witness(Milestone.__table__, PLACE),
    Witness(MilestonePhoto.__table__, parent=("milestone", "milestone_id")),
)
FINAL = (
    Final("version", ("proposal_id", "no", "sha256", "design", "budget", "snapshot", "at")),
    Final("record", ("proposal_id", "kind", "data", "version_id", "recorded_by_id", "at")),
    Final("record", ("void_at",), "OLD.void_at IS NOT NULL"),
    Final("record_file", ("record_id", "file_id")),
    Final("condition", ("proposal_id", "version_id", "kind", "party", "text", "set_by_id", "at")),
    Final("condition_file", ("condition_id", "file_id")),
    Final("payment", ("proposal_id", "organisation_id", "amount", "paid_on", "number", "at")),
    Final("payment_file", ("payment_id", "file_id")),
    Final("milestone_photo", ("milestone_id", "file_id")),
    Final("signoff", ("proposal_id", "version_id", "stage", "party", "version_sha256")),
    Final("signoff", ("state", "amount", "decided_by_id"), "OLD.superseded_at IS NOT NULL"),
    Final("remark", ("proposal_id", "version_id", "author_id", "severity", "text", "at")),
    Final("milestone", ("state", "confirmed_by_id", "pay"), "OLD.state = 'confirmed'"),
    Final("turn", ("closed_at", "used_days", "late_days"), "OLD.closed_at IS NOT NULL"),
    Final("row_change", ("proposal_id", "n", "table_name", "row_id", "op", "content")),
)
REPLACED = CandidateWall.__tablename__
"""An artist may wish for other walls: the rows of the wishes before go."""
KEPT = (
    *(w.name for w in WITNESSES if w.name != REPLACED),
    RowChange.__tablename__,
)
"""Tables whose rows nobody deletes."""
INTO = "INSERT INTO row_change (proposal_id, n, table_name, row_id, op, content)"
NEXT = "(SELECT events + 1 FROM proposal WHERE id = {work})"


def witnessed_columns(connection: Connection, witness: Witness) -> list[str]:
    """List the columns that are witnessed, of those that the database has so far."""
    present = [column["name"] for column in inspect(connection).get_columns(witness.name)]
    return [name for name in present if name != "id" and name not in witness.besides]


def row_content(connection: Connection, witness: Witness, row: str) -> str:
    """Return the SQL for the JSON of a row as its change is noted."""
    if connection.dialect.name == "postgresql":
        without = ", ".join(f"'{name}'" for name in sorted({"id", *witness.besides}))
        return f"(to_jsonb({row}) - ARRAY[{without}])::text"
    columns = witnessed_columns(connection, witness)
    pairs = ", ".join(f"'{name}', {row}.{name}" for name in columns)
    return f"json_object({pairs})"


def install(connection: Connection) -> None:
    """Install the triggers anew, for the tables and columns that the database has so far."""
    remove(connection)
    present = set(inspect(connection).get_table_names())
    postgresql = connection.dialect.name == "postgresql"
    noting, refusing = (
        (_noting_on_postgresql, _refusing_on_postgresql)
        if postgresql
        else (_noting_on_sqlite, _refusing_on_sqlite)
    )
    for witness in WITNESSES:
        if witness.name in present:
            for statement in noting(connection, witness):
                connection.execute(text(statement))
    for statement in refusing([f for f in FINAL if f.table in present], present):
        connection.execute(text(statement))


def remove(connection: Connection) -> None:
    """Remove whatever triggers `install` has made."""
    if connection.dialect.name == "postgresql":
        functions = text("SELECT proname FROM pg_proc WHERE proname LIKE 'witness_%'")
        for name in connection.execute(functions).scalars().all():
            connection.execute(text(f"DROP FUNCTION {name}() CASCADE"))
        return
    triggers = text(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'witness_%'"
    )
    for name in connection.execute(triggers).scalars().all():
        connection.execute(text(f"DROP TRIGGER {name}"))


def _noting_on_sqlite(connection: Connection, witness: Witness) -> Iterator[str]:
    name, columns = witness.name, witnessed_columns(connection, witness)
    differs = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns)
    each = " UNION ALL ".join(
        f"SELECT '{c}' AS k, NEW.{c} AS v WHERE NEW.{c} IS NOT OLD.{c}" for c in columns
    )
    for verb, when, row, content, source in (
        ("insert", f"AFTER INSERT ON {name}", "NEW", row_content(connection, witness, "NEW"), ""),
        (
            "update",
            f"AFTER UPDATE OF {', '.join(columns)} ON {name} WHEN {differs}",
            "NEW",
            "json_group_object(k, v)",
            f" FROM ({each})",
        ),
        ("delete", f"AFTER DELETE ON {name}", "OLD", "'{}'", ""),
    ):
        work = witness.work(row)
        yield (
            f"CREATE TRIGGER witness_{name}_{verb} {when} BEGIN {INTO} SELECT {work}, "
            f"{NEXT.format(work=work)}, '{name}', {row}.id, '{verb}', {content}{source}; END"
        )


def _noting_on_postgresql(connection: Connection, witness: Witness) -> Iterator[str]:
    name = witness.name
    into = f"{INTO} VALUES (work, {NEXT.format(work='work')}, '{name}'"
    yield f"""
        CREATE FUNCTION witness_{name}() RETURNS trigger LANGUAGE plpgsql
        SET timezone TO 'UTC' AS $$
        DECLARE work bigint; changed text; before jsonb;
        BEGIN
          IF TG_OP = 'DELETE' THEN
            work := {witness.work("OLD")};
            {into}, OLD.id, 'delete', '{{}}');
            RETURN NULL;
          END IF;
          work := {witness.work("NEW")};
          changed := {row_content(connection, witness, "NEW")};
          IF TG_OP = 'UPDATE' THEN
            before := to_jsonb(OLD);
            SELECT jsonb_object_agg(key, value)::text INTO changed FROM jsonb_each(changed::jsonb)
              WHERE value IS DISTINCT FROM before -> key;
          END IF;
          IF changed IS NOT NULL THEN
            {into}, NEW.id, lower(TG_OP), changed);
          END IF;
          RETURN NULL;
        END $$"""
    columns = ", ".join(witnessed_columns(connection, witness))
    for suffix, when in (("", "INSERT OR DELETE"), ("_update", f"UPDATE OF {columns}")):
        yield (
            f"CREATE TRIGGER witness_{name}{suffix} AFTER {when} ON {name} "
            f"FOR EACH ROW EXECUTE FUNCTION witness_{name}()"
        )


def _refusing_on_sqlite(finals: list[Final], present: set[str]) -> Iterator[str]:
    for n, (table, columns, when) in enumerate(finals):
        differs = " OR ".join(f"NEW.{c} IS NOT OLD.{c}" for c in columns)
        condition = f"({when}) AND ({differs})" if when else differs
        yield (
            f"CREATE TRIGGER witness_{table}_final_{n} BEFORE UPDATE OF {', '.join(columns)} "
            f"ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    for table in KEPT:
        if table in present:
            yield (
                f"CREATE TRIGGER witness_{table}_kept BEFORE DELETE ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _refusing_on_postgresql(finals: list[Final], present: set[str]) -> Iterator[str]:
    yield (
        "CREATE FUNCTION witness_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    run = "EXECUTE FUNCTION witness_refuse()"
    for n, (table, columns, when) in enumerate(finals):
        differs = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in columns)
        condition = f"({when}) AND ({differs})" if when else differs
        yield (
            f"CREATE TRIGGER witness_{table}_final_{n} BEFORE UPDATE OF {', '.join(columns)} "
            f"ON {table} FOR EACH ROW WHEN ({condition}) {run}"
        )
    for table in KEPT:
        if table in present:
            yield (
                f"CREATE TRIGGER witness_{table}_kept BEFORE DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT {run}"
            )
