"""The history of accounts and of the administration becomes a chain; anchors cover and sign it.

Triggers write down every change of the rows about people, organisations, programmes and calendars.
As they stand now, rows and events of before are sealed by the first link: from then on it can be
proved what became of them.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from artflow.domain.history.chain import GENESIS, canonical, hash_texts
from artflow.domain.people.account_links import hash_link, to_ranges, write_content

revision = "0031"
down_revision = "0029"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
KEPT = ("account_event", "keeper_event", "account_change", "account_link")
WITNESSED = {
    "user": ("id", "email", "name", "active"),
    "organisation": (
        "id", "kind", "name", "active", "registers", "bin", "address", "phone", "email",
    ),
    "former_name": ("id", "organisation_id", "name", "until"),
    "membership": (
        "id", "user_id", "organisation_id", "role", "position", "basis", "valid_from",
        "valid_until",
    ),
    "role_paper": ("id", "user_id", "organisation_id", "role", "file_id", "by_id", "at"),
    "calendar": ("id", "name", "country", "zone", "closed"),
    "calendar_day": ("calendar_id", "day", "kind", "name", "source"),
    "programme": (
        "id", "prefix", "name", "city", "definition_id", "calendar_id", "number_form", "currency",
        "languages", "open", "opens_on", "closes_on",
    ),
    "programme_party": (
        "id", "programme_id", "organisation_id", "part", "position", "joined_at", "leaves_on",
        "leaves_at",
    ),
}  # fmt: skip
JSON_COLUMNS = {
    ("organisation", "name"), ("former_name", "name"), ("calendar", "name"), ("programme", "name"),
    ("programme", "city"), ("programme", "languages"),
}  # fmt: skip
VERBS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
IMAGE = """
CREATE FUNCTION artflow_image(line jsonb, columns text[]) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_object_agg(key, value) FROM jsonb_each(line) WHERE key = ANY(columns)
$$
"""
WITNESS = """
CREATE FUNCTION artflow_witness() RETURNS trigger LANGUAGE plpgsql SET timezone TO 'UTC' AS $$
DECLARE
    line jsonb;
    image text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        line = to_jsonb(OLD);
    ELSE
        line = to_jsonb(NEW);
        image = artflow_image(line, TG_ARGV)::text;
    END IF;
    IF TG_OP = 'UPDATE' AND image = artflow_image(to_jsonb(OLD), TG_ARGV)::text THEN
        RETURN NULL;
    END IF;
    INSERT INTO account_change (table_name, key, op, content, tx) VALUES (
        TG_TABLE_NAME,
        coalesce(line ->> 'id', (line ->> 'calendar_id') || ' ' || (line ->> 'day')),
        lower(TG_OP), image, pg_current_xact_id()::text::bigint
    );
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    _create_tables()
    for name, kind, default in (
        ("account_n", sa.Integer(), "0"),
        ("account_head", sa.String(64), ""),
        ("public_key", sa.String(64), ""),
        ("signature", sa.String(128), ""),
    ):
        op.add_column("anchor", sa.Column(name, kind, nullable=False, server_default=default))
    _open_runs()
    if op.get_bind().dialect.name == "postgresql":
        _witness_on_postgresql()
    else:
        _witness_on_sqlite()
    _seal()
    _refuse_changes()


def _open_runs() -> None:
    """Let the worker verify by itself, and count what a verification has found."""
    with op.batch_alter_table("audit_run") as table:
        table.alter_column("by_id", existing_type=BIG, nullable=True)
        table.add_column(sa.Column("wrong", sa.Integer(), nullable=False, server_default="0"))
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    length = "jsonb_array_length" if is_postgresql else "json_array_length"
    op.execute(f"UPDATE audit_run SET wrong = {length}(findings) WHERE ended_at IS NOT NULL")


def _create_tables() -> None:
    op.create_table(
        "account_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("op", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("tx", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_change")),
    )
    op.create_index(
        "ix_account_change_table_name_key", "account_change", ["table_name", "key", "id"]
    )
    op.create_table(
        "account_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_link")),
        sa.UniqueConstraint("n", name=op.f("uq_account_link_n")),
    )
    op.create_table(
        "account_chain",
        sa.Column("id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_chain")),
    )


def _witness_on_postgresql() -> None:
    op.execute(IMAGE)
    op.execute(WITNESS)
    op.execute("SELECT set_config('TimeZone', 'UTC', true)")
    for table, columns in WITNESSED.items():
        names = ", ".join(f"'{name}'" for name in columns)
        op.execute(
            "INSERT INTO account_change (table_name, key, op, content) SELECT "
            f"'{table}', {_key(table, 't', '::text')}, 'kept', "
            f'artflow_image(to_jsonb(t), ARRAY[{names}])::text FROM "{table}" t ORDER BY 2'
        )
        op.execute(
            f"CREATE TRIGGER {table}_witnessed AFTER INSERT OR UPDATE OR DELETE "
            f'ON "{table}" FOR EACH ROW EXECUTE FUNCTION artflow_witness({names})'
        )


def _key(table: str, row: str, as_text: str = "") -> str:
    if table == "calendar_day":
        return f"{row}.calendar_id{as_text} || ' ' || {row}.day{as_text}"
    return f"CAST({row}.id AS TEXT)"


def _witness_on_sqlite() -> None:
    for table, columns in WITNESSED.items():
        op.execute(
            "INSERT INTO account_change (table_name, key, op, content) "
            f"SELECT '{table}', {_key(table, 't')}, 'kept', {_image(table, columns, 't')} "
            f'FROM "{table}" t ORDER BY 2'
        )
        changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in columns)
        for verb, row in VERBS.items():
            image = "NULL" if verb == "delete" else _image(table, columns, row)
            when = f"WHEN {changed} " if verb == "update" else ""
            op.execute(
                f'CREATE TRIGGER {table}_witnessed_{verb} AFTER {verb} ON "{table}" {when}BEGIN '
                "INSERT INTO account_change (table_name, key, op, content) "
                f"VALUES ('{table}', {_key(table, row)}, '{verb}', {image}); END"
            )


def _image(table: str, columns: tuple[str, ...], row: str) -> str:
    parts = (
        f"'{name}', json({row}.\"{name}\")"
        if (table, name) in JSON_COLUMNS
        else f"'{name}', {row}.\"{name}\""
        for name in columns
    )
    return f"json_object({', '.join(parts)})"


def _seal() -> None:
    """Write the first link, over all rows as they stand and the events of before."""
    of_events = {"data": DOCUMENT, "at": sa.DateTime(timezone=True)}
    columns = {
        "account_event": ("id", "user_id", "actor_id", "type", "data", "at"),
        "keeper_event": ("id", "subject", "actor_id", "type", "data", "at"),
        "account_change": ("id", "table_name", "key", "op", "content"),
    }
    sealed = {}
    for name, names in columns.items():
        table = sa.table(name, *(sa.column(each, of_events.get(each)) for each in names))
        sealed[name] = _hashed(sa.select(table).order_by(table.c.id))
    content = write_content(sealed, [{"type": "begun", "data": {}}], datetime.now(UTC).isoformat())
    link = {"n": 1, "prev_hash": GENESIS, "content": content, "hash": hash_link(1, GENESIS, content)}
    names = ("n", "prev_hash", "content", "hash")
    op.bulk_insert(sa.table("account_link", *map(sa.column, names)), [link])
    chain = sa.table("account_chain", *map(sa.column, ("id", "n", "head")))
    op.bulk_insert(chain, [{"id": 1, "n": 1, "head": link["hash"]}])


def _hashed(query: sa.Select) -> tuple[list[list[int]], str]:
    connection = op.get_bind()
    ids = to_ranges(row[0] for row in connection.execute(query))
    rows = connection.execute(query, execution_options={"yield_per": 1000})
    return ids, hash_texts(canonical([_plain(value) for value in row]) for row in rows)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    return value


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION artflow_refuse()"
            )
        return
    for table in KEPT:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in KEPT:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        for table in WITNESSED:
            op.execute(f'DROP TRIGGER {table}_witnessed ON "{table}"')
        op.execute("DROP FUNCTION artflow_witness()")
        op.execute("DROP FUNCTION artflow_image(jsonb, text[])")
    else:
        for table in KEPT:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
        for table in WITNESSED:
            for verb in VERBS:
                op.execute(f"DROP TRIGGER {table}_witnessed_{verb}")
    op.execute("DELETE FROM audit_run WHERE by_id IS NULL")
    with op.batch_alter_table("audit_run") as table:
        table.drop_column("wrong")
        table.alter_column("by_id", existing_type=BIG, nullable=False)
    for name in ("signature", "public_key", "account_head", "account_n"):
        op.drop_column("anchor", name)
    for table in ("account_chain", "account_link", "account_change"):
        op.drop_table(table)
