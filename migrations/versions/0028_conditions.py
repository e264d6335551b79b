"""Conditions and defects are rows with files; a paper says until when it is in force.

Safe beside the version before: it goes on writing conditions as texts of sign-offs, and those are
shown too. A text of before becomes one open condition that holds up nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AT = sa.DateTime(timezone=True)
LINKS = {
    "proposal_id": "proposal",
    "version_id": "version",
    "organisation_id": "organisation",
    "set_by_id": "user",
    "answered_by_id": "user",
    "closed_by_id": "user",
}
FILE_LINKS = {"condition_id": "condition", "file_id": "file"}
UNTIL = "ix_record_until"


def upgrade() -> None:
    op.create_table(
        "condition",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=True),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(40), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("party", sa.String(40), nullable=False),
        sa.Column("organisation_id", BIG, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("holds", sa.String(40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("set_by_id", BIG, nullable=True),
        sa.Column("at", AT, nullable=False),
        sa.Column("fulfilled", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", BIG, nullable=True),
        sa.Column("answered_at", AT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed_by_id", BIG, nullable=True),
        sa.Column("closed_at", AT, nullable=True),
        *_foreign_keys("condition", LINKS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition")),
    )
    op.create_table(
        "condition_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("condition_id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        *_foreign_keys("condition_file", FILE_LINKS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_file")),
    )
    for table, links in (("condition", LINKS), ("condition_file", FILE_LINKS)):
        for column in links:
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.add_column("record", sa.Column("until", sa.Date(), nullable=True))
    where = {
        f"{name}_where": sa.text("until IS NOT NULL AND void_at IS NULL")
        for name in ("sqlite", "postgresql")
    }
    op.create_index(UNTIL, "record", ["until", "proposal_id"], **where)
    op.execute(
        sa.text(
            "INSERT INTO condition (proposal_id, version_id, kind, stage, role, party,"
            " organisation_id, text, place, holds, state, set_by_id, at, answer, note)"
            " SELECT proposal_id, version_id, 'condition', stage, '', party, organisation_id,"
            " conditions, '', '', 'open', decided_by_id, COALESCE(decided_at, requested_at), '', ''"
            " FROM signoff WHERE state = 'signed_with_conditions' AND conditions <> ''"
            " AND superseded_at IS NULL ORDER BY id"
        )
    )


def _foreign_keys(table: str, links: dict[str, str]) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
        for column, other in links.items()
    ]


def downgrade() -> None:
    """Take it out; the texts of conditions stay on their sign-offs."""
    op.drop_index(UNTIL, "record")
    op.drop_column("record", "until")
    op.drop_table("condition_file")
    op.drop_table("condition")
