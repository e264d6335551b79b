"""One folded line a proposal, for search."""

from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE search USING fts5(folded, tokenize='trigram')")
        return
    op.execute(
        "CREATE TABLE search (proposal_id bigint PRIMARY KEY REFERENCES proposal (id), "
        "folded text NOT NULL, grams text[] NOT NULL)"
    )
    op.execute("CREATE INDEX search_grams ON search USING gin (grams)")


def downgrade() -> None:
    op.execute("DROP TABLE search")
