"""Somebody else's eyes; former names of organisations; calls with dates; what keepers change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONTACTS = (("bin", 40), ("address", 200), ("phone", 40), ("email", 200))
OPEN = {"sqlite_where": sa.text("ended_at IS NULL"), "postgresql_where": sa.text("ended_at IS NULL")}

ENTERED = (
    "UPDATE proposal SET entered_at = coalesce((SELECT {at} FROM event WHERE "
    "event.proposal_id = proposal.id AND event.from_stage <> event.to_stage), created_at)"
)
AT = {
    "sqlite": "replace(substr(max(event.at), 1, 26), 'T', ' ')",
    "postgresql": "CAST(max(event.at) AS timestamptz)",
}
"""An event's instant is a text that the hash covers; this is how each database keeps one."""


def upgrade() -> None:
    op.create_table(
        "seeing",
        sa.Column("id", BIG, nullable=False),
        sa.Column("session_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("by_id", BIG, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["login_session.id"], name=op.f("fk_seeing_session_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_seeing_user_id")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_seeing_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seeing")),
    )
    op.create_index("uq_seeing_session_id", "seeing", ["session_id"], unique=True, **OPEN)
    for name, length in CONTACTS:
        op.add_column(
            "organisation",
            sa.Column(name, sa.String(length=length), server_default="", nullable=False),
        )
    op.create_table(
        "former_name",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("name_kk", sa.String(length=200), nullable=False),
        sa.Column("name_ru", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_name")),
        sa.UniqueConstraint(
            "organisation_id", "until", name=op.f("uq_former_name_organisation_id_until")
        ),
    )
    op.create_table(
        "keeper_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("actor_id", BIG, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column(
            "data",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_keeper_event_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keeper_event")),
    )
    op.create_index("ix_keeper_event_subject_id", "keeper_event", ["subject", "id"])
    op.add_column("programme", sa.Column("opens_on", sa.Date(), nullable=True))
    op.add_column("programme", sa.Column("closes_on", sa.Date(), nullable=True))
    op.add_column(
        "proposal",
        sa.Column(
            "entered_at",
            sa.DateTime(timezone=True),
            server_default="2000-01-01 00:00:00+00:00",
            nullable=False,
        ),
    )
    op.execute(ENTERED.format(at=AT[op.get_bind().dialect.name]))
    op.create_index(
        "ix_proposal_programme_id_stage_entered_at_id",
        "proposal",
        ["programme_id", "stage", "entered_at", "id"],
    )


def downgrade() -> None:
    op.drop_index("ix_proposal_programme_id_stage_entered_at_id", "proposal")
    op.execute("ALTER TABLE proposal DROP COLUMN entered_at")
    op.drop_column("programme", "closes_on")
    op.drop_column("programme", "opens_on")
    op.drop_index("ix_keeper_event_subject_id", "keeper_event")
    op.drop_table("keeper_event")
    op.drop_table("former_name")
    for name, _length in CONTACTS:
        op.execute(f"ALTER TABLE organisation DROP COLUMN {name}")
    op.drop_index("uq_seeing_session_id", "seeing")
    op.drop_table("seeing")
