"""Pictures that are kept first and prepared by the worker."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

PREPARING = sa.text("state = 'preparing'")


def upgrade() -> None:
    op.add_column("file", sa.Column("state", sa.String(40), nullable=False, server_default="ready"))
    op.add_column("file", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("file", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("file", sa.Column("error", sa.Text(), nullable=False, server_default=""))
    op.create_index(
        "ix_file_preparing", "file", ["due_at", "id"],
        sqlite_where=PREPARING, postgresql_where=PREPARING,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_file_preparing", "file")
    for name in ("error", "attempts", "due_at", "state"):
        op.drop_column("file", name)
