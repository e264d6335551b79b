"""What stands beside a form about a proposal: whose turn it is, the work, the main facts."""

from __future__ import annotations

from artflow.domain.case import Case
from artflow.domain.policy import shows
from artflow.domain.roles import Person
from artflow.services import dossier_page
from artflow.services.dossier_page import Beside, Dossier

from . import facts, moments, pictures, signing, turn
from .pictures import Picture


def turn_of(
    case: Case, person: Person, language: str, beside: Beside | None = None
) -> turn.TurnLine:
    """The line of a page that shows nothing else of the proposal but what is `beside`."""
    moment = moments.now(case)
    known = beside.organisations if beside else dossier_page.organisations(case)
    names = {key: organisation.name(language) for key, organisation in known.items()}
    turns = beside.turns if beside else dossier_page.turns(case)
    return turn.line(case, turns, person, moment.calendar, moment.today, names, language)


def main_facts(case: Case, rows: Dossier, person: Person, language: str) -> list[facts.Fact]:
    """What somebody who signs wants to have before their eyes."""
    seen = shows(person, case)
    snapshot = dossier_page.shown_snapshot(case, rows.current)
    found = facts.facts(rows, snapshot, seen) + signing.single(rows, seen, language)
    return [fact for fact in found if not fact.more]


def work(case: Case) -> Picture | None:
    """The first picture of the working dossier, if there is one yet."""
    sizes = dossier_page.sizes(case.dossier)
    return next(iter(pictures.of_version(case, case.dossier, sizes)), None)
