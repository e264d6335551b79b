"""What sponsors have paid, and why a milestone is late."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "payment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("proposal_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("amount", BIG, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_payment_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_payment_proposal_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_payment_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    for column in ("proposal_id", "organisation_id", "recorded_by_id"):
        op.create_index(op.f(f"ix_payment_{column}"), "payment", [column], unique=False)
    op.add_column("milestone", sa.Column("delay_reason", sa.String(length=40), nullable=True))
    op.add_column("milestone", sa.Column("expected_on", sa.Date(), nullable=True))
    op.add_column("milestone", sa.Column("delay_note", sa.Text(), nullable=True))


def downgrade() -> None:
    for column in ("delay_note", "expected_on", "delay_reason"):
        op.drop_column("milestone", column)
    op.drop_table("payment")
