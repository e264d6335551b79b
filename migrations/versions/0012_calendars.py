"""A calendar belongs to a city; a programme counts with one and says how its numbers look."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
KIND = {"sqlite": "INTEGER", "postgresql": "BIGINT"}
NUMBER_FORM = "prefix-year-number"
DAY_COLUMNS = (
    ("day", sa.Date()),
    ("kind", sa.String(40)),
    ("name", sa.String(200)),
    ("source", sa.String(40)),
)


def upgrade() -> None:
    op.create_table(
        "calendar",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", DOCUMENT, nullable=False),
        sa.Column("country", sa.String(40), nullable=False),
        sa.Column("zone", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
    )
    op.execute(
        "INSERT INTO calendar (name, country, zone) SELECT city, 'KZ', 'Asia/Almaty' FROM programme "
        "WHERE id = (SELECT min(id) FROM programme)"
    )
    op.execute(
        "INSERT INTO calendar (name, country, zone) SELECT '{}', 'KZ', 'Asia/Almaty' "
        "WHERE EXISTS (SELECT 1 FROM calendar_day) AND NOT EXISTS (SELECT 1 FROM calendar)"
    )
    _rebuild_days(
        [sa.Column("calendar_id", BIG, nullable=False)],
        "calendar_id, ",
        "(SELECT min(id) FROM calendar), ",
        ["calendar_id", "day"],
    )
    op.execute(
        f"ALTER TABLE programme ADD COLUMN calendar_id {KIND[op.get_bind().dialect.name]} "
        "CONSTRAINT fk_programme_calendar_id REFERENCES calendar (id)"
    )
    op.execute("UPDATE programme SET calendar_id = (SELECT min(id) FROM calendar)")
    op.add_column(
        "programme",
        sa.Column("number_form", sa.String(40), server_default=NUMBER_FORM, nullable=False),
    )
    op.create_index(op.f("ix_programme_calendar_id"), "programme", ["calendar_id"])
    op.execute("UPDATE keeper_event SET subject = 'calendar:1' WHERE subject = 'calendar'")


def downgrade() -> None:
    op.execute("UPDATE keeper_event SET subject = 'calendar' WHERE subject = 'calendar:1'")
    op.drop_index(op.f("ix_programme_calendar_id"), "programme")
    op.execute("ALTER TABLE programme DROP COLUMN calendar_id")
    op.execute("ALTER TABLE programme DROP COLUMN number_form")
    op.execute("DELETE FROM calendar_day WHERE calendar_id <> (SELECT min(id) FROM calendar)")
    _rebuild_days([], "", "", ["day"])
    op.drop_table("calendar")


def _rebuild_days(
    more: list[sa.Column], more_names: str, more_values: str, key: list[str]
) -> None:
    """Give the days another primary key: SQLite cannot change one in place."""
    constraints = [sa.PrimaryKeyConstraint(*key, name=op.f("pk_calendar_day"))]
    if more:
        constraints.append(
            sa.ForeignKeyConstraint(
                ["calendar_id"], ["calendar.id"], name=op.f("fk_calendar_day_calendar_id")
            )
        )
    op.rename_table("calendar_day", "calendar_day_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE calendar_day_before DROP CONSTRAINT pk_calendar_day")
    op.create_table(
        "calendar_day",
        *more,
        *(sa.Column(name, kind, nullable=False) for name, kind in DAY_COLUMNS),
        *constraints,
    )
    names = ", ".join(name for name, _kind in DAY_COLUMNS)
    op.execute(
        f"INSERT INTO calendar_day ({more_names}{names}) "
        f"SELECT {more_values}{names} FROM calendar_day_before"
    )
    op.drop_table("calendar_day_before")
