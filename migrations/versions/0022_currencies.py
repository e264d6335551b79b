"""A programme has a currency and languages of its own; a calendar may be closed."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    op.add_column(
        "programme", sa.Column("currency", sa.String(40), nullable=False, server_default="KZT")
    )
    op.add_column(
        "calendar",
        sa.Column("closed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("programme", sa.Column("languages", DOCUMENT, nullable=True))


def downgrade() -> None:
    op.drop_column("programme", "languages")
    op.drop_column("calendar", "closed")
    op.drop_column("programme", "currency")
