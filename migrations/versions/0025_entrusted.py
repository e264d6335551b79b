"""Works that somebody looks after and that have not ended, by who does: counted and given back.

Safe beside the version before: it adds an index.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

NAME = "ix_proposal_entrusted"
WHERE = "assignee_id IS NOT NULL AND ended IS {false}"


def upgrade():
    false = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    where = sa.text(WHERE.format(false=false))
    op.create_index(
        NAME,
        "proposal",
        ["assignee_id", "programme_id", "id", "ended"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade():
    op.drop_index(NAME, "proposal")
