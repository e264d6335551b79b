"""The first steps of an administrator, in words, each with the way to it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.people.roles import Person
from artflow.services.administration.first_steps import FirstSteps, Step, load_first_steps
from artflow.web.imports.kinds import KINDS

STEP_LABELS = {
    Step.ORGANISATIONS: _l("Add the organisations"),
    Step.PROGRAMME: _l("Open a programme"),
    Step.PARTIES: _l("Say which organisations take part"),
    Step.PEOPLE: _l("Invite their people"),
    Step.TABLES: _l("Import the tables that the city has"),
}
STEP_TEXTS = {
    Step.ORGANISATIONS: _l(
        "The architecture department, the sponsors, your coordinators, the studios of artists."
    ),
    Step.PROGRAMME: _l("A call in a city, with its days, its process and its numbers."),
    Step.PARTIES: _l("The page of the programme tells who is missing."),
    Step.PEOPLE: _l(
        "Each organisation has a page; from there a letter invites somebody to a role."
    ),
    Step.TABLES: _l(
        "Walls, earlier works, organisations and people from XLSX or CSV; each row is checked "
        "first."
    ),
}


class StepRow(NamedTuple):
    """A step: whether it is done, in words, where it is taken, and what it is about."""

    is_done: bool
    label: str
    text: str
    url: str
    links: list[tuple[str, str]]


class StepsPage(NamedTuple):
    """All steps, and in words how many of them are done."""

    done: str
    rows: list[StepRow]


def load_steps(by: Person, now: datetime, language: str) -> StepsPage | None:
    """Load what is left to do before the first work; None if that is nothing."""
    found = load_first_steps(by, now)
    if found is None:
        return None
    rows = [_row(step, found, language) for step in Step]
    return StepsPage(_("%(n)s of %(all)s done", n=len(found.done), all=len(rows)), rows)


def _row(step: Step, found: FirstSteps, language: str) -> StepRow:
    is_done = step in found.done
    links = [] if is_done else _links(step, found, language)
    return StepRow(is_done, str(STEP_LABELS[step]), str(STEP_TEXTS[step]), _url(step, found), links)


def _url(step: Step, found: FirstSteps) -> str:
    if step is Step.PARTIES and found.programme is not None:
        return url_for("programmes.show", programme_id=found.programme)
    endpoints = {
        Step.ORGANISATIONS: "organisations.new",
        Step.PROGRAMME: "programmes.new",
        Step.PARTIES: "programmes.index",
        Step.PEOPLE: "organisations.index",
        Step.TABLES: "imports.index",
    }
    return url_for(endpoints[step])


def _links(step: Step, found: FirstSteps, language: str) -> list[tuple[str, str]]:
    """Name what a step is about: organisations without people, kinds of tables."""
    if step is Step.PEOPLE:
        return [
            (url_for("people.organisation", organisation_id=key), name[language])
            for key, name in found.without_people
        ]
    if step is Step.TABLES:
        return [(url_for("imports.new", kind=kind.key), str(kind.label)) for kind in KINDS.values()]
    return []
