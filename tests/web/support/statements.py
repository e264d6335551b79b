"""The statements of a page, and how the database executes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import Connection, event

from artflow.extensions import db

Statement = tuple[str, Any]
SCAN_LINE = re.compile(r"SCAN (\w+?)(?:_\d+)?(?: (.*))?$")
PARAMETER = re.compile(r"%\((\w+)\)s")
SEARCH_INDEX_LINE = re.compile(r"VIRTUAL TABLE INDEX \d+:.*[=M]")


@contextmanager
def recorded_statements(app: Flask) -> Iterator[list[Statement]]:
    """Record the queries that are sent meanwhile, with their parameters."""
    found: list[Statement] = []

    def listen(connection: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            found.append((statement, parameters))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    yield found
    event.remove(engine, "before_cursor_execute", listen)


def scanned_tables(connection: Connection, statement: Statement) -> set[str]:
    """Return the tables that the database reads from end to end to answer."""
    text, parameters = statement
    if connection.dialect.name == "sqlite":
        lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters).all()
        return {table for line in lines if (table := _sqlite_scan(line[-1]))}
    asked = (
        f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {_with_numbered_parameters(text, list(parameters))}"
    )
    driver = connection.connection.driver_connection  # it sends no parameters where there are none
    ((plans,),) = driver.execute(asked, prepare=False).fetchall()
    return {
        node["Relation Name"]
        for node in _plan_nodes(plans[0]["Plan"])
        if node["Node Type"] == "Seq Scan"
    }


def _with_numbered_parameters(text: str, names: list[str]) -> str:
    """Return the statement with numbered parameters, as PostgreSQL prepares it."""
    return PARAMETER.sub(lambda it: f"${names.index(it[1]) + 1}", text).replace("%%", "%")


def _sqlite_scan(line: str) -> str:
    """Return the table of a plan line that is a scan; FTS5 says SCAN for its own index as well."""
    scan = SCAN_LINE.match(line)
    return scan[1] if scan and not SEARCH_INDEX_LINE.match(scan[2] or "") else ""


def _plan_nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _plan_nodes(part)
