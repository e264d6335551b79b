"""Indexes for what grows: unread notices of a work, public works, photos by date."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0014"
branch_labels = None
depends_on = None

UNREAD = sa.text("read_at IS NULL")
PUBLIC = sa.text("openness = 4")
SUBMITTED = sa.text("submitted_at IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_notice_unread", "notice")
    _partial("ix_notice_unread", "notice", ["user_id", "proposal_id", "id"], UNREAD)
    _partial("ix_proposal_public", "proposal", ["entered_at", "id"], PUBLIC)
    _partial("ix_milestone_submitted_at", "milestone", ["submitted_at"], SUBMITTED)


def downgrade() -> None:
    op.drop_index("ix_milestone_submitted_at", "milestone")
    op.drop_index("ix_proposal_public", "proposal")
    op.drop_index("ix_notice_unread", "notice")
    _partial("ix_notice_unread", "notice", ["user_id"], UNREAD)


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
