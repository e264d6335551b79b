"""An organisation joins a programme at a time and leaves it from a day."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

STAYING = sa.text("leaves_at IS NULL")
ONCE = "uq_programme_party_programme_id_organisation_id_part"
KEY = ["programme_id", "organisation_id", "part"]


def upgrade() -> None:
    with op.batch_alter_table("programme_party") as table:
        table.add_column(sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("leaves_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True))
        table.drop_constraint(ONCE, type_="unique")
    op.create_index(
        "uq_programme_party_staying", "programme_party", KEY, unique=True,
        sqlite_where=STAYING, postgresql_where=STAYING,
    )  # fmt: skip


def downgrade() -> None:
    """Let who has left take part again, once: the version before knows no leaving."""
    op.drop_index("uq_programme_party_staying", "programme_party")
    op.execute(
        "DELETE FROM programme_party WHERE EXISTS (SELECT 1 FROM programme_party AS other "
        "WHERE other.programme_id = programme_party.programme_id "
        "AND other.organisation_id = programme_party.organisation_id "
        "AND other.part = programme_party.part AND other.id > programme_party.id)"
    )
    with op.batch_alter_table("programme_party") as table:
        table.create_unique_constraint(ONCE, KEY)
        for name in ("leaves_at", "leaves_on", "joined_at"):
            table.drop_column(name)
