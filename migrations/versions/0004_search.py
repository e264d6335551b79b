"""One folded line a proposal, for search; what lists are narrowed by, in the order of lists."""

import sqlalchemy as sa
from alembic import op

from artflow.services import search

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("proposal", sa.Column("district", sa.String(length=200), nullable=True))
    op.create_index("ix_wall_district", "wall", ["district"])
    op.drop_index("ix_signoff_organisation_id", "signoff")
    op.create_index(
        "ix_signoff_organisation_id_proposal_id", "signoff", ["organisation_id", "proposal_id"]
    )
    op.drop_index("ix_proposal_assignee_id", "proposal")
    op.create_index(
        "ix_proposal_assignee_id_programme_id_openness_id",
        "proposal",
        ["assignee_id", "programme_id", "openness", "id"],
    )
    op.create_index(
        "ix_proposal_programme_id_stage_openness_id",
        "proposal",
        ["programme_id", "stage", "openness", "id"],
    )
    op.create_index(
        "ix_proposal_programme_id_district_openness_id",
        "proposal",
        ["programme_id", "district", "openness", "id"],
        sqlite_where=sa.text("district IS NOT NULL"),
        postgresql_where=sa.text("district IS NOT NULL"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search USING fts5(folded, tokenize='trigram')")
    else:
        op.execute(
            "CREATE TABLE search (rowid bigint PRIMARY KEY REFERENCES proposal (id), "
            "folded text NOT NULL, grams text[] NOT NULL)"
        )
        op.execute("CREATE INDEX search_grams ON search USING gin (grams) WITH (fastupdate = off)")
    search.reindex(op.get_bind())


def downgrade() -> None:
    op.execute("DROP TABLE search")
    op.drop_index("ix_proposal_programme_id_district_openness_id", "proposal")
    op.drop_index("ix_proposal_programme_id_stage_openness_id", "proposal")
    op.drop_index("ix_proposal_assignee_id_programme_id_openness_id", "proposal")
    op.create_index("ix_proposal_assignee_id", "proposal", ["assignee_id"])
    op.drop_index("ix_signoff_organisation_id_proposal_id", "signoff")
    op.create_index("ix_signoff_organisation_id", "signoff", ["organisation_id"])
    op.drop_index("ix_wall_district", "wall")
    op.drop_column("proposal", "district")
