"""Verifications of the history that somebody has asked for, with what they found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
OPEN_LINK = sa.text("used_at IS NULL AND revoked_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "audit_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("findings", DOCUMENT, nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_audit_run_by_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_run")),
    )
    op.create_index(
        "ix_one_time_link_open", "one_time_link", ["purpose", "id"],
        sqlite_where=OPEN_LINK, postgresql_where=OPEN_LINK,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_one_time_link_open", "one_time_link")
    op.drop_table("audit_run")
