"""Open turns know the programme, openness and district of their proposal; triggers keep them.

A migration that makes `turn` or `proposal` anew on SQLite must make the triggers anew.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = ("programme_id", "openness", "district")
OPEN = "closed_at IS NULL"
WAITING = f"{OPEN} AND stopped_days IS NULL"
INDEXES = {
    "ix_turn_waiting": (["organisation_id", "role", "due_on", "proposal_id", "user_id"], WAITING),
    "ix_turn_waiting_district": (
        ["organisation_id", "role", "district", "due_on", "proposal_id"],
        WAITING,
    ),
    "ix_turn_waiting_applicant": (
        ["programme_id", "openness", "role", "due_on", "proposal_id"],
        f"{WAITING} AND organisation_id IS NULL",
    ),
    "ix_turn_open_organisation_id_opened_on": (["organisation_id", "opened_on"], OPEN),
}
BEFORE = ["organisation_id", "role", "due_on", "proposal_id"]
FROM_PROPOSAL = (
    "UPDATE turn SET programme_id = (SELECT programme_id FROM proposal p WHERE p.id = proposal_id), "
    "openness = (SELECT openness FROM proposal p WHERE p.id = proposal_id), "
    "district = (SELECT district FROM proposal p WHERE p.id = proposal_id) "
)
FOLLOW = "UPDATE turn SET openness = NEW.openness, district = NEW.district WHERE "
FOLLOW += f"proposal_id = NEW.id AND {OPEN}"


def upgrade() -> None:
    op.add_column("turn", sa.Column("programme_id", BIG, nullable=True))
    op.add_column("turn", sa.Column("openness", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("turn", sa.Column("district", sa.String(length=200), nullable=True))
    op.execute(f"{FROM_PROPOSAL} WHERE {OPEN}")
    op.drop_index("ix_turn_organisation_id_role_due_on", "turn")
    for name, (columns, where) in INDEXES.items():
        _partial(name, columns, where)
    create_triggers()


def create_triggers() -> None:
    """Let a new turn take over what its proposal has, and open turns follow what changes there."""
    changed = "AFTER UPDATE OF openness, district ON proposal"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER turn_of_proposal AFTER INSERT ON turn BEGIN {FROM_PROPOSAL} "
            "WHERE id = NEW.id; END"
        )
        op.execute(
            f"CREATE TRIGGER proposal_turns {changed} WHEN OLD.openness <> NEW.openness "
            f"OR OLD.district IS NOT NEW.district BEGIN {FOLLOW}; END"
        )
        return
    op.execute(
        "CREATE FUNCTION artflow_turn_of_proposal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "SELECT p.programme_id, p.openness, p.district "
        "INTO NEW.programme_id, NEW.openness, NEW.district "
        "FROM proposal p WHERE p.id = NEW.proposal_id; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER turn_of_proposal BEFORE INSERT ON turn "
        "FOR EACH ROW EXECUTE FUNCTION artflow_turn_of_proposal()"
    )
    op.execute(
        "CREATE FUNCTION artflow_turns_follow() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {FOLLOW}; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER proposal_turns {changed} FOR EACH ROW WHEN ((OLD.openness, OLD.district) "
        "IS DISTINCT FROM (NEW.openness, NEW.district)) EXECUTE FUNCTION artflow_turns_follow()"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER turn_of_proposal")
        op.execute("DROP TRIGGER proposal_turns")
    else:
        op.execute("DROP TRIGGER turn_of_proposal ON turn")
        op.execute("DROP TRIGGER proposal_turns ON proposal")
        op.execute("DROP FUNCTION artflow_turn_of_proposal()")
        op.execute("DROP FUNCTION artflow_turns_follow()")
    for name in INDEXES:
        op.drop_index(name, "turn")
    _partial("ix_turn_organisation_id_role_due_on", BEFORE, OPEN)
    for name in KEPT:
        op.drop_column("turn", name)


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, "turn", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
