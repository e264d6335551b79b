"""What an office was asked and has settled since a day."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in ("opened_on", "closed_at"):
        op.create_index(f"ix_turn_organisation_id_{column}", "turn", ["organisation_id", column])


def downgrade() -> None:
    for column in ("closed_at", "opened_on"):
        op.drop_index(f"ix_turn_organisation_id_{column}", "turn")
