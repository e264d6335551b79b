"""What a person may do now, in which role, and if not, why not: one answer for every caller."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from artflow.domain.errors import NotPossible, Reason
from artflow.domain.people.roles import ActingRole, Person, Role

from . import machine
from .case import Case
from .context import GuardContext
from .guards import refusals
from .joins import OPEN
from .workflow import Action, Stage


@dataclass(frozen=True, slots=True)
class Option:
    """One action of the present stage that belongs to the person: open, or closed with reasons."""

    action: Action
    acting_role: ActingRole
    reasons: tuple[Reason, ...]

    @property
    def open(self) -> bool:
        return not self.reasons


def acting_role_for(case: Case, person: Person, action: Action, today: date) -> ActingRole | None:
    """Find the role and organisation in which the person would act, or None.

    None if the action is not theirs. Of several roles, that of the artist comes before one that
    would judge the own work, then one whose party is still asked, then one that is valid today.
    """
    acting_roles = [
        acting_role
        for role in action.by
        for acting_role in _acting_roles(case, person, role, today)
    ]
    waiting = {s.party for s in case.signoffs_in(case.stage) if s.state in OPEN}
    acting_roles.sort(
        key=lambda h: (_judges_own_work(case, h), h.party not in waiting, not h.is_valid)
    )
    return acting_roles[0] if acting_roles else None


def _acting_roles(case: Case, person: Person, role: Role, today: date) -> list[ActingRole]:
    if role is Role.ARTIST:
        return [ActingRole(person.id, role)] if person.id == case.applicant_id else []
    return [
        ActingRole(person.id, role, m.organisation_id, m.basis, m.valid_on(today))
        for m in person.in_programme(case.programme_id, role)
        if m.organisation_id not in case.absent
    ]


def _judges_own_work(case: Case, acting_role: ActingRole) -> bool:
    """Return whether the person would judge, in this role, what they have made."""
    return acting_role.role is not Role.ARTIST and acting_role.person_id == case.applicant_id


def objections(context: GuardContext, action: Action) -> list[Reason]:
    """List every reason why the action may not be taken now, in the context's acting role."""
    return [*_general_objections(context, action), *refusals(action.needs, context)]


def _general_objections(context: GuardContext, action: Action) -> list[Reason]:
    """List the reasons that need no definition: own work, an expired authority, a hold."""
    case, acting_role = context.case, context.acting_role
    found = []
    if acting_role and _judges_own_work(case, acting_role):
        found.append(Reason("own_work"))
    if acting_role and not acting_role.is_valid:
        found.append(Reason("authority_out_of_date", {}, (Role.ADMINISTRATOR,)))
    if case.held and not action.while_held:
        found.append(Reason("on_hold", {}, (Role.COORDINATOR,), "resume"))
    return found


def explain(context: GuardContext, person: Person) -> list[Option]:
    """List the person's actions in the present stage, in the definition's order, with
    objections."""
    options = []
    for action in context.case.current_stage.actions.values():
        acting_role = acting_role_for(context.case, person, action, context.today)
        if acting_role is not None:
            reasons = objections(replace(context, acting_role=acting_role), action)
            options.append(Option(action, acting_role, tuple(reasons)))
    return options


def advance(context: GuardContext, action: Action) -> Stage:
    """Move the case by the action (effects have been applied) and return its new stage."""
    machine.move(context, action.name)
    return context.case.current_stage


def return_stage(case: Case, touched: frozenset[str]) -> str:
    """Find where a revised work goes: back where it came from, or to an earlier stage.

    Earlier if a part of the dossier changed that the earlier stage has judged.
    """
    workflow = case.workflow
    candidates = [workflow.stages[case.came_from]] + [
        stage
        for stage in workflow.stages.values()
        if stage.key in case.reached and stage.judges & touched
    ]
    return min(candidates, key=lambda stage: stage.order).key


def require(context: GuardContext, action: Action) -> None:
    """Raise `NotPossible` with all objections, if there are any."""
    found = objections(context, action)
    if found:
        raise NotPossible(*found)
