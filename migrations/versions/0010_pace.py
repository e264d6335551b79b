"""What an office has settled since a day."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

CLOSED = sa.text("closed_at IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_turn_organisation_id_closed_at", "turn", ["organisation_id", "closed_at"],
        sqlite_where=CLOSED, postgresql_where=CLOSED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_turn_organisation_id_closed_at", "turn")
