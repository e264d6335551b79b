"""Reading what may be done in a stage: its own actions, the shared ones, the papers recorded."""

from __future__ import annotations

from typing import Any

from .reading import Reader, Table
from .roles import Role
from .words import LANGUAGES, Words
from .workflow import STAY, Action

PAPER_KEYS = "label form at by to tells internal needs"
ACTION_KEYS = "label past hint form effects tells while_held primary"
DOING_KEYS = "at by needs to effects tells hint"


def actions(
    reader: Reader, stage: str, own: list[tuple[str, Any]], document: dict[str, Any]
) -> dict[str, Action]:
    """The stage's own actions, then the shared ones and the papers recorded here."""
    found = {
        name: _action(reader, f"stages.{stage}.do.{name}", name, value, document)
        for name, value in own
    }
    for name, value in document["shared"].items():
        if stage in at(reader, "shared", name, document):
            found.setdefault(name, _action(reader, f"shared.{name}", name, value, document))
    for key, value in document["papers"].items():
        if stage in at(reader, "papers", key, document):
            found[f"record_{key}"] = _recording(reader, key, value, document)
    return found


def _action(reader: Reader, where: str, name: str, value: Any, document: dict[str, Any]) -> Action:
    common = _common(reader, where, name, document)
    table = reader.table(where, value, DOING_KEYS)
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


def _common(reader: Reader, where: str, name: str, document: dict[str, Any]) -> Table:
    """The description. Where there is none, one line says so and not one for each of its keys."""
    if name not in document["actions"]:
        reader.problem(where, f"'{name}' is not described under [actions]")
        return Table(Reader(), "", {})
    return reader.table(f"actions.{name}", document["actions"][name], ACTION_KEYS)


def _recording(reader: Reader, key: str, value: Any, document: dict[str, Any]) -> Action:
    """A paper is recorded by an action of its own in each stage that names it."""
    table = reader.table(f"papers.{key}", value, PAPER_KEYS)
    record = reader.table("record", document["record"], "label past")
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
    return Words(*(pattern[code].replace("{paper}", name[code]) for code in LANGUAGES))


def at(reader: Reader, section: str, name: str, document: dict[str, Any]) -> list[str]:
    """The stages that a shared action or a paper names."""
    known = PAPER_KEYS if section == "papers" else DOING_KEYS
    return reader.table(f"{section}.{name}", document[section][name], known).strings("at")
