"""Papers of authority beside roles; one folded line by which a person is found."""

import sqlalchemy as sa
from alembic import op

from artflow.domain.text import fold_text

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FOREIGN_KEYS = {
    "user_id": "user",
    "organisation_id": "organisation",
    "file_id": "file",
    "by_id": "user",
}
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
USER = sa.table("user", sa.column("id"), sa.column("name"), sa.column("email"), sa.column("folded"))


def upgrade() -> None:
    op.create_table(
        "role_paper",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [name], [f"{table}.id"], name=op.f(f"fk_role_paper_{name}_{table}")
            )
            for name, table in FOREIGN_KEYS.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_paper")),
    )
    op.create_index("ix_role_paper_user_id", "role_paper", ["user_id"])
    op.create_index("ix_role_paper_file_id", "role_paper", ["file_id"])
    op.add_column("user", sa.Column("folded", sa.Text(), nullable=False, server_default=""))
    op.create_index("ix_user_folded_id", "user", ["folded", "id"])
    connection = op.get_bind()
    for row in connection.execute(sa.select(USER.c.id, USER.c.name, USER.c.email)).all():
        line = {"folded": fold_text(f"{row.name} {row.email}")}
        connection.execute(sa.update(USER).where(USER.c.id == row.id), line)


def downgrade() -> None:
    op.drop_index("ix_user_folded_id", "user")
    op.drop_column("user", "folded")
    op.drop_table("role_paper")
