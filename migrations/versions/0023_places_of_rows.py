"""What still grew: walls keep their state, milestones their place, and more questions an index.

A migration that makes `wall`, `past_work`, `milestone` or `proposal` anew on SQLite must make the
triggers anew (`create_triggers`).
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = "closed_at IS NULL AND stopped_days IS NULL"
COVERED = ["closed_at", "stopped_days"]
OFFICE = ["organisation_id", "role"]
DUE = ["due_on", "proposal_id"]
PLACE = ["programme_id", "openness"]
Found = dict[str, tuple[str, list[str], str]]
NEW: Found = {
    "ix_turn_waiting": ("turn", [*OFFICE, *DUE, *COVERED], WAITING),
    "ix_turn_waiting_district": ("turn", [*OFFICE, "district", *DUE, *COVERED], WAITING),
    "ix_turn_untaken": ("turn", [*OFFICE, *DUE, "user_id", *COVERED], f"{WAITING} AND user_id IS NULL"),
    "ix_turn_untaken_district": (
        "turn", [*OFFICE, "district", *DUE, "user_id", *COVERED], f"{WAITING} AND user_id IS NULL",
    ),
    "ix_turn_waiting_applicant": (
        "turn", [*PLACE, "role", *DUE, "organisation_id", *COVERED],
        f"{WAITING} AND organisation_id IS NULL",
    ),
    "ix_milestone_programme_id_openness_submitted_at": (
        "milestone", [*PLACE, "submitted_at", "id"], "submitted_at IS NOT NULL",
    ),
    "ix_proposal_running": (
        "proposal", ["programme_id", "submitted_at", "id", "definition_id", "ended"], "ended IS {false}",
    ),
    "ix_proposal_public": ("proposal", ["openness", "entered_at", "id"], "openness = 4"),
    "ix_past_work_standing": ("past_work", ["stands", "year", "id"], "stands IS {true}"),
    "ix_user_suspended": ("user", ["active", "id"], "active IS {false}"),
    "ix_membership_valid_until": ("membership", ["valid_until"], "valid_until IS NOT NULL"),
    "ix_mail_dead": ("mail", ["dead_at"], "dead_at IS NOT NULL"),
}  # fmt: skip
OLD: Found = {
    "ix_turn_waiting": ("turn", [*OFFICE, *DUE, "user_id"], WAITING),
    "ix_turn_waiting_district": ("turn", [*OFFICE, "district", *DUE], WAITING),
    "ix_turn_waiting_applicant": (
        "turn", [*PLACE, "role", *DUE], f"{WAITING} AND organisation_id IS NULL",
    ),
    "ix_proposal_public": ("proposal", ["entered_at", "id"], "openness = 4"),
    "ix_milestone_submitted_at": ("milestone", ["submitted_at"], "submitted_at IS NOT NULL"),
}  # fmt: skip
OF_WALLS = {
    "ix_wall_city_state_heritage_id": ["city", "state", "heritage", "id"],
    "ix_wall_district_state_heritage_id": ["district", "state", "heritage", "id"],
    "ix_wall_state_heritage_id": ["state", "heritage", "id"],
    "ix_wall_state_band_longitude": ["state", "band", "longitude"],
}
STATE = (
    "CASE WHEN held_by_id IS NULL THEN CASE WHEN EXISTS (SELECT 1 FROM past_work w "
    "WHERE w.wall_id = wall.id AND w.stands) THEN 'painted' ELSE 'free' END "
    "WHEN (SELECT p.ended FROM proposal p WHERE p.id = held_by_id) THEN 'painted' "
    "ELSE 'reserved' END"
)
"""As `services.walls.states` counts it anew."""
SET_STATE = f"UPDATE wall SET state = {STATE}"
BAND = "CAST(round({}latitude * 1000000) AS INTEGER) / 10000"
"""Of whole numbers, which both databases divide alike: what is left over is cut off."""
SET_BAND = f"UPDATE wall SET band = {BAND.format('')}"
PLACE_OF_MILESTONE = (
    "UPDATE milestone SET programme_id = (SELECT programme_id FROM proposal p "
    "WHERE p.id = proposal_id), openness = (SELECT openness FROM proposal p WHERE p.id = proposal_id)"
)
FOLLOW = "UPDATE milestone SET openness = NEW.openness WHERE proposal_id = NEW.id"
ON_SQLITE = {
    "wall_state_new": (
        "AFTER INSERT ON wall",
        f"{SET_STATE}, band = {BAND.format('')} WHERE id = NEW.id",
    ),
    "wall_band": ("AFTER UPDATE OF latitude ON wall", f"{SET_BAND} WHERE id = NEW.id"),
    "wall_state_held": ("AFTER UPDATE OF held_by_id ON wall", f"{SET_STATE} WHERE id = NEW.id"),
    "wall_state_ended": (
        "AFTER UPDATE OF ended ON proposal WHEN OLD.ended <> NEW.ended",
        f"{SET_STATE} WHERE held_by_id = NEW.id",
    ),
    "wall_state_past_new": ("AFTER INSERT ON past_work", f"{SET_STATE} WHERE id = NEW.wall_id"),
    "wall_state_past": (
        "AFTER UPDATE OF wall_id, stands ON past_work",
        f"{SET_STATE} WHERE id IN (OLD.wall_id, NEW.wall_id)",
    ),
    "wall_state_past_gone": ("AFTER DELETE ON past_work", f"{SET_STATE} WHERE id = OLD.wall_id"),
    "milestone_of_proposal": (
        "AFTER INSERT ON milestone",
        f"{PLACE_OF_MILESTONE} WHERE id = NEW.id",
    ),
    "proposal_milestones": (
        "AFTER UPDATE OF openness ON proposal WHEN OLD.openness <> NEW.openness",
        FOLLOW,
    ),
}
FUNCTIONS = {
    "artflow_wall_state": (
        "NEW.state := artflow_state_of_wall(NEW.id, NEW.held_by_id); "
        f"NEW.band := {BAND.format('NEW.')}; RETURN NEW;"
    ),
    "artflow_wall_ended": f"{SET_STATE} WHERE held_by_id = NEW.id; RETURN NULL;",
    "artflow_wall_past": (
        f"IF TG_OP <> 'INSERT' THEN {SET_STATE} WHERE id = OLD.wall_id; END IF; "
        f"IF TG_OP <> 'DELETE' THEN {SET_STATE} WHERE id = NEW.wall_id; END IF; RETURN NULL;"
    ),
    "artflow_milestone_of_proposal": (
        "SELECT p.programme_id, p.openness INTO NEW.programme_id, NEW.openness "
        "FROM proposal p WHERE p.id = NEW.proposal_id; RETURN NEW;"
    ),
    "artflow_milestones_follow": f"{FOLLOW}; RETURN NULL;",
}
ON_POSTGRESQL = {
    "wall_state": ("BEFORE INSERT OR UPDATE OF held_by_id, latitude ON wall", "", "artflow_wall_state"),
    "wall_state_ended": (
        "AFTER UPDATE OF ended ON proposal",
        "WHEN (OLD.ended IS DISTINCT FROM NEW.ended)",
        "artflow_wall_ended",
    ),
    "wall_state_past": (
        "AFTER INSERT OR DELETE OR UPDATE OF wall_id, stands ON past_work",
        "",
        "artflow_wall_past",
    ),
    "milestone_of_proposal": (
        "BEFORE INSERT ON milestone",
        "",
        "artflow_milestone_of_proposal",
    ),
    "proposal_milestones": (
        "AFTER UPDATE OF openness ON proposal",
        "WHEN (OLD.openness IS DISTINCT FROM NEW.openness)",
        "artflow_milestones_follow",
    ),
}


def upgrade() -> None:
    op.add_column(
        "wall", sa.Column("state", sa.String(40), nullable=False, server_default="free")
    )
    op.add_column("wall", sa.Column("band", sa.Integer(), nullable=True))
    op.execute(f"{SET_STATE}, band = {BAND.format('')}")
    op.add_column("milestone", sa.Column("programme_id", BIG, nullable=True))
    op.add_column(
        "milestone", sa.Column("openness", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute(PLACE_OF_MILESTONE)
    _replace(OLD, NEW)
    for name, columns in OF_WALLS.items():
        op.create_index(name, "wall", columns)
    op.drop_index("ix_wall_district_id", "wall")
    op.drop_index("ix_wall_latitude_longitude", "wall")
    op.drop_index("ix_past_work_programme_id", "past_work")
    op.create_index(
        "ix_past_work_programme_id_year_id", "past_work", ["programme_id", "year", "id"]
    )
    create_triggers()


def create_triggers() -> None:
    """Let walls and milestones follow what changes elsewhere, whoever writes it."""
    if op.get_bind().dialect.name == "sqlite":
        for name, (when, then) in ON_SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when} BEGIN {then}; END")
        return
    state = STATE.replace("wall.id", "$1").replace("held_by_id", "$2")
    op.execute(
        "CREATE FUNCTION artflow_state_of_wall(bigint, bigint) RETURNS text "
        f"LANGUAGE plpgsql AS $$ BEGIN RETURN {state}; END $$"
    )
    for name, body in FUNCTIONS.items():
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
        )
    for name, (when, condition, function) in ON_POSTGRESQL.items():
        op.execute(
            f"CREATE TRIGGER {name} {when} FOR EACH ROW {condition} EXECUTE FUNCTION {function}()"
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name in ON_SQLITE:
            op.execute(f"DROP TRIGGER {name}")
    else:
        for name, (when, _, _) in ON_POSTGRESQL.items():
            op.execute(f"DROP TRIGGER {name} ON {when.rpartition(' ')[2]}")
        for name in FUNCTIONS:
            op.execute(f"DROP FUNCTION {name}()")
        op.execute("DROP FUNCTION artflow_state_of_wall(bigint, bigint)")
    for name in OF_WALLS:
        op.drop_index(name, "wall")
    op.create_index("ix_wall_district_id", "wall", ["district", "id"])
    op.create_index("ix_wall_latitude_longitude", "wall", ["latitude", "longitude"])
    op.drop_index("ix_past_work_programme_id_year_id", "past_work")
    op.create_index("ix_past_work_programme_id", "past_work", ["programme_id"])
    _replace(NEW, OLD)
    op.drop_column("milestone", "openness")
    op.drop_column("milestone", "programme_id")
    op.drop_column("wall", "band")
    op.drop_column("wall", "state")


def _replace(old: Found, new: Found) -> None:
    words = {"false": "0", "true": "1"} if op.get_bind().dialect.name == "sqlite" else {}
    words = {"false": "false", "true": "true"} | words
    for name, (table, _, _) in old.items():
        op.drop_index(name, table)
    for name, (table, columns, where) in new.items():
        condition = sa.text(where.format(**words))
        op.create_index(
            name, table, columns, sqlite_where=condition, postgresql_where=condition
        )
