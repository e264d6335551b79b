"""The source of the application as syntax trees, for the rules that are tested."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


@cache
def modules() -> dict[str, ast.Module]:
    """Return every module of the application by its dotted name."""
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in _files()}


def names_in(package: str) -> list[str]:
    """List the modules of a package by their dotted names; none of them is read."""
    return [name for name in map(_name, _files()) if f"{name}.".startswith(f"{package}.")]


def _files() -> list[Path]:
    return sorted([ROOT / "wsgi.py", *(ROOT / "artflow").rglob("*.py")])


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def module_path(name: str) -> Path:
    base = ROOT / Path(*name.split("."))
    return base / "__init__.py" if base.is_dir() else base.with_suffix(".py")


def imports(name: str) -> set[str]:
    """Every module that this one imports, inside functions too: ours to the file, others whole."""
    return {found for node in ast.walk(modules()[name]) for found in _imported_modules(name, node)}


def _imported_modules(name: str, node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        base = _import_base(name, node)
        for alias in node.names:
            inner = f"{base}.{alias.name}"
            yield inner if inner in modules() else base


def _import_base(name: str, node: ast.ImportFrom) -> str:
    """Return the absolute name of what stands after `from`."""
    if not node.level:
        return node.module or ""
    package = module_path(name).name == "__init__.py"
    parts = name.split(".")
    parts = parts[: len(parts) - node.level + package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def functions(tree: ast.AST) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def line_count(node: ast.FunctionDef) -> int:
    """Return the length of the body, without signature and docstring."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    return (node.end_lineno or 0) - body[0].lineno + 1 if body else 0


def string_arguments(name: str, place: int) -> set[str]:
    """Return every text that stands at this position of a call, in the whole application."""
    return {
        text.value
        for tree in modules().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == name
        and len(node.args) > place
        for text in ast.walk(node.args[place])
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
    }
