"""A TOML document becomes a `Workflow`, or a list of what is wrong with it and where."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomli

from artflow.domain.errors import DefinitionError
from artflow.domain.people.roles import Part, Role
from artflow.domain.process.workflow import (
    OF_VERSION,
    ConditionRules,
    Criterion,
    Gate,
    Holder,
    Join,
    Milestone,
    Openness,
    Paper,
    Review,
    Stage,
    Step,
    SumRule,
    SumRules,
    Workflow,
)

from .actions import PAPER_KEYS, named_stages, read_actions, read_expiry
from .checking import check
from .problems import Problem
from .reader import Document, Reader, Table

SHIPPED_FOLDER = Path(__file__).parent.parent / "workflows"

FORMAT = 1
"""How a document is written. Those published before formats were numbered are in the first."""
SECTIONS = ("settings", "actions", "record", "papers", "shared", "stages")


def load(source: str) -> Workflow:
    """Read a definition that is to be published, by all rules of today.

    Raises `DefinitionError` with every problem found.
    """
    reader, document = Reader(), _parse(source)
    workflow = _read_workflow(reader, document, source)
    problems = reader.problems or check(workflow)
    if not problems and "format" not in document:
        problems = [Problem("format", "format_missing", format=FORMAT)]
    if problems:
        raise DefinitionError(problems)
    return workflow


def read_published(source: str) -> Workflow:
    """Read a definition that was published once: works run by it, whatever is asked of new ones.

    What a later rule would object to is passed over; a text that is missing in a language is told
    in the first there is. Raises `DefinitionError` for what is no TOML or has another format.
    """
    return _read_workflow(Reader(), _parse(source), source)


def _parse(source: str) -> dict[str, Any]:
    try:
        document = tomli.loads(source)
    except (ValueError, RecursionError) as error:  # also of numbers and tables without end
        raise DefinitionError([Problem("not TOML", "not_toml", error=error)]) from error
    if document.get("format", FORMAT) != FORMAT:
        wrong = Problem("format", "format_unknown", format=FORMAT, given=document["format"])
        raise DefinitionError([wrong])
    return document


def _read_workflow(reader: Reader, given: Mapping[str, object], source: str) -> Workflow:
    top = reader.table(
        "", given, f"format key name steps milestones review conditions {' '.join(SECTIONS)}"
    )
    document = {section: dict(top.tables(section)) for section in SECTIONS}
    papers = {key: _read_paper(reader, key, value) for key, value in document["papers"].items()}
    _check_named_stages(reader, document)
    stages = {
        key: _read_stage(reader, order, key, value, document)
        for order, (key, value) in enumerate(document["stages"].items())
    }
    used = {name for stage in stages.values() for name in stage.actions}
    for name in document["actions"]:
        if name not in used:
            reader.add_problem(f"actions.{name}", "no_stage_has_action")
    return Workflow(
        key=top.text("key"),
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        name=top.localized("name"),
        stages=stages,
        steps=tuple(
            Step(t.text("key"), t.localized("label")) for t in top.array("steps", "key label")
        ),
        milestones=tuple(
            _read_milestone(t) for t in top.array("milestones", "code label gate weight pay ground")
        ),
        papers=papers,
        settings=document["settings"],  # type: ignore[arg-type]  # `check` looks at the values
        review=_read_review(reader, given.get("review")),
        conditions=_read_conditions(reader, given.get("conditions")),
    )


def _check_named_stages(reader: Reader, document: Document) -> None:
    """Note a problem for each shared action or paper that names a stage which does not exist."""
    for section in ("shared", "papers"):
        for name in document[section]:
            for stage in named_stages(reader, section, name, document):
                if stage not in document["stages"]:
                    reader.add_problem(f"{section}.{name}.at", "unknown_stage", name=stage)


def _read_milestone(table: Table) -> Milestone:
    return Milestone(
        code=table.text("code"),
        label=table.localized("label"),
        gate=table.flag("gate", default=True),
        weight=table.number("weight") or 0,
        pay=table.number("pay") or 0,
        ground=next(iter(table.reader.parse_needs(filter(None, [table.text("ground", "")]))), None),
    )


def _read_review(reader: Reader, value: object) -> Review | None:
    if value is None:
        return None
    table = reader.table("review", value, "passing floor gates criteria")
    return Review(
        gates=tuple(
            Gate(t.text("key"), t.localized("label"), t.flag("hard"), t.text("paper", ""))
            for t in table.array("gates", "key label hard paper")
        ),
        criteria=tuple(
            Criterion(t.text("key"), t.localized("label"), t.number("weight") or 0)
            for t in table.array("criteria", "key label weight")
        ),
        passing=table.number("passing") or 0,
        floor=table.number("floor") or 0,
    )


def _read_conditions(reader: Reader, value: object) -> ConditionRules:
    usual = ConditionRules()
    if value is None:
        return usual
    table = reader.table("conditions", value, "days defect_days closing_days holds")
    return ConditionRules(
        holds={
            key: reader.table(f"conditions.holds.{key}", each, "label").localized("label")
            for key, each in table.tables("holds")
        },
        days=table.number("days") or usual.days,
        defect_days=table.number("defect_days") or usual.defect_days,
        closing_days=table.number("closing_days") or usual.closing_days,
    )


def _read_paper(reader: Reader, key: str, value: object) -> Paper:
    table = reader.table(f"papers.{key}", value, PAPER_KEYS)
    return Paper(
        key,
        table.localized("label"),
        table.text("form"),
        table.flag("internal"),
        table.text("threshold", ""),
        table.text("since", OF_VERSION),
    )


def _read_stage(reader: Reader, order: int, key: str, value: object, document: Document) -> Stage:
    where = f"stages.{key}"
    table = reader.table(
        where,
        value,
        "step label public future holders limit after_return undated expires join sums judges "
        "opens editable outcome do",
    )
    label = table.localized("label")
    expiry, by_time = read_expiry(reader, key, table.value.get("expires"), document)
    return Stage(
        key=key,
        step=table.text("step"),
        label=label,
        public=table.localized("public", label),
        future=table.localized("future", label),
        order=order,
        holders=_read_holders(table),
        limit=table.number("limit"),
        after_return=table.number("after_return"),
        undated=table.localized("undated", None),
        expiry=expiry,
        join=_read_join(reader, where, table.value.get("join")),
        sums=_read_sums(reader, where, table.value.get("sums")),
        judges=frozenset(table.strings("judges")),
        opens=table.one_of("opens", Openness, Openness.REVIEWERS),
        editable=table.flag("editable"),
        outcome=table.text("outcome", ""),
        actions=read_actions(reader, key, table.tables("do"), document) | by_time,
    )


def _read_holders(table: Table) -> tuple[Holder, ...]:
    return tuple(
        Holder(t.one_of("role", Role), t.needs("when")) for t in table.array("holders", "role when")
    )


def _read_sums(reader: Reader, where: str, value: object) -> SumRules:
    usual = SumRules()
    if value is None:
        return usual
    table = reader.table(f"{where}.sums", value, "more nothing")
    return SumRules(
        table.one_of("more", SumRule, usual.more), table.one_of("nothing", SumRule, usual.nothing)
    )


def _read_join(reader: Reader, where: str, value: object) -> Join | None:
    if value is None:
        return None
    table = reader.table(f"{where}.join", value, "parties rule n fresh")
    return Join(
        parties=tuple(table.each_of("parties", Part)),
        rule=table.text("rule"),
        n=table.number("n") or 0,
        fresh=table.flag("fresh"),
    )
