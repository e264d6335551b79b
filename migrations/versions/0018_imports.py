"""Tables that are brought in; works that were painted before."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("file_id", ID, nullable=False),
        sa.Column("options", DOCUMENT, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", DOCUMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_import_run_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_import_run_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    for name in ("by_id", "file_id"):
        op.create_index(op.f(f"ix_import_run_{name}"), "import_run", [name])
    op.create_table(
        "past_work",
        sa.Column("id", ID, nullable=False),
        sa.Column("wall_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=True),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("artist", sa.String(200), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("width_m", sa.Numeric(6, 2), nullable=True),
        sa.Column("height_m", sa.Numeric(6, 2), nullable=True),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("recorded_by_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([f"{column}_id"], [f"{table}.id"], name=op.f(f"fk_past_work_{column}_id"))
            for column, table in (("wall", "wall"), ("programme", "programme"), ("recorded_by", "user"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_past_work")),
        sa.UniqueConstraint("wall_id", "title", "year", name=op.f("uq_past_work_wall_id_title_year")),
    )
    op.create_index(op.f("ix_past_work_programme_id"), "past_work", ["programme_id"])


def downgrade() -> None:
    op.drop_table("past_work")
    op.drop_table("import_run")
