"""Several photos of a wall; the artist's order of preference among the proposed walls."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "wall_photo",
        sa.Column("id", BIG, nullable=False),
        sa.Column("wall_id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_wall_photo_file_id")),
        sa.ForeignKeyConstraint(["wall_id"], ["wall.id"], name=op.f("fk_wall_photo_wall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wall_photo")),
    )
    op.create_index(op.f("ix_wall_photo_file_id"), "wall_photo", ["file_id"], unique=False)
    op.create_index(op.f("ix_wall_photo_wall_id"), "wall_photo", ["wall_id"], unique=False)
    op.execute(
        "INSERT INTO wall_photo (wall_id, file_id, alt, at) "
        "SELECT wall.id, file.id, wall.photo_alt, file.at FROM wall JOIN file ON file.id = "
        "(SELECT min(f.id) FROM file AS f WHERE f.sha256 = wall.photo)"
    )
    op.execute("ALTER TABLE wall DROP COLUMN photo")
    op.execute("ALTER TABLE wall DROP COLUMN photo_alt")

    op.add_column("candidate_wall", sa.Column("rank", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.execute("ALTER TABLE candidate_wall DROP COLUMN rank")

    op.add_column("wall", sa.Column("photo", sa.String(length=64), nullable=True))
    op.add_column(
        "wall", sa.Column("photo_alt", sa.String(length=200), server_default="", nullable=False)
    )
    op.execute(
        "UPDATE wall SET (photo, photo_alt) = (SELECT file.sha256, wall_photo.alt "
        "FROM wall_photo JOIN file ON file.id = wall_photo.file_id WHERE wall_photo.id = "
        "(SELECT min(p.id) FROM wall_photo AS p WHERE p.wall_id = wall.id)) "
        "WHERE id IN (SELECT wall_id FROM wall_photo)"
    )
    op.drop_index(op.f("ix_wall_photo_wall_id"), "wall_photo")
    op.drop_index(op.f("ix_wall_photo_file_id"), "wall_photo")

    op.drop_table("wall_photo")
