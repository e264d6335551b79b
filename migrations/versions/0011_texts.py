"""Names and cities are texts by language, not a column for each language."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
TEXTS = (
    ("organisation", "name"),
    ("former_name", "name"),
    ("programme", "name"),
    ("programme", "city"),
)
LANGUAGES = ("kk", "ru", "en")
BUILD = {"sqlite": "json_object", "postgresql": "jsonb_build_object"}


def upgrade() -> None:
    build = BUILD[op.get_bind().dialect.name]
    for table, text in TEXTS:
        op.add_column(table, sa.Column(text, DOCUMENT, server_default="{}", nullable=False))
        pairs = ", ".join(f"'{code}', {text}_{code}" for code in LANGUAGES)
        op.execute(f"UPDATE {table} SET {text} = {build}({pairs})")
        for code in LANGUAGES:
            op.execute(f"ALTER TABLE {table} DROP COLUMN {text}_{code}")


def downgrade() -> None:
    for table, text in TEXTS:
        for code in LANGUAGES:
            op.add_column(
                table,
                sa.Column(f"{text}_{code}", sa.String(200), server_default="", nullable=False),
            )
            found = ", ".join(f"{text} ->> '{known}'" for known in (code, *LANGUAGES))
            op.execute(f"UPDATE {table} SET {text}_{code} = coalesce({found}, '')")
        op.execute(f"ALTER TABLE {table} DROP COLUMN {text}")
