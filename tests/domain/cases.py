"""Proposals in memory: a case answers from plain lists what the database would answer."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from artflow.domain.calendar import WorkCalendar
from artflow.domain.definitions.loading import load
from artflow.domain.errors import DefinitionError
from artflow.domain.people.roles import APPLICANT, ActingRole, Membership, Part, Party, Person, Role
from artflow.domain.pictures import Unready
from artflow.domain.process.case import Case, PaperFact, Signoff, Twins
from artflow.domain.process.context import GuardContext
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.workflow import Workflow

DEFINITIONS = Path(__file__).parent.parent / "definitions"
MURAL = DEFINITIONS / "mural.toml"
SCULPTURE = DEFINITIONS / "sculpture.toml"
SMALL = DEFINITIONS / "small.toml"

PROGRAMME = 1
ARTIST, SPECIALIST, HEAD, COORDINATOR, JUSAN, TOURISM = 1, 2, 3, 4, 5, 6
DEPARTMENT, OFFICE, BANK, COMPANY = 10, 20, 30, 40
MONDAY = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
"""23 November 2026, ten in the morning in Almaty."""

PATIENT = settings(deadline=None)
"""For properties: a busy machine is no failure."""

PARTIES = [
    Party(f"org:{DEPARTMENT}", Part.ARCHITECTURE, DEPARTMENT),
    Party(f"org:{BANK}", Part.SPONSOR, BANK),
    Party(f"org:{COMPANY}", Part.SPONSOR, COMPANY),
    Party(f"org:{OFFICE}", Part.COORDINATOR, OFFICE),
    Party(APPLICANT, Part.ARTIST, user_id=ARTIST),
]


@cache
def workflow(path: Path) -> Workflow:
    return load(path.read_text())


def problems(*changes: tuple[str, str]) -> list[str]:
    """Return what loading says of the small definition when each first text is replaced."""
    text = SMALL.read_text()
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    with pytest.raises(DefinitionError) as refused:
        load(text)
    return refused.value.problems


class InMemorySource:
    """A source of given answers; `asked` names what was asked for."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def _answer(self, name: str, default: Any) -> Any:
        self.asked.append(name)
        return self.answers.get(name, default)

    def dossier(self, case: Case) -> dict[str, Any]:
        return self._answer("dossier", {"facts": {}, "files": []})

    def twins(self, case: Case) -> Twins:
        return Twins(self._answer("twins", []), self._answer("later_twins", []))

    def candidates(self, case: Case) -> int:
        return self._answer("candidates", 0)

    def unready(self, case: Case) -> list[Unready]:
        return self._answer("unready", [])


def case(stage: str = "draft", definition: Path = MURAL, **given: Any) -> Case:
    """Build a case of the artist's; what is no column of it is an answer of its source."""
    columns = {field.name for field in fields(Case)}
    own = {"parties": PARTIES} | {key: value for key, value in given.items() if key in columns}
    own["papers"] = {fact.kind: fact for fact in own.get("papers", ())}
    answers = {key: value for key, value in given.items() if key not in columns}
    return Case(7, workflow(definition), stage, PROGRAMME, ARTIST, InMemorySource(**answers), **own)


def guard_context(
    subject: Case, acting_role: ActingRole | None = None, now: datetime = MONDAY
) -> GuardContext:
    return GuardContext(subject, acting_role, now, WorkCalendar())


def member(role: Role, organisation: int, **dates: date | None) -> Membership:
    return Membership(role, organisation, frozenset({PROGRAMME}), f"order {organisation}", **dates)


def person(key: int, *memberships: Membership) -> Person:
    return Person(key, f"person {key}", memberships)


def acting_role(
    role: Role, organisation: int | None = None, person_id: int = COORDINATOR
) -> ActingRole:
    return ActingRole(person_id, role, organisation)


def signoff(stage: str, organisation: int, state: SignoffState, **more: Any) -> Signoff:
    return Signoff(stage, f"org:{organisation}", state, organisation, **more)


def paper(kind: str, at: datetime = MONDAY, **more: Any) -> PaperFact:
    return PaperFact(kind, more.pop("data", {}), COORDINATOR, at, **more)
