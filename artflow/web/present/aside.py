"""What stands beside a form about a proposal: whose turn it is, the work, the main facts."""

from __future__ import annotations

from artflow.domain.case import Case
from artflow.domain.policy import shows
from artflow.domain.roles import Person
from artflow.services import dossier_page

from . import facts, moments, pictures, signing, turn
from .pictures import Picture


def turn_of(case: Case, person: Person, language: str) -> turn.TurnLine:
    """The line of a page that shows nothing else of the proposal."""
    moment = moments.now(case)
    known = dossier_page.organisations(case).items()
    names = {key: organisation.name(language) for key, organisation in known}
    turns = dossier_page.turns(case)
    return turn.line(case, turns, person, moment.calendar, moment.today, names, language)


def main_facts(case: Case, person: Person, language: str) -> list[facts.Fact]:
    """What somebody who signs wants to have before their eyes."""
    rows, seen = dossier_page.read(case), shows(person, case)
    snapshot = dossier_page.shown_snapshot(case, rows.current)
    found = facts.facts(rows, snapshot, seen) + signing.single(rows, seen, language)
    return [fact for fact in found if not fact.more]


def work(case: Case) -> Picture | None:
    """The first picture of the working dossier, if there is one yet."""
    sizes = dossier_page.sizes(case.dossier)
    return next(iter(pictures.of_version(case, case.dossier, sizes)), None)
