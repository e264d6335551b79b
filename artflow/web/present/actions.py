"""The actions of a page: open ones as links, closed ones with their reasons."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for

from artflow.domain.case import Case
from artflow.domain.engine import Option
from artflow.domain.policy import Can, Show, may, shows
from artflow.domain.roles import Person
from artflow.domain.workflow import Action, Workflow
from artflow.services.dossier_page import Beside
from artflow.web.words.reasons import Shown, shown

from . import pictures
from .pictures import Picture
from .remarks import RemarkShown, remarks
from .review import ReviewShown, review


class ActionShown(NamedTuple):
    """One action of the list."""

    name: str
    label: str
    hint: str
    open: bool
    url: str
    primary: bool
    reasons: list[Shown]


class ActionPage(NamedTuple):
    """The heading of the page on which an action is taken."""

    label: str
    hint: str
    url: str
    back: str
    compare: str
    uploads: bool
    picture: Picture | None
    review: ReviewShown | None
    remarks: list[RemarkShown]

    @classmethod
    def of(
        cls, case: Case, action: Action, beside: Beside, person: Person, language: str
    ) -> ActionPage:
        """The page of one action of a case: the work it is about stands beside the form."""
        seen = shows(person, case)
        shown_pictures = pictures.of_version(case, beside.snapshot, beside.sizes)
        return cls(
            label=action.label[language],
            hint=filled(action, case.workflow, language),
            url=url_for("actions.take", proposal_id=case.id, name=action.name),
            back=url_for("proposals.show", proposal_id=case.id),
            compare=url_for("proposals.compare", proposal_id=case.id)
            if may(person, Can.SEE_FULL, case) else "",
            uploads=action.form in ("paper", "verdict", "notice", "consent", "milestone_proof"),
            review=review(case, language)
            if action.leads_on and Show.INTERNAL in seen else None,
            picture=shown_pictures[0] if shown_pictures else None,
            remarks=remarks(case, beside.remarks) if Show.REMARKS in seen else [],
        )  # fmt: skip


def filled(action: Action, workflow: Workflow, language: str) -> str:
    """What the action sets off; `{name}` in its text stands for a setting of the definition."""
    text = action.hint[language] if action.hint else ""
    for name, value in workflow.settings.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def options(case: Case, found: list[Option], reader: Person, language: str) -> list[ActionShown]:
    """All actions of the stage that are mine; the first primary one that is open leads.

    A reason that I can clear myself links to the action that clears it.
    """
    names = stage_names(case.workflow, language)
    ways = {o.action.name: _address(case, o.action) for o in found if o.open}
    lead = next((o.action.name for o in found if o.open and o.action.primary), "")
    actions = [
        ActionShown(
            name=option.action.name,
            label=option.action.label[language],
            hint=filled(option.action, case.workflow, language),
            open=option.open,
            url=_address(case, option.action),
            primary=option.action.name == lead,
            reasons=[
                shown(r, reader, names=names, url=ways.get(r.action, "")) for r in option.reasons
            ],
        )
        for option in found
    ]
    return sorted(actions, key=lambda action: not action.primary)


def _address(case: Case, action: Action) -> str:
    return url_for("actions.ask", proposal_id=case.id, name=action.name)


def stage_names(workflow: Workflow, language: str) -> dict[str, str]:
    """The definition's own names of stages and papers, for the words of reasons."""
    stages = {f"stage:{key}": stage.label[language] for key, stage in workflow.stages.items()}
    return stages | {f"paper:{k}": paper.label[language] for k, paper in workflow.papers.items()}
