"""The register of walls is narrowed by city in the order of an index."""

from alembic import op

revision = "0024"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_wall_city_id", "wall", ["city", "id"])


def downgrade() -> None:
    op.drop_index("ix_wall_city_id", "wall")
