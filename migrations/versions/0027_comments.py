"""What was written with a plain signature is a comment and no condition."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        sa.text(
            "UPDATE signoff SET reason = conditions, conditions = ''"
            " WHERE state = 'signed' AND conditions <> ''"
        )
    )


def downgrade() -> None:
    op.execute(
        sa.text(
            "UPDATE signoff SET conditions = reason, reason = ''"
            " WHERE state = 'signed' AND reason <> ''"
        )
    )
