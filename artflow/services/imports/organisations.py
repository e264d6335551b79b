"""Organisations that come in as a table: known by their BIN, else by their name in any language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed
from artflow.domain.people.roles import Part, Person
from artflow.domain.text import LANGUAGES, LocalizedText, fold_text
from artflow.models import Organisation
from artflow.services.people import organisations
from artflow.services.people.organisations import CONTACTS

from . import plans
from .plans import Fate, ReadRow, RowPlan

ORGANISATION = Organisation.__table__
NAMES = tuple(f"name_{code}" for code in LANGUAGES)


class KnownOrganisation(NamedTuple):
    """An organisation as tables are compared with it."""

    id: int
    kind: str
    name: LocalizedText
    bin: str
    address: str
    phone: str
    email: str
    active: bool


class Directory:
    """All organisations, found by their BIN and by what they are called in any language."""

    def __init__(self, connection: Connection) -> None:
        columns = [ORGANISATION.c[name] for name in KnownOrganisation._fields]
        rows = connection.execute(select(*columns).order_by(ORGANISATION.c.id))
        self.by_bin: dict[str, list[KnownOrganisation]] = defaultdict(list)
        self.by_name: dict[str, list[KnownOrganisation]] = defaultdict(list)
        for known in (KnownOrganisation(*row) for row in rows):
            if known.bin:
                self.by_bin[known.bin].append(known)
            for text in {fold_text(text) for text in known.name.texts.values()}:
                self.by_name[text].append(known)

    def find(self, number: str, names: Iterable[str]) -> list[KnownOrganisation]:
        """Find those with this BIN, else those that bear one of the names."""
        found = {known.id: known for known in self.by_bin.get(number, [])} if number else {}
        if not found:
            named = (self.by_name.get(fold_text(name), []) for name in names if name)
            found = {known.id: known for listed in named for known in listed}
        return list(found.values())


class OrganisationRegister:
    """The organisations of the installation."""

    def plan(self, connection: Connection, actor: Person, rows: Sequence[ReadRow]) -> list[RowPlan]:
        """Say what would become of each row; nothing changes. Raises `NotAllowed`."""
        if not may(actor, Can.ADD_ORGANISATION):
            raise NotAllowed
        directory = Directory(connection)
        planned = [plans.begin(row) for row in rows]
        _compare_with_each_other(planned)
        for plan in planned:
            _compare(plan, directory)
        return planned

    def write(
        self, connection: Connection, actor: Person, plan: RowPlan, now: datetime
    ) -> Mapping[str, object]:
        """Enter an organisation, or correct its contacts; both stand in its own history."""
        values = {name: str(value or "") for name, value in plan.row.values.items()}
        if plan.key is None:
            kind, name = Part(values["kind"]), localized_name(values)
            return {
                "organisation": organisations.insert_organisation(
                    connection, actor, kind, name, values, now=now
                )
            }
        changed = {change.column: values[change.column] for change in plan.changes}
        organisations.update_contacts(connection, actor, plan.key, changed, now)
        return {"organisation": plan.key}


def localized_name(values: Mapping[str, str]) -> LocalizedText:
    """Return the name in the languages in which a row gives it."""
    return LocalizedText({code: values.get(f"name_{code}", "") for code in LANGUAGES})


def _names(plan: RowPlan) -> list[str]:
    return [str(plan.row.values[name]) for name in NAMES if plan.row.values.get(name)]


def _compare_with_each_other(planned: Sequence[RowPlan]) -> None:
    """Refuse what stands twice in the table."""
    seen: dict[str, int] = {}
    for plan in planned:
        marks = {fold_text(name): _named_column(plan, name) for name in _names(plan)}
        if plan.row.values.get("bin"):
            marks[str(plan.row.values["bin"])] = "bin"
        for mark, column in marks.items():
            first = seen.setdefault(mark, plan.row.number)
            if first != plan.row.number:
                plans.refuse(plan, column, "twice", row=first)


def _named_column(plan: RowPlan, name: str) -> str:
    return next(column for column in NAMES if plan.row.values.get(column) == name)


def _compare(plan: RowPlan, directory: Directory) -> None:
    """Compare a row; one that is wrong only as far as something else may be wrong with it."""
    values, names = plan.row.values, _names(plan)
    number = str(values.get("bin") or "") if plans.is_readable(plan, "bin") else ""
    found = directory.find(number, names)
    if not found:
        return
    column = _named_column(plan, names[0]) if names else "bin"
    if len(found) > 1:
        plans.refuse(plan, column, "several_known", names=", ".join(_shown(found)))
    elif found[0].kind != values["kind"] and plans.is_readable(plan, "kind"):
        plans.refuse(plan, "kind", "other_kind")
    elif plan.fate is not Fate.WRONG:
        (known,) = found
        if not {fold_text(n) for n in names} & {fold_text(n) for n in known.name.texts.values()}:
            plans.ask(plan, column, "other_name", name=_shown(found)[0])
        plans.compare(plan, known.id, {name: getattr(known, name) for name in CONTACTS})


def _shown(found: Iterable[KnownOrganisation]) -> list[str]:
    return [known.name[LANGUAGES[0]] for known in found]
