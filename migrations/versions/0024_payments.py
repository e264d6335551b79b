"""A payment's document is unique per work and payer; a payment has files, grounds, a correction.

Safe beside the version before: what it writes has no key of its document, and nothing refuses it.
What was booked twice before stays as it is: each later one counts as another entry of its document.
"""

from collections import Counter

import sqlalchemy as sa
from alembic import op

from artflow.domain.sponsorship import document_key

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAYMENT = sa.table(
    "payment",
    *map(
        sa.column,
        ("id", "proposal_id", "organisation_id", "number", "document_key", "entry", "corrects_id"),
    ),
)
UNIQUE, OPEN_MONEY = "ix_payment_document", "ix_proposal_open_money"
BATCH = 1000


def upgrade() -> None:
    with op.batch_alter_table("payment") as batch:
        batch.add_column(sa.Column("document_key", sa.String(200), nullable=True))
        batch.add_column(sa.Column("entry", sa.Integer(), nullable=False, server_default="0"))
        batch.add_column(sa.Column("corrects_id", BIG, nullable=True))
        batch.add_column(sa.Column("grounds", sa.Text(), nullable=False, server_default=""))
        batch.create_foreign_key(
            op.f("fk_payment_corrects_id_payment"), "payment", ["corrects_id"], ["id"]
        )
    _fill()
    op.create_index(
        UNIQUE, "payment", ["proposal_id", "organisation_id", "document_key", "entry"], unique=True
    )
    op.create_index(op.f("ix_payment_corrects_id"), "payment", ["corrects_id"], unique=True)
    op.create_table(
        "payment_file",
        sa.Column("id", BIG, nullable=False),
        sa.Column("payment_id", BIG, nullable=False),
        sa.Column("file_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_payment_file_payment_id_payment")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["file.id"], name=op.f("fk_payment_file_file_id_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_file")),
    )
    condition = {f"{name}_where": sa.text("payable > paid") for name in ("sqlite", "postgresql")}
    op.create_index(OPEN_MONEY, "proposal", ["programme_id", "openness", "id"], **condition)
    op.create_index(op.f("ix_payment_file_payment_id"), "payment_file", ["payment_id"])
    op.create_index(op.f("ix_payment_file_file_id"), "payment_file", ["file_id"])


def _fill() -> None:
    """Give every payment the key of its document, work by work, in the order of their entry."""
    connection = op.get_bind()
    columns = (PAYMENT.c.id, PAYMENT.c.proposal_id, PAYMENT.c.organisation_id, PAYMENT.c.number)
    rows = connection.execute(sa.select(*columns).order_by(PAYMENT.c.id)).all()
    seen = Counter[tuple[int, int, str]]()
    values = []
    for row in rows:
        place = (row.proposal_id, row.organisation_id, document_key(row.number))
        values.append({"row": row.id, "key": place[2], "n": seen[place]})
        seen[place] += 1
    fill = sa.update(PAYMENT).where(PAYMENT.c.id == sa.bindparam("row"))
    fill = fill.values(document_key=sa.bindparam("key"), entry=sa.bindparam("n"))
    for at in range(0, len(values), BATCH):
        connection.execute(fill, values[at : at + BATCH])


def downgrade() -> None:
    """Take it out; a correction stays as a payment below zero, so that sums stay right."""
    op.drop_index(OPEN_MONEY, "proposal")
    op.drop_table("payment_file")
    op.drop_index(op.f("ix_payment_corrects_id"), "payment")
    op.drop_index(UNIQUE, "payment")
    with op.batch_alter_table("payment") as batch:
        batch.drop_constraint(op.f("fk_payment_corrects_id_payment"), type_="foreignkey")
        for name in ("grounds", "corrects_id", "entry", "document_key"):
            batch.drop_column(name)
