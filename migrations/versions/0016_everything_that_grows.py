"""What grows: indexes, and sums of works by stage that triggers keep.

A migration that makes `proposal` anew on SQLite must make its triggers anew (`create_triggers`).
"""

import sqlalchemy as sa
from alembic import op

from artflow.services.sponsorship import totals

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNREAD = sa.text("read_at IS NULL")
PUBLIC = sa.text("openness = 4")
SUBMITTED = sa.text("submitted_at IS NOT NULL")

SUMS = ("budget", "committed", "payable", "paid")
KEY = ("programme_id", "definition_id", "stage", "openness")
WATCHED = ", ".join((*KEY, *SUMS))
STANDS = "SELECT 1 FROM stage_total t WHERE " + " AND ".join(f"t.{k} = NEW.{k}" for k in KEY)


def upgrade() -> None:
    op.drop_index("ix_notice_unread", "notice")
    _partial("ix_notice_unread", "notice", ["user_id", "proposal_id", "id"], UNREAD)
    _partial("ix_proposal_public", "proposal", ["entered_at", "id"], PUBLIC)
    _partial("ix_milestone_submitted_at", "milestone", ["submitted_at"], SUBMITTED)
    op.drop_index("ix_wall_district", "wall")
    op.create_index("ix_wall_district_id", "wall", ["district", "id"])
    op.create_index("ix_wall_latitude_longitude", "wall", ["latitude", "longitude"])
    op.drop_index("ix_payment_proposal_id", "payment")
    op.create_index(
        "ix_payment_proposal_id_organisation_id", "payment", ["proposal_id", "organisation_id"]
    )
    for name in SUMS:
        op.add_column("proposal", sa.Column(name, BIG, nullable=False, server_default="0"))
    op.create_table(
        "stage_total",
        sa.Column("id", BIG, nullable=False),
        sa.Column("programme_id", BIG, nullable=False),
        sa.Column("definition_id", BIG, nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("openness", sa.Integer(), nullable=False),
        *(sa.Column(name, BIG, nullable=False) for name in ("works", *SUMS)),
        sa.PrimaryKeyConstraint("id", name="pk_stage_total"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_stage_total_programme_id"
        ),
        sa.ForeignKeyConstraint(
            ["definition_id"], ["definition.id"], name="fk_stage_total_definition_id"
        ),
    )
    op.create_index(
        "ix_stage_total_programme_id_definition_id_stage_openness", "stage_total", list(KEY)
    )
    totals.fill(op.get_bind())
    create_triggers()


def create_triggers() -> None:
    """Have the database itself add up what a stage comes to, whoever writes a proposal."""
    if op.get_bind().dialect.name == "postgresql":
        _create_triggers_on_postgresql()
        return
    differs = " OR ".join(f"OLD.{name} <> NEW.{name}" for name in (*KEY, *SUMS))
    take, add = _adding("OLD", "-"), _adding("NEW", "+")
    begin = (
        f"INSERT INTO stage_total ({', '.join(KEY)}, works, {', '.join(SUMS)}) SELECT "
        f"{', '.join(f'NEW.{k}' for k in KEY)}, 0, 0, 0, 0, 0 WHERE NOT EXISTS ({STANDS})"
    )
    for name, when, what in (
        ("insert", "AFTER INSERT ON proposal", (begin, add)),
        (
            "update",
            f"AFTER UPDATE OF {WATCHED} ON proposal WHEN {differs}",
            (take, begin, add),
        ),
        ("delete", "AFTER DELETE ON proposal", (take,)),
    ):
        op.execute(f"CREATE TRIGGER proposal_total_{name} {when} BEGIN {'; '.join(what)}; END")


def _adding(row: str, sign: str) -> str:
    values = ", ".join(f"{name} = {name} {sign} {row}.{name}" for name in SUMS)
    key = " AND ".join(f"{name} = {row}.{name}" for name in KEY)
    return f"UPDATE stage_total SET works = works {sign} 1, {values} WHERE {key}"


def _create_triggers_on_postgresql() -> None:
    """Write a row for each change: writers would wait for each other for a row that both add to."""
    into = f"INSERT INTO stage_total ({', '.join(KEY)}, works, {', '.join(SUMS)}) VALUES"
    take, add = (
        f"{into} ({', '.join(f'{row}.{k}' for k in KEY)}, {sign}1, "
        f"{', '.join(f'{sign}{row}.{name}' for name in SUMS)});"
        for row, sign in (("OLD", "-"), ("NEW", ""))
    )
    op.execute(
        "CREATE FUNCTION artflow_add_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP <> 'INSERT' THEN {take} END IF; "
        f"IF TG_OP <> 'DELETE' THEN {add} END IF; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER proposal_total AFTER INSERT OR DELETE ON proposal "
        "FOR EACH ROW EXECUTE FUNCTION artflow_add_up()"
    )
    old, new = (", ".join(f"{row}.{k}" for k in (*KEY, *SUMS)) for row in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER proposal_total_update AFTER UPDATE OF {WATCHED} ON proposal FOR EACH ROW "
        f"WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION artflow_add_up()"
    )


def _drop_triggers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in ("proposal_total", "proposal_total_update"):
            op.execute(f"DROP TRIGGER {name} ON proposal")
        op.execute("DROP FUNCTION artflow_add_up()")
        return
    for name in ("insert", "update", "delete"):
        op.execute(f"DROP TRIGGER proposal_total_{name}")


def downgrade() -> None:
    _drop_triggers()
    op.drop_table("stage_total")
    for name in reversed(SUMS):
        op.drop_column("proposal", name)
    op.drop_index("ix_wall_latitude_longitude", "wall")
    op.drop_index("ix_wall_district_id", "wall")
    op.create_index("ix_wall_district", "wall", ["district"])
    op.drop_index("ix_payment_proposal_id_organisation_id", "payment")
    op.create_index("ix_payment_proposal_id", "payment", ["proposal_id"])
    op.drop_index("ix_milestone_submitted_at", "milestone")
    op.drop_index("ix_proposal_public", "proposal")
    op.drop_index("ix_notice_unread", "notice")
    _partial("ix_notice_unread", "notice", ["user_id"], UNREAD)


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
