"""Reading one table of a definition and noting everything that is not as it should be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import TypeAlias, TypeVar, overload

from artflow.domain.process.workflow import Need, Target
from artflow.domain.text import LANGUAGES, LocalizedText

from .problems import Problem

EnumT = TypeVar("EnumT", bound=Enum)
Default = TypeVar("Default")
Document: TypeAlias = Mapping[str, Mapping[str, object]]
"""The sections of a definition that are tables of tables: name and unread content of each."""
MISSING = object()
NO_TEXT = LocalizedText({})


@cache
def _by_name(kind: type[EnumT]) -> dict[str, EnumT]:
    return {member.name.lower(): member for member in kind}


class Reader:
    """Collects the problems of one document, each with its place."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add_problem(self, where: str, code: str, **params: object) -> None:
        """Note a problem once; `code` and its values are those of `PROBLEMS`."""
        line = Problem(where or "document", code, **params)
        if line not in self.problems:
            self.problems.append(line)

    def table(self, where: str, value: object, known: str) -> Table:
        """Read a table with the known keys; note any other key as a problem (most are misspelt).

        A value that is no table is one problem; its missing keys are not noted as well.
        """
        if not isinstance(value, Mapping):
            self.add_problem(where, "must_be_table")
            return Table(Reader(), where, {})
        for key in value:
            if key not in known.split():
                self.add_problem(where, "unknown_key", name=key)
        return Table(self, where, value)

    def parse_needs(self, names: Iterable[str]) -> tuple[Need, ...]:
        return tuple(Need(*name.split(":", 1)) for name in names)


class Table:
    """One table: each method reads one key and answers something usable even when it is wrong."""

    def __init__(self, reader: Reader, where: str, value: Mapping[str, object]) -> None:
        self.reader, self.where, self.value = reader, where, value

    def _at(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def _add_problem(self, key: str, code: str, **params: object) -> None:
        self.reader.add_problem(self._at(key), code, **params)

    def text(self, key: str, default: str | None = None) -> str:
        found = self.value.get(key, default)
        if not isinstance(found, str) or (not found and default is None):
            self._add_problem(key, "needs_text")
            return ""
        return found

    def flag(self, key: str, *, default: bool = False) -> bool:
        found = self.value.get(key, default)
        if not isinstance(found, bool):
            self._add_problem(key, "must_be_flag")
            return default
        return found

    def number(self, key: str) -> int | None:
        """Read a whole number of at least one, or None when the key is absent."""
        found = self.value.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            self._add_problem(key, "needs_positive")
            return None
        return found

    @overload
    def localized(self, key: str) -> LocalizedText: ...

    @overload
    def localized(self, key: str, default: Default) -> LocalizedText | Default: ...

    def localized(self, key: str, default: object = MISSING) -> object:
        """Read a text in all three languages."""
        found = self.value.get(key, default)
        if found is default and default is not MISSING:
            return default
        if not isinstance(found, Mapping):
            self._add_problem(key, "needs_texts")
            return NO_TEXT
        for code in LANGUAGES:
            if not isinstance(found.get(code), str) or not found[code].strip():
                self._add_problem(key, "no_text_in", language=code)
        return LocalizedText({code: str(found.get(code, "")) for code in LANGUAGES})

    def strings(self, key: str) -> list[str]:
        found = self.value.get(key, [])
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self._add_problem(key, "must_be_names")
            return []
        return found

    def needs(self, key: str) -> tuple[Need, ...]:
        return self.reader.parse_needs(self.strings(key))

    def one_of(self, key: str, kind: type[EnumT], default: EnumT | None = None) -> EnumT:
        """Read a member of an enumeration, named by its lower-case name."""
        if key not in self.value and default is not None:
            return default
        return next(self._members(key, kind, [self.value.get(key, "")]), next(iter(kind)))

    def each_of(self, key: str, kind: type[EnumT]) -> Iterator[EnumT]:
        return self._members(key, kind, self.strings(key))

    def _members(self, key: str, kind: type[EnumT], names: Iterable[object]) -> Iterator[EnumT]:
        members = _by_name(kind)
        for name in names:
            if isinstance(name, str) and name in members:
                yield members[name]
            else:
                self._add_problem(key, "not_one_of", name=name, known=", ".join(members))

    def tables(self, key: str) -> list[tuple[str, object]]:
        found = self.value.get(key, {})
        if not isinstance(found, Mapping):
            self._add_problem(key, "must_be_table")
            return []
        return list(found.items())

    def array(self, key: str, known: str) -> list[Table]:
        found = self.value.get(key, [])
        if not isinstance(found, list):
            self._add_problem(key, "must_be_tables")
            return []
        return [
            self.reader.table(f"{self._at(key)}[{n}]", item, known)
            for n, item in enumerate(found, 1)
        ]

    def targets(self, key: str, default: str) -> tuple[Target, ...]:
        """Read one stage, or several with conditions that are tried in their order."""
        found = self.value.get(key, default)
        if isinstance(found, str):
            return (Target(found),)
        return tuple(
            Target(table.text("stage"), table.needs("when"))
            for table in self.array(key, "stage when")
        )
