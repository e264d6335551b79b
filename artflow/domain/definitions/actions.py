"""Reading what may be done in a stage: its own actions, the shared ones, the papers recorded."""

from __future__ import annotations

from artflow.domain.people.roles import Role
from artflow.domain.process.workflow import STAY, Action, Expiry
from artflow.domain.text import LANGUAGES, LocalizedText

from .reader import Document, Reader, Table

PAPER_KEYS = "label form at by to tells internal needs threshold since"
ACTION_KEYS = "label past hint form effects tells while_held primary signed"
DO_KEYS = "at by needs to effects tells hint"


def read_actions(
    reader: Reader, stage: str, own: list[tuple[str, object]], document: Document
) -> dict[str, Action]:
    """Read the stage's own actions, then the shared ones and the papers recorded here."""
    found = {
        name: _read_action(reader, f"stages.{stage}.do.{name}", name, value, document)
        for name, value in own
    }
    for name, value in document["shared"].items():
        if stage in named_stages(reader, "shared", name, document):
            found.setdefault(name, _read_action(reader, f"shared.{name}", name, value, document))
    for key, value in document["papers"].items():
        if stage in named_stages(reader, "papers", key, document):
            found[f"record_{key}"] = _recording_action(reader, key, value, document)
    return found


def _read_action(
    reader: Reader, where: str, name: str, value: object, document: Document
) -> Action:
    common = _description(reader, where, name, document)
    table = reader.table(where, value, DO_KEYS)
    return Action(
        name=name,
        label=common.localized("label"),
        past=common.localized("past"),
        hint=table.localized("hint", common.localized("hint", None)),
        form=common.text("form"),
        by=tuple(table.each_of("by", Role)),
        needs=table.needs("needs"),
        targets=table.targets("to", STAY),
        effects=common.needs("effects") + table.needs("effects"),
        tells=tuple(common.each_of("tells", Role)) + tuple(table.each_of("tells", Role)),
        while_held=common.flag("while_held"),
        primary=common.flag("primary"),
        signed=common.flag("signed"),
    )


def read_expiry(
    reader: Reader, stage: str, value: object, document: Document
) -> tuple[Expiry | None, dict[str, Action]]:
    """Read what time does with a work that stays in a stage: an action that nobody takes."""
    if value is None:
        return None, {}
    where = f"stages.{stage}.expires"
    table = reader.table(where, value, "do to days months")
    name = table.text("do")
    does: dict[str, object] = {"to": table.text("to")}
    found = _read_action(reader, where, name, does, document)
    return Expiry(name, table.number("days"), table.number("months")), {name: found}


def _description(reader: Reader, where: str, name: str, document: Document) -> Table:
    """Read the description of an action.

    If there is none, note one problem and not one for each missing key.
    """
    if name not in document["actions"]:
        reader.add_problem(where, "not_described", name=name)
        return Table(Reader(), "", {})
    return reader.table(f"actions.{name}", document["actions"][name], ACTION_KEYS)


def _recording_action(reader: Reader, key: str, value: object, document: Document) -> Action:
    """Build the action that records a paper, in each stage that names the paper."""
    table = reader.table(f"papers.{key}", value, PAPER_KEYS)
    record = reader.table("record", document["record"], "label past")
    name = table.localized("label")
    return Action(
        name=f"record_{key}",
        label=_with_paper_name(record.localized("label"), name),
        past=_with_paper_name(record.localized("past"), name),
        hint=None,
        form=table.text("form"),
        by=tuple(table.each_of("by", Role)),
        needs=table.needs("needs"),
        targets=table.targets("to", STAY),
        effects=reader.parse_needs([f"record:{key}"]),
        tells=tuple(table.each_of("tells", Role)),
    )


def _with_paper_name(pattern: LocalizedText, name: LocalizedText) -> LocalizedText:
    return LocalizedText({code: pattern[code].replace("{paper}", name[code]) for code in LANGUAGES})


def named_stages(reader: Reader, section: str, name: str, document: Document) -> list[str]:
    """List the stages that a shared action or a paper names."""
    known = PAPER_KEYS if section == "papers" else DO_KEYS
    return reader.table(f"{section}.{name}", document[section][name], known).strings("at")
