"""What may this person do here, in which hat, and if not, why not? One answer for every asker."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from . import machine
from .case import Case
from .errors import NotPossible, Reason
from .guards import refusals
from .joins import OPEN
from .moment import Moment
from .roles import Hat, Person, Role
from .workflow import Action, Stage


class Option(NamedTuple):
    """One action of the present stage that belongs to the person: open, or closed with reasons."""

    action: Action
    hat: Hat
    reasons: tuple[Reason, ...]

    @property
    def open(self) -> bool:
        return not self.reasons


def hat_for(case: Case, person: Person, action: Action, today: date) -> Hat | None:
    """The role and organisation in which the person would act; None if the action is not theirs.

    Of several hats the artist's own comes before one that would judge the own work, then one whose
    party is still asked, then one that is in date.
    """
    hats = [hat for role in action.by for hat in _hats(case, person, role, today)]
    waiting = {s.party for s in case.signoffs_in(case.stage) if s.state in OPEN}
    hats.sort(key=lambda h: (_own_work(case, h), h.party not in waiting, not h.in_date))
    return hats[0] if hats else None


def _hats(case: Case, person: Person, role: Role, today: date) -> list[Hat]:
    if role is Role.ARTIST:
        return [Hat(person.id, role)] if person.id == case.applicant_id else []
    return [
        Hat(person.id, role, m.organisation_id, m.basis, m.valid_on(today))
        for m in person.in_programme(case.programme_id, role)
    ]


def _own_work(case: Case, hat: Hat) -> bool:
    """Whether the hat would judge what its wearer has made."""
    return hat.role is not Role.ARTIST and hat.person_id == case.applicant_id


def objections(moment: Moment, action: Action) -> list[Reason]:
    """Every reason why the moment's hat may not take the action now."""
    return [*_standing(moment, action), *refusals(action.needs, moment)]


def _standing(moment: Moment, action: Action) -> list[Reason]:
    """The reasons that need no definition: own work, an authority out of date, a hold."""
    case, hat = moment.case, moment.hat
    found = []
    if hat and _own_work(case, hat):
        found.append(Reason("own_work"))
    if hat and not hat.in_date:
        found.append(Reason("authority_out_of_date", {}, (Role.ADMINISTRATOR,)))
    if case.held and not action.while_held:
        found.append(Reason("on_hold", {}, (Role.COORDINATOR,), "resume"))
    return found


def explain(moment: Moment, person: Person) -> list[Option]:
    """The actions of the present stage that belong to the person, in the definition's order."""
    options = []
    for action in moment.case.at.actions.values():
        hat = hat_for(moment.case, person, action, moment.today)
        if hat is not None:
            reasons = objections(replace(moment, hat=hat), action)
            options.append(Option(action, hat, tuple(reasons)))
    return options


def advance(moment: Moment, action: Action) -> Stage:
    """Move the case by the action (effects have been applied) and return the stage it is in."""
    machine.move(moment, action.name)
    return moment.case.at


def return_stage(case: Case, touched: frozenset[str]) -> str:
    """Where a revised work goes: back where it came from, or earlier if a part changed that an
    earlier stage has judged."""
    workflow = case.workflow
    candidates = [workflow.stages[case.came_from]] + [
        stage
        for stage in workflow.stages.values()
        if stage.key in case.reached and stage.judges & touched
    ]
    return min(candidates, key=lambda stage: stage.order).key


def require(moment: Moment, action: Action) -> None:
    """Raise `NotPossible` with all objections, if there are any."""
    found = objections(moment, action)
    if found:
        raise NotPossible(*found)
