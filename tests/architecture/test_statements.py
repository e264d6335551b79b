"""What a statement must say for itself, because its plan is made without its parameters."""

from __future__ import annotations

import ast

import pytest

from .source import modules

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
