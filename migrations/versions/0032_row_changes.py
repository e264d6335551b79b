"""Changes of the rows of works are noted by the database, and what is final cannot be changed.

What was written before is sealed as it stands, by one event of each work.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from artflow.services.row_changes import sealing, witnesses

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "row_change",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.String(40), nullable=False),
        sa.Column("row_id", BIG, nullable=False),
        sa.Column("op", sa.String(40), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_row_change"),
    )
    op.create_index("ix_row_change_proposal_id_n_id", "row_change", ["proposal_id", "n", "id"])
    sealing.seal_existing(op.get_bind(), datetime.now(UTC))
    witnesses.install(op.get_bind())


def downgrade() -> None:
    witnesses.remove(op.get_bind())
    op.drop_table("row_change")
