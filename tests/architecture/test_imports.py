"""The folders are the architecture: imports run down, never in a circle."""

from __future__ import annotations

import ast
from graphlib import CycleError, TopologicalSorter

import pytest

from .source import imports, modules, names_in

pytestmark = pytest.mark.pure

FLOORS = (
    ("wsgi", "artflow.__main__"),
    ("artflow",),
    ("artflow.cli",),
    ("artflow.web", "artflow.demo", "artflow.serve"),
    ("artflow.services",),
    ("artflow.models",),
    ("artflow.extensions", "artflow.config"),
    ("artflow.logs", "artflow.private_files"),
    ("artflow.domain",),
)
"""From the top down; those on one floor do not know each other."""
FORBIDDEN_IN_DOMAIN = (
    "flask",
    "sqlalchemy",
    "wtforms",
    "werkzeug",
    "jinja2",
    "flask_sqlalchemy",
    "flask_babel",
)
ALLOWED_BELOW = {"Flask", "current_app"}
"""What services may take from Flask: never a request, a session or a user."""
REQUEST_PACKAGES = ("flask_login", "flask_wtf", "flask_babel", "werkzeug", "wtforms", "jinja2")


def floor_of(name: str) -> tuple[int, str]:
    """Return the depth of a module and its room on that floor."""
    if name in ("artflow", "wsgi", "artflow.__main__"):
        return (1, name) if name == "artflow" else (0, name)
    for depth, rooms in enumerate(FLOORS):
        for room in rooms:
            if room != "artflow" and (name == room or name.startswith(f"{room}.")):
                return depth, room
    raise AssertionError(f"{name} has no floor: name it in FLOORS")


def own_imports(name: str) -> set[str]:
    return {found for found in imports(name) if found in modules()} - {name}


def test_imports_run_down():
    upward = [
        f"{name} imports {found}"
        for name in modules()
        for found in own_imports(name)
        if floor_of(found)[0] < floor_of(name)[0]
        or (floor_of(found)[0] == floor_of(name)[0] and floor_of(found) != floor_of(name))
    ]

    assert upward == []


def test_nothing_below_imports_the_application_itself():
    asking = [name for name in modules() if "artflow" in own_imports(name)]

    assert set(asking) <= {"artflow.__main__", "wsgi"}


def test_no_import_runs_in_a_circle():
    graph = {name: own_imports(name) for name in modules()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("circle: " + " -> ".join(error.args[1]))


@pytest.mark.parametrize("name", names_in("artflow.domain"))
def test_the_domain_knows_neither_web_nor_database(name):
    assert {found.split(".")[0] for found in imports(name)} & set(FORBIDDEN_IN_DOMAIN) == set()


@pytest.mark.parametrize("name", names_in("artflow.services"))
def test_services_never_see_a_request(name):
    taken = {
        alias.name
        for node in ast.walk(modules()[name])
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
    }

    assert taken <= ALLOWED_BELOW
    assert {found.split(".")[0] for found in imports(name)} & set(REQUEST_PACKAGES) == set()


def test_only_one_file_knows_the_machine():
    assert [n for n in modules() if any(i.split(".")[0] == "transitions" for i in imports(n))] == [
        "artflow.domain.process.machine"
    ]


def test_only_the_settings_read_the_environment():
    reading = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv")
    }

    assert reading == {"artflow.config"}
