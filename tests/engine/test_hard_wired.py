"""Nothing of the mural stands in the code: no stage, no step, no action, no sponsor by name.

The code's own vocabulary is not the mural's: effects, guards, forms, fields, roles and parts are
the words in which every definition is written.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from artflow.domain.definitions.vocabulary import EFFECTS, FORMS
from artflow.domain.dossier.fields import FIELDS_BY_KEY
from artflow.domain.process.guards import GUARDS
from artflow.domain.process.workflow import Workflow
from tests.domain.cases import MURAL, workflow

ROOT = Path(__file__).parents[2]
CODE = ROOT / "artflow"
EXCLUDED = (CODE / "domain" / "workflows", CODE / "demo")
SPONSORS = ("jusan", "kazakh tourism")

OWN_NAMES = EFFECTS | FORMS | set(GUARDS) | set(FIELDS_BY_KEY)
MEANINGS = {
    "submitted": "of a milestone: it was handed in",
    "refused": "an outcome; of an upload: it was not taken in",
    "withdrawn": "an outcome",
    "approve": "what a specialist may recommend",
    "approve_with_conditions": "what a specialist may recommend",
    "return": "what a specialist may recommend",
    "refuse": "what a specialist may recommend",
    "announce_refusal": "whom the guard of a hearing sends there, if the definition knows it",
}
"""Words of the code that the mural's definition uses too, for something else."""
POSITIONS = {"stage", "from_stage", "to_stage", "came_from", "back_to", "step", "reached"}


def sources() -> list[Path]:
    return [p for p in sorted(CODE.rglob("*.py")) if not any(a in p.parents for a in EXCLUDED)]


def named(definition: Workflow) -> set[str]:
    """Return every name that only a definition gives."""
    actions = {action.name for _, action in definition.actions()}
    recording = {f"record_{paper}" for paper in definition.papers}
    steps = {step.key for step in definition.steps}
    return (set(definition.stages) | steps | actions - recording) - OWN_NAMES - set(MEANINGS)


def literals(tree: ast.Module) -> Iterator[ast.Constant]:
    """Return the strings of a module, without docstrings, `__all__` and enumerations."""
    aside: set[int] = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            aside.add(id(body[0].value))
        enumeration = isinstance(node, ast.ClassDef) and "Enum" in ast.unparse(node)[:80]
        exported = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        if enumeration or exported:
            aside |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in aside:
            yield node


def words(node: ast.expr) -> set[object]:
    """Return the constants on one side of a comparison, also those of a tuple, a list or a set."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
    return {part.value for part in parts if isinstance(part, ast.Constant)}


def asks_by_name(node: ast.AST) -> bool:
    """Return whether the node compares where a proposal stands with a word."""
    if not isinstance(node, ast.Compare):
        return False
    sides = [node.left, *node.comparators]
    stands = any(isinstance(side, ast.Attribute) and side.attr in POSITIONS for side in sides)
    return stands and any(isinstance(w, str) and w for side in sides for w in words(side))


def test_no_name_of_the_mural_stands_in_the_code():
    foreign = named(workflow(MURAL))
    found = []
    for path in sources():
        text, place = path.read_text(encoding="utf-8"), path.relative_to(CODE)
        found += [f"{place}: {n.value}" for n in literals(ast.parse(text)) if n.value in foreign]
        found += [f"{place}: {name}" for name in SPONSORS if name in text.lower()]

    assert found == []


def test_no_stage_is_asked_for_by_its_name():
    """Not even by a name that means something else elsewhere."""
    found = [
        f"{path.relative_to(CODE)}: {ast.unparse(node)}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if asks_by_name(node)
    ]

    assert found == []
    assert asks_by_name(ast.parse("case.stage == 'site'", mode="eval").body)
    assert asks_by_name(ast.parse("event.to_stage in ('a', 'b')", mode="eval").body)


def test_no_page_names_a_stage_or_an_action_of_the_mural():
    foreign = named(workflow(MURAL)) | set(MEANINGS)
    word = re.compile(r"['\"]([a-z_]+)['\"]")
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for code in re.findall(r"\{[{%].*?[%}]\}", path.read_text(encoding="utf-8"), re.S)
        for name in word.findall(code)
        if name in foreign
    ]

    assert found == []


def test_the_names_looked_for_are_those_of_the_mural():
    """A net with holes would catch nothing: some of the words it must hold."""
    assert {
        "draft",
        "site",
        "architecture",
        "revision",
        "sponsors",
        "approved",
        "execution",
        "acceptance",
        "completed",
        "accept",
        "confirm_site",
        "recommend",
        "decline",
        "start",
        "finish",
        "report_defects",
        "withdraw",
        "submit_milestone",
    } - OWN_NAMES <= named(workflow(MURAL))
