"""Files and functions stay small enough to be read at once, and no error is swallowed."""

from __future__ import annotations

import ast

import pytest

from .source import ROOT, TEMPLATES, functions, line_count, module_path, modules

pytestmark = pytest.mark.pure

MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_TEMPLATE_LINES = 400, 30, 160


def file_length(path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_a_few_screens():
    tests = {str(path.relative_to(ROOT)): path for path in (ROOT / "tests").rglob("*.py")}
    files = {name: module_path(name) for name in modules()} | tests
    sizes = {name: file_length(path) for name, path in files.items()}

    assert {n: size for n, size in sizes.items() if size > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_a_screen():
    sizes = {
        f"{name}.{function.name}": line_count(function)
        for name, tree in modules().items()
        for function in functions(tree)
    }

    assert {n: size for n, size in sizes.items() if size > MAX_FUNCTION_LINES} == {}


def test_no_template_is_longer_than_a_few_screens():
    sizes = {str(path.relative_to(TEMPLATES)): file_length(path) for path in TEMPLATES.rglob("*.*")}

    assert {name: size for name, size in sizes.items() if size > MAX_TEMPLATE_LINES} == {}


def test_no_error_is_swallowed():
    silent = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or all(_does_nothing(line) for line in node.body))
    ]

    assert silent == []


def _does_nothing(node: ast.stmt) -> bool:
    constant = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Pass) or constant


def test_every_module_says_what_it_is_for():
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []
