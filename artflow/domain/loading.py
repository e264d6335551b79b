"""A TOML document becomes a `Workflow`, or a list of what is wrong with it and where."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import tomli

from .checking import check
from .doing import PAPER_KEYS, actions, at
from .errors import DefinitionError
from .reading import Reader
from .review import Criterion, Gate, Review
from .roles import Part, Role
from .workflow import Holder, Join, Milestone, Openness, Paper, Stage, Step, Workflow

SHIPPED = Path(__file__).parent / "workflows"

SECTIONS = ("settings", "actions", "record", "papers", "shared", "stages")


def load(source: str) -> Workflow:
    """Read and check a definition. Raises `DefinitionError` with every problem found."""
    try:
        document = tomli.loads(source)
    except tomli.TOMLDecodeError as error:
        raise DefinitionError([f"not TOML: {error}"]) from error
    reader = Reader()
    workflow = _workflow(reader, document, hashlib.sha256(source.encode()).hexdigest())
    problems = reader.problems or check(workflow)
    if problems:
        raise DefinitionError(problems)
    return workflow


def _workflow(reader: Reader, document: dict[str, Any], sha256: str) -> Workflow:
    top = reader.table("", document, f"key name steps milestones review {' '.join(SECTIONS)}")
    review = document.get("review")
    document = {section: dict(top.tables(section)) for section in SECTIONS}
    papers = {key: _paper(reader, key, value) for key, value in document["papers"].items()}
    _places(reader, document)
    stages = {
        key: _stage(reader, order, key, value, document)
        for order, (key, value) in enumerate(document["stages"].items())
    }
    used = {name for stage in stages.values() for name in stage.actions}
    for name in document["actions"]:
        if name not in used:
            reader.problem(f"actions.{name}", "no stage has this action")
    return Workflow(
        key=top.text("key"),
        sha256=sha256,
        name=top.words("name"),
        stages=stages,
        steps=tuple(Step(t.text("key"), t.words("label")) for t in top.array("steps", "key label")),
        milestones=tuple(
            _milestone(t) for t in top.array("milestones", "code label gate weight pay")
        ),
        papers=papers,
        settings=document["settings"],
        review=_review(reader, review),
    )


def _places(reader: Reader, document: dict[str, Any]) -> None:
    """What may be done in several stages names stages that there are."""
    for section in ("shared", "papers"):
        for name in document[section]:
            for stage in at(reader, section, name, document):
                if stage not in document["stages"]:
                    reader.problem(f"{section}.{name}.at", f"unknown stage '{stage}'")


def _milestone(table: Any) -> Milestone:
    return Milestone(
        code=table.text("code"),
        label=table.words("label"),
        gate=table.flag("gate", default=True),
        weight=table.number("weight") or 0,
        pay=table.number("pay") or 0,
    )


def _review(reader: Reader, value: Any) -> Review | None:
    if value is None:
        return None
    table = reader.table("review", value, "passing floor gates criteria")
    return Review(
        gates=tuple(
            Gate(t.text("key"), t.words("label")) for t in table.array("gates", "key label")
        ),
        criteria=tuple(
            Criterion(t.text("key"), t.words("label"), t.number("weight") or 0)
            for t in table.array("criteria", "key label weight")
        ),
        passing=table.number("passing") or 0,
        floor=table.number("floor") or 0,
    )


def _paper(reader: Reader, key: str, value: Any) -> Paper:
    table = reader.table(f"papers.{key}", value, PAPER_KEYS)
    return Paper(key, table.words("label"), table.text("form"), table.flag("internal"))


def _stage(reader: Reader, order: int, key: str, value: Any, document: dict[str, Any]) -> Stage:
    where = f"stages.{key}"
    table = reader.table(where, value, "step label public future holders limit join judges opens "
                         "editable outcome do")  # fmt: skip
    label = table.words("label")
    return Stage(
        key=key,
        step=table.text("step"),
        label=label,
        public=table.words("public", label),
        future=table.words("future", label),
        order=order,
        holders=tuple(
            Holder(t.one_of("role", Role), t.needs("when"))
            for t in table.array("holders", "role when")
        ),
        limit=table.number("limit"),
        join=_join(reader, where, table.value.get("join")),
        judges=frozenset(table.strings("judges")),
        opens=table.one_of("opens", Openness, Openness.REVIEWERS),
        editable=table.flag("editable"),
        outcome=table.text("outcome", ""),
        actions=actions(reader, key, table.tables("do"), document),
    )


def _join(reader: Reader, where: str, value: Any) -> Join | None:
    if value is None:
        return None
    table = reader.table(f"{where}.join", value, "parties rule n fresh")
    return Join(
        parties=tuple(table.each_of("parties", Part)),
        rule=table.text("rule"),
        n=table.number("n") or 0,
        fresh=table.flag("fresh"),
    )
