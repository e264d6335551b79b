"""A table of jobs: letters and pictures that wait, or were given up, get theirs. Exports."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LETTERS = """
    INSERT INTO job (kind, subject_id, priority, state, created_at, due_at, attempts,
                     finished_at, reason, error)
    SELECT 'letter', id, CASE WHEN notice_id IS NULL THEN 10 ELSE 20 END,
           CASE WHEN dead_at IS NULL THEN 'waiting' ELSE 'failed' END,
           created_at, due_at, attempts, dead_at,
           CASE WHEN error = '' THEN '' WHEN dead_at IS NULL THEN 'unreachable'
                ELSE 'refused' END, error
    FROM mail WHERE sent_at IS NULL
"""
PICTURES = """
    INSERT INTO job (kind, subject_id, priority, state, created_at, due_at, attempts, reason, error)
    SELECT 'picture', id, 10, 'waiting', at, coalesce(due_at, at), attempts,
           CASE WHEN error = '' THEN '' ELSE 'no_room' END, error
    FROM file WHERE state = 'preparing'
"""
LETTERS_BACK = """
    UPDATE mail SET
        due_at = (SELECT job.due_at FROM job WHERE kind = 'letter' AND subject_id = mail.id),
        attempts = (SELECT job.attempts FROM job WHERE kind = 'letter' AND subject_id = mail.id),
        error = (SELECT job.error FROM job WHERE kind = 'letter' AND subject_id = mail.id),
        dead_at = (SELECT job.finished_at FROM job WHERE kind = 'letter' AND subject_id = mail.id
                   AND job.state = 'failed')
    WHERE sent_at IS NULL
      AND EXISTS (SELECT 1 FROM job WHERE kind = 'letter' AND subject_id = mail.id)
"""
PICTURES_BACK = """
    UPDATE file SET
        due_at = (SELECT job.due_at FROM job WHERE kind = 'picture' AND subject_id = file.id),
        attempts = (SELECT job.attempts FROM job WHERE kind = 'picture' AND subject_id = file.id),
        error = (SELECT job.error FROM job WHERE kind = 'picture' AND subject_id = file.id)
    WHERE state = 'preparing'
      AND EXISTS (SELECT 1 FROM job WHERE kind = 'picture' AND subject_id = file.id)
"""


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_job_kind_subject_id")),
    )
    for name, columns, state in (
        ("ix_job_waiting", ["kind", "priority", "due_at", "id"], "waiting"),
        ("ix_job_failed", ["kind", "id"], "failed"),
    ):
        only = sa.text(f"state = '{state}'")
        op.create_index(name, "job", columns, sqlite_where=only, postgresql_where=only)
    op.create_index("ix_job_finished_at", "job", ["finished_at"])
    op.add_column("mail", sa.Column("subject", sa.Text(), nullable=False, server_default=""))
    op.execute(LETTERS)
    op.execute(PICTURES)
    create_exports()


def create_exports() -> None:
    op.create_table(
        "export",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_as", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_export_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index("ix_export_user_id_id", "export", ["user_id", "id"])
    op.create_index("ix_export_created_at", "export", ["created_at"])
    op.create_table(
        "export_piece",
        sa.Column("id", ID, nullable=False),
        sa.Column("export_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["export_id"], ["export.id"], name=op.f("fk_export_piece_export_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_piece")),
        sa.UniqueConstraint(
            "export_id", "position", name=op.f("uq_export_piece_export_id_position")
        ),
    )


def downgrade() -> None:
    op.execute(LETTERS_BACK)
    op.execute(PICTURES_BACK)
    op.drop_column("mail", "subject")
    for name in ("job", "export_piece", "export"):
        op.drop_table(name)
