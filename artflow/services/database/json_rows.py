"""Rows within a row: many questions in one statement, each answered by an array of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import JSON, ColumnElement, FromClause, ScalarSelect, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Row(FunctionElement[list[object]]):
    """Some columns as one JSON array."""

    type = JSON()
    inherit_cache = True


class _Json(FunctionElement[object]):
    """A column that holds JSON, as JSON: SQLite would take its text for a text."""

    type = JSON()
    inherit_cache = True


class _Rows(FunctionElement[list[list[object]]]):
    """Such arrays of all rows as one array, in no order; NULL or empty if there are none."""

    type = JSON()
    inherit_cache = True


def _compile_as(element: type[_Json | _Row | _Rows], sqlite: str, postgresql: str) -> None:
    for dialect, name in (("sqlite", sqlite), ("postgresql", postgresql)):
        compiles(element, dialect)(
            lambda found, compiler, name=name, **more: (
                f"{name}({compiler.process(found.clauses, **more)})"
            )
        )


_compile_as(_Json, "json", "to_json")
_compile_as(_Row, "json_array", "json_build_array")
_compile_as(_Rows, "json_group_array", "json_agg")


def json_rows(
    outer: FromClause,
    columns: Sequence[ColumnElement[object]],
    *conditions: ColumnElement[bool],
    among: FromClause | None = None,
) -> ScalarSelect[list[list[object]]]:
    """Build a column that holds columns of many rows: one JSON array of arrays.

    The conditions name the outer row. What JSON has no type for arrives as text: dates in ISO 8601.
    """
    plain = [_Json(each) if isinstance(each.type, JSON) else each for each in columns]
    query = select(_Rows(_Row(*plain))).where(*conditions)
    found = query if among is None else query.select_from(among)
    return found.correlate(outer).scalar_subquery()


def read_instant(value: str | datetime) -> datetime:
    """Return an instant, also from JSON: SQLite writes no zone there and means UTC."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
