"""Which organisation signs in whose place, by proposal."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    kind = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
    op.add_column("proposal", sa.Column("stand_ins", kind, server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("proposal", "stand_ins")
