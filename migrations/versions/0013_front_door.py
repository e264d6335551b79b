"""On which known device somebody tried to sign in; how many files a person has sent lately."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sign_in_attempt",
        sa.Column("device", sa.String(length=64), nullable=False, server_default=""),
    )
    op.drop_index("ix_file_uploaded_by_id", "file")
    op.create_index("ix_file_uploaded_by_id_at", "file", ["uploaded_by_id", "at"])


def downgrade() -> None:
    op.drop_index("ix_file_uploaded_by_id_at", "file")
    op.create_index("ix_file_uploaded_by_id", "file", ["uploaded_by_id"])
    op.drop_column("sign_in_attempt", "device")
