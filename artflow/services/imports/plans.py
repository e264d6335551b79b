"""What would become of each row of a table: found out first, shown, and only then done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from sqlalchemy import Connection

from artflow.domain.history.chain import canonical
from artflow.domain.people.roles import Person


class Fate(StrEnum):
    """What would become of a row."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    WRONG = "wrong"


class Finding(NamedTuple):
    """What is wrong or doubtful about a value: its column, why, and the text that was typed.

    A question is only asked: the row can be taken as it is. `words` are what a form has said.
    """

    column: str
    code: str
    typed: str = ""
    is_question: bool = False
    params: Mapping[str, object] = {}
    words: str = ""


class ReadRow(NamedTuple):
    """A row that was read: its values by column, which of them were typed, and what is wrong."""

    number: int
    values: dict[str, object]
    stated: frozenset[str]
    findings: tuple[Finding, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return any(not finding.is_question for finding in self.findings)


class Change(NamedTuple):
    """A value that differs from what is here."""

    column: str
    old: object
    new: object


@dataclass
class RowPlan:
    """What would become of one row; `key` is the id of what it is here already."""

    row: ReadRow
    fate: Fate
    findings: list[Finding] = field(default_factory=list)
    key: int | None = None
    changes: tuple[Change, ...] = ()

    @property
    def questions(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.is_question]

    def is_taken(self, choices: Choices) -> bool:
        """Return whether the row is entered or changes something, if somebody chooses so."""
        wanted = self.fate is Fate.NEW or (self.fate is Fate.DIFFERS and choices.update)
        return wanted and (choices.doubtful or not self.questions)


class Choices(NamedTuple):
    """What somebody chooses who confirms: change what differs, take rows with questions."""

    update: bool = False
    doubtful: bool = False


class Register(Protocol):
    """What rows are compared with and entered into."""

    def plan(self, connection: Connection, actor: Person, rows: Sequence[ReadRow]) -> list[RowPlan]:
        """Say what would become of each row; nothing changes. Raises `NotAllowed`."""

    def write(
        self, connection: Connection, actor: Person, plan: RowPlan, now: datetime
    ) -> Mapping[str, object]:
        """Enter a row, or change what is here; return what the log keeps of it.

        Raises `Invalid` and `NotAllowed` as the form of one such thing does.
        """


def begin(row: ReadRow) -> RowPlan:
    """Return the plan of a row before it was compared with anything."""
    return RowPlan(row, Fate.WRONG if row.is_wrong else Fate.NEW, list(row.findings))


def is_readable(plan: RowPlan, *columns: str) -> bool:
    """Return whether values can be compared, however wrong the others are: nothing is wrong with
    these themselves."""
    wrong = {finding.column for finding in plan.findings if not finding.is_question}
    return wrong.isdisjoint(columns)


def refuse(plan: RowPlan, column: str, code: str, **params: object) -> None:
    """Let a row be wrong."""
    plan.fate = Fate.WRONG
    plan.findings.append(Finding(column, code, typed_text(plan, column), params=params))


def ask(plan: RowPlan, column: str, code: str, **params: object) -> None:
    """Ask whether a value is meant."""
    typed = typed_text(plan, column)
    plan.findings.append(Finding(column, code, typed, is_question=True, params=params))


def typed_text(plan: RowPlan, column: str) -> str:
    """Return a value as a text."""
    value = plan.row.values.get(column)
    return "" if value is None else str(value)


def compare(plan: RowPlan, key: int, known: Mapping[str, object]) -> None:
    """Compare a row with what is here already; what the table does not state does not differ."""
    changes = (
        Change(column, known[column], plan.row.values[column])
        for column in plan.row.values
        if column in plan.row.stated and column in known
    )
    plan.key = key
    plan.changes = tuple(change for change in changes if change.old != change.new)
    plan.fate = Fate.DIFFERS if plan.changes else Fate.SAME


def count(plans: Iterable[RowPlan]) -> dict[Fate, int]:
    """Count the rows by what would become of them."""
    found = dict.fromkeys(Fate, 0)
    for plan in plans:
        found[plan.fate] += 1
    return found


def fingerprint(plans: Iterable[RowPlan]) -> str:
    """Return the SHA-256 of all that is shown of the plans, to notice that it has changed."""
    said = [
        [
            plan.row.number,
            plan.fate.value,
            plan.key,
            {column: str(value) for column, value in plan.row.values.items()},
            [[change.column, str(change.old)] for change in plan.changes],
            [[finding.column, finding.code] for finding in plan.findings],
        ]
        for plan in plans
    ]
    return hashlib.sha256(canonical(said).encode()).hexdigest()
