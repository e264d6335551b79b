"""A TOML document becomes a `Workflow`, or a list of what is wrong with it and where."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .checking import check
from .errors import DefinitionError
from .reading import Reader
from .roles import Part, Role
from .workflow import (
    STAY,
    Action,
    Holder,
    Join,
    Milestone,
    Openness,
    Paper,
    Stage,
    Step,
    Words,
    Workflow,
)

SHIPPED = Path(__file__).parent / "workflows"


def load(source: str) -> Workflow:
    """Read and check a definition. Raises `DefinitionError` with every problem found."""
    try:
        document = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise DefinitionError([f"not TOML: {error}"]) from error
    reader = Reader()
    workflow = _workflow(reader, document, hashlib.sha256(source.encode()).hexdigest())
    problems = reader.problems or check(workflow)
    if problems:
        raise DefinitionError(problems)
    return workflow


def _workflow(reader: Reader, document: dict[str, Any], sha256: str) -> Workflow:
    top = reader.table("", document, "key name settings steps actions record papers stages shared "
                       "milestones")  # fmt: skip
    papers = {key: _paper(reader, key, value) for key, value in top.tables("papers")}
    stages = {
        key: _stage(reader, order, key, value, document)
        for order, (key, value) in enumerate(top.tables("stages"))
    }
    return Workflow(
        key=top.text("key"),
        sha256=sha256,
        name=top.words("name"),
        stages=stages,
        steps=tuple(
            Step(t.text("key"), t.words("label")) for t in top.array("steps", "key label")
        ),
        milestones=tuple(_milestone(t) for t in top.array("milestones", "code label gate weight pay")),
        papers=papers,
        settings=dict(document.get("settings", {})),
    )


def _milestone(table: Any) -> Milestone:
    return Milestone(
        code=table.text("code"),
        label=table.words("label"),
        gate=table.flag("gate", default=True),
        weight=table.number("weight") or 0,
        pay=table.number("pay") or 0,
    )


def _paper(reader: Reader, key: str, value: Any) -> Paper:
    table = reader.table(f"papers.{key}", value, "label form at by to tells internal needs")
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
        join=_join(reader, where, value.get("join")),
        judges=frozenset(table.strings("judges")),
        opens=table.one_of("opens", Openness, Openness.REVIEWERS),
        editable=table.flag("editable"),
        outcome=table.text("outcome", ""),
        actions=_actions(reader, key, value.get("do", {}), document),
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


def _actions(
    reader: Reader, stage: str, own: Mapping[str, Any], document: dict[str, Any]
) -> dict[str, Action]:
    """The stage's own actions, then the shared ones and the papers recorded here."""
    found = {
        name: _action(reader, f"stages.{stage}.do.{name}", name, value, document)
        for name, value in own.items()
    }
    for name, value in document.get("shared", {}).items():
        if stage in value.get("at", ()):
            found.setdefault(name, _action(reader, f"shared.{name}", name, value, document))
    for key, value in document.get("papers", {}).items():
        if stage in value.get("at", ()):
            found[f"record_{key}"] = _recording(reader, key, value, document)
    return found


def _action(
    reader: Reader, where: str, name: str, value: Any, document: dict[str, Any]
) -> Action:
    known = document.get("actions", {}).get(name)
    if known is None:
        reader.problem(where, f"'{name}' is not described under [actions]")
        known = {}
    common = reader.table(f"actions.{name}", known, "label past hint form effects tells while_held "
                          "primary")  # fmt: skip
    table = reader.table(where, value, "at by needs to effects tells hint")
    return Action(
        name=name,
        label=common.words("label"),
        past=common.words("past"),
        hint=table.words("hint", common.words("hint", None)),
        form=common.text("form"),
        by=tuple(table.each_of("by", Role)),
        needs=table.needs("needs"),
        targets=table.targets("to", STAY),
        effects=common.needs("effects") + table.needs("effects"),
        tells=tuple(common.each_of("tells", Role)) + tuple(table.each_of("tells", Role)),
        while_held=common.flag("while_held"),
        primary=common.flag("primary"),
    )


def _recording(reader: Reader, key: str, value: Any, document: dict[str, Any]) -> Action:
    """A paper is recorded by an action of its own in each stage that names it."""
    table = reader.table(f"papers.{key}", value, "label form at by to tells internal needs")
    record = reader.table("record", document.get("record", {}), "label past")
    name = table.words("label")
    return Action(
        name=f"record_{key}",
        label=_filled(record.words("label"), name),
        past=_filled(record.words("past"), name),
        hint=None,
        form=table.text("form"),
        by=tuple(table.each_of("by", Role)),
        needs=table.needs("needs"),
        targets=table.targets("to", STAY),
        effects=reader.need_list([f"record:{key}"]),
        tells=tuple(table.each_of("tells", Role)),
    )


def _filled(pattern: Words, name: Words) -> Words:
    return Words(*(pattern[code].replace("{paper}", name[code]) for code in ("kk", "ru", "en")))
