"""The tables whose rows the account chain witnesses, with their columns.

What changes without anybody's decision is not among them: a password's hash, a telephone, the
language of somebody's pages. The triggers of migration 0031 write the same columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import DateTime, Table
from sqlalchemy.types import TypeDecorator

from artflow.domain.text import LocalizedText
from artflow.models import (
    Calendar,
    CalendarDay,
    FormerName,
    Membership,
    Organisation,
    Programme,
    ProgrammeParty,
    RolePaper,
    User,
)

USER_COLUMNS = ("id", "email", "name", "active")


def _columns(table: Table) -> tuple[str, ...]:
    return USER_COLUMNS if table is User.__table__ else tuple(table.c.keys())


TABLES: dict[str, Table] = {
    model.__table__.name: model.__table__
    for model in (
        User,
        Organisation,
        FormerName,
        Membership,
        RolePaper,
        Calendar,
        CalendarDay,
        Programme,
        ProgrammeParty,
    )
}
WITNESSED: dict[str, tuple[str, ...]] = {name: _columns(table) for name, table in TABLES.items()}


def key_of(table: Table, row: Mapping[str, object]) -> str:
    """Return the name of a row within its table, as the triggers write it."""
    return " ".join(str(plain(row[column.name])) for column in table.primary_key.columns)


def plain(value: object) -> object:
    """Return a value of a row as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, LocalizedText):
        return dict(value.texts)
    return value


def read_image(table: Table, content: Mapping[str, object]) -> dict[str, object]:
    """Return what a change wrote down, in the form in which `plain` gives what the row says now."""
    return {name: _read(table, name, value) for name, value in content.items()}


def _read(table: Table, name: str, value: object) -> object:
    kind = table.c[name].type if name in table.c else None
    is_instant = isinstance(kind, TypeDecorator) and isinstance(kind.impl, DateTime)
    if is_instant and isinstance(value, str):
        found = datetime.fromisoformat(value)
        return plain(found if found.tzinfo else found.replace(tzinfo=UTC))
    return value


def list_differences(said: Mapping[str, object], stored: Mapping[str, object]) -> Sequence[str]:
    """List the columns in which a row is not what was written down of it."""
    return [name for name, value in said.items() if stored.get(name) != value]
