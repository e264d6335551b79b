"""What a statement must say for itself, because its plan is made without its parameters."""

from __future__ import annotations

import ast

import pytest

from .source import functions, modules

pytestmark = pytest.mark.pure


def test_every_limit_stands_in_its_statement():
    """`database.literal_limit`: a limit that is a parameter is not known while planning."""
    others = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "limit"
        and not ast.unparse(node.args[0]).startswith("literal_limit(")
    ]

    assert others == []


def test_whoever_writes_for_a_person_asks_again_what_they_may():
    """`persons.writing_as`: what was allowed when a request came in may have been taken."""
    careless = [
        f"{name}.{function.name}"
        for name, tree in modules().items()
        if name.startswith("artflow.services")
        for function in functions(tree)
        if function.name != "writing_as" and _is_given(function, "Person") and _opens(function)
    ]

    assert careless == []


def _is_given(function: ast.FunctionDef | ast.AsyncFunctionDef, kind: str) -> bool:
    given = [*function.args.args, *function.args.kwonlyargs]
    return any(arg.annotation and ast.unparse(arg.annotation) == kind for arg in given)


def _opens(function: ast.AST) -> bool:
    """Return whether a function opens a write transaction of its own."""
    return any(
        isinstance(node, ast.Call) and ast.unparse(node.func) == "writing"
        for node in ast.walk(function)
    )
