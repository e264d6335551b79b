"""Rows within a row: many questions in one statement, each answered by an array of arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, FromClause, ScalarSelect, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Row(FunctionElement[Any]):
    """Some columns as one JSON array."""

    type = JSON()
    inherit_cache = True


class _Rows(FunctionElement[Any]):
    """Such arrays of all rows as one array, in no order; NULL or empty if there are none."""

    type = JSON()
    inherit_cache = True


def _spelled(element: type[FunctionElement[Any]], sqlite: str, postgresql: str) -> None:
    for dialect, name in (("sqlite", sqlite), ("postgresql", postgresql)):
        compiles(element, dialect)(
            lambda found, compiler, name=name, **more: (
                f"{name}({compiler.process(found.clauses, **more)})"
            )
        )


_spelled(_Row, "json_array", "json_build_array")
_spelled(_Rows, "json_group_array", "json_agg")


def arrays(
    outer: FromClause, columns: Sequence[Any], *conditions: Any, among: Any = None
) -> ScalarSelect[Any]:
    """A column that holds those columns of all rows under conditions which name the outer row.

    What JSON has no type for arrives as text: dates in ISO 8601.
    """
    query = select(_Rows(_Row(*columns))).where(*conditions)
    found = query if among is None else query.select_from(among)
    return found.correlate(outer).scalar_subquery()
