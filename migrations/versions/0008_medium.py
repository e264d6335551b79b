"""Pictures in a size between the page and the row of a list."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("file", sa.Column("medium", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("file", "medium")
