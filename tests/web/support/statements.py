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
SEARCH_LINE = re.compile(r"(?:SCAN|SEARCH) (\w+?)(?:_\d+)?(?: (.*))?$")
SCAN_LINE = re.compile(r"SCAN (\w+?)(?:_\d+)?(?: (.*))?$")
PARAMETER = re.compile(r"%\((\w+)\)s")
KEY_OF_FEW = r"rowid|id|sha256|(?:proposal|version|applicant|milestone)_id"
MONTH = r"valid_until>\? AND valid_until<\?|valid_until >= "
OF_FEW = re.compile(rf"\b(?:{KEY_OF_FEW})(?:=\?|\)?(?:::text)? = )|{MONTH}")
"""A condition that leaves the rows of few works, of an artist or a month: they may be sorted."""
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
    return {
        node["Relation Name"]
        for node in _plan_nodes(explain(connection, statement))
        if node["Node Type"] == "Seq Scan"
    }


def sorted_tables(connection: Connection, statement: Statement) -> set[str]:
    """Return the tables of which the database sorts more rows than those of a few works."""
    text, parameters = statement
    if connection.dialect.name == "postgresql":
        plan = explain(connection, statement)
        sorts = (node for node in _plan_nodes(plan) if node["Node Type"].endswith("Sort"))
        return set().union(*(_unlimited(part) for sort in sorts for part in sort["Plans"]))
    lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", parameters).all()
    parents = {line[1] for line in lines if line[-1].startswith("USE TEMP B-TREE")}
    beside = (SEARCH_LINE.match(line[-1]) for line in lines if line[1] in parents)
    return {each[1] for each in beside if each and not OF_FEW.search(each[2] or "")}


def explain(connection: Connection, statement: Statement) -> dict[str, Any]:
    """Return PostgreSQL's plan of a statement as it is prepared, for whatever parameters."""
    text, parameters = statement
    asked = (
        f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {_with_numbered_parameters(text, list(parameters))}"
    )
    driver = connection.connection.driver_connection  # it sends no parameters where there are none
    ((plans,),) = driver.execute(asked, prepare=False).fetchall()
    plan: dict[str, Any] = plans[0]["Plan"]
    return plan


def walked_tables(plan: dict[str, Any], besides: set[str]) -> set[str]:
    """Return the tables that a plan of PostgreSQL reads from end to end, by whatever index.

    `besides` are indexes that hold no more than what is shown in their order.
    """
    return {
        node["Relation Name"]
        for node in _plan_nodes(plan)
        if node["Node Type"] in ("Seq Scan", "Index Scan", "Index Only Scan")
        and "Index Cond" not in node
        and node.get("Index Name") not in besides
    }


def _unlimited(plan: dict[str, Any]) -> set[str]:
    """Return the tables that a sort reads without a limit and not by the key of a few works."""
    if plan["Node Type"] == "Limit":
        return set()
    found = set().union(*(_unlimited(part) for part in plan.get("Plans", ())))
    condition = plan.get("Index Cond", plan.get("Recheck Cond", ""))
    if "Relation Name" in plan and not OF_FEW.search(condition):
        found.add(plan["Relation Name"])
    return found


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
