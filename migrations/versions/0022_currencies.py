"""A programme counts in a currency."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "programme", sa.Column("currency", sa.String(40), nullable=False, server_default="KZT")
    )


def downgrade() -> None:
    op.drop_column("programme", "currency")
