"""A work has a last day in its stage where the definition sets one; a paper says in which role it
was recorded.

Nothing of running works changes: their definitions set no such days.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

INDEX, SET = "ix_proposal_expires_on", sa.text("expires_on IS NOT NULL")


def upgrade() -> None:
    op.add_column("proposal", sa.Column("expires_on", sa.Date(), nullable=True))
    op.create_index(
        INDEX,
        "proposal",
        ["expires_on", "id"],
        sqlite_where=SET,
        postgresql_where=SET,
    )
    op.add_column("record", sa.Column("role", sa.String(40), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("record", "role")
    op.drop_index(INDEX, table_name="proposal")
    op.drop_column("proposal", "expires_on")
