"""The sidebar of a form about a proposal: whose turn it is, the work, the main facts."""

from __future__ import annotations

from artflow.domain.access.policy import visible_parts
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.services.proposals import detail
from artflow.services.proposals.detail import DetailRows, FormAside

from . import contexts, facts, lanes, pictures, turn
from .pictures import Picture


def build_turn_view(
    case: Case, person: Person, language: str, aside: FormAside | None = None
) -> turn.TurnView:
    """Return the turn of a page that shows nothing else of the proposal but `aside`."""
    context = contexts.guard_context(case)
    known = aside.organisations if aside else detail.load_organisations(case)
    names = {key: organisation.name[language] for key, organisation in known.items()}
    turns = aside.turns if aside else detail.load_turns(case)
    return turn.turn_view(case, turns, person, context.calendar, context.today, names, language)


def main_facts(case: Case, rows: DetailRows, person: Person, language: str) -> list[facts.Fact]:
    """Return the facts that somebody who signs should see."""
    seen = visible_parts(person, case)
    snapshot = detail.shown_snapshot(case, rows.current)
    found = facts.build_facts(case.workflow, rows, snapshot, seen) + lanes.single_signoff_facts(
        case, rows, seen, language
    )
    return [fact for fact in found if not fact.more]


def work_picture(case: Case) -> Picture | None:
    """Return the first picture of the working dossier, if there is one yet."""
    sizes = detail.file_shapes(case.dossier)
    return next(iter(pictures.version_pictures(case, case.dossier, sizes)), None)
