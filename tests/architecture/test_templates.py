"""Templates: every one is used and can be read, every macro has its callers."""

from __future__ import annotations

import re

import pytest
from jinja2 import Environment, nodes

from .source import ROOT, TEMPLATES, module_path, modules

pytestmark = pytest.mark.pure

NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
OUTSIDE = re.compile(r"""\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:""")


def text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def tree(name: str) -> nodes.Template:
    return Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"]).parse(text(name), name)


def imported(name: str) -> list[tuple[str, str, str]]:
    """Return what a template takes from others: the file, the macro, its local name."""
    return [
        (node.template.value, *(item if isinstance(item, tuple) else (item, item)))
        for node in tree(name).find_all(nodes.FromImport)
        for item in node.names
    ]


def called(name: str) -> set[str]:
    """Return every name that a template uses."""
    return {node.name for node in tree(name).find_all(nodes.Name) if node.ctx == "load"}


def macros(name: str) -> set[str]:
    return {node.name for node in tree(name).find_all(nodes.Macro)}


@pytest.mark.parametrize("name", NAMES)
def test_every_imported_macro_is_there_and_is_used(name):
    for file, macro, here in imported(name):
        assert macro in macros(file), f"{file} has no macro '{macro}'"
        assert here in called(name), f"'{here}' is imported and not used"


def test_every_macro_is_used_by_a_template():
    taken = {(file, macro) for name in NAMES for file, macro, _here in imported(name)}
    unused = [
        f"{name}: {macro}"
        for name in NAMES
        for macro in macros(name)
        if (name, macro) not in taken and macro not in called(name)
    ]

    assert unused == []


def test_every_template_is_used():
    named = {
        node.template.value
        for name in NAMES
        for kind in (nodes.Extends, nodes.Include, nodes.FromImport)
        for node in tree(name).find_all(kind)
    }
    code = "\n".join(module_path(name).read_text(encoding="utf-8") for name in modules())

    assert [name for name in NAMES if name not in named and f'"{name}"' not in code] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_style_script_or_handler_stands_in_a_template(name):
    """But for the one block of styles of a letter: a mail program loads no stylesheet."""
    letter = ["<style"] if name.startswith("mail/letter") else []

    assert OUTSIDE.findall(text(name)) == letter


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_marked_safe_in_a_template(name):
    filters = {node.name for node in tree(name).find_all(nodes.Filter)}

    assert "safe" not in filters
    assert not re.search(r"autoescape\s+false", text(name))


def test_every_stylesheet_and_picture_of_a_template_is_there():
    asked = {path for name in NAMES for path in re.findall(r"static_url\('([^']+)'\)", text(name))}

    assert [path for path in asked if not (ROOT / "artflow" / "static" / path).is_file()] == []
