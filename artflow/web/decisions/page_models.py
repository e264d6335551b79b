"""The actions of a page: open ones as links, closed ones with their reasons."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, PagePart, may, visible_parts
from artflow.domain.people.roles import Person
from artflow.domain.process import judging
from artflow.domain.process.case import Case
from artflow.domain.process.engine import Option
from artflow.domain.process.workflow import Action, Workflow
from artflow.extensions import db
from artflow.services.decisions import versions
from artflow.services.proposals.detail import FinishedWork, FormAside
from artflow.web.conditions.page_models import ConditionView, condition_views
from artflow.web.review.assessment_page import ReviewView, build_review
from artflow.web.review.remarks import RemarkView, remark_views
from artflow.web.shared.field_labels import change_label
from artflow.web.shared.reason_labels import ReasonView, reason_view
from artflow.web.sponsorship.commitments import commitment_facts
from artflow.web.summaries import contexts, pictures
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.file_lists import FileGroup, build_file_groups
from artflow.web.summaries.outcomes import HearingView, build_hearing
from artflow.web.summaries.pictures import Picture
from artflow.web.walls.page_models import chosen_wall_facts

UPLOAD_FORMS = (
    *("paper", "verdict", "notice", "consent", "milestone_proof", "payment", "statement"),
    *("contract", "insurance", "condition_proof"),
)
CONDITION_FORMS = ("condition_proof", "condition_choice", "condition_return")
"""Beside these, and beside decisions, stand the conditions and defects."""
SUM_FORMS = ("signoff", "conditions", "gap")
"""Beside these stands what is promised for the work."""


class ActionView(NamedTuple):
    """One action of the list."""

    name: str
    label: str
    hint: str
    open: bool
    url: str
    primary: bool
    reasons: list[ReasonView]


class ActionPage(NamedTuple):
    """The heading of the page on which an action is taken.

    `upload` is where its files may be sent one by one; empty if it takes none. `picture` is what
    remarks point at, `others` are the montage and the wall. Where a painted wall is judged,
    `beside` has the approved picture and the newest photos of the wall.
    """

    label: str
    hint: str
    becomes: str
    url: str
    back: str
    compare: str
    upload: str
    picture: Picture | None
    beside: list[Picture]
    others: list[Picture]
    wall: list[Fact]
    hearing: HearingView | None
    files: list[FileGroup]
    review: ReviewView | None
    remarks: list[RemarkView]
    sums: list[Fact]
    conditions: list[ConditionView]

    @classmethod
    def build(
        cls,
        case: Case,
        action: Action,
        aside: FormAside,
        finished: FinishedWork,
        person: Person,
        language: str,
    ) -> ActionPage:
        """Build the page of one action of a case; the work it is about stands next to the form."""
        seen = visible_parts(person, case)
        painted = pictures.finished_pictures(case, finished, seen, language)
        return cls(
            label=action.label[language],
            hint=filled_hint(action, case.workflow, language),
            becomes=_what_it_becomes(case, action),
            url=url_for("actions.take", proposal_id=case.id, name=action.name),
            back=url_for("proposals.show", proposal_id=case.id),
            compare=url_for("proposals.compare", proposal_id=case.id)
            if may(person, Can.SEE_FULL, case)
            else "",
            upload=url_for("actions.keep", proposal_id=case.id, name=action.name)
            if action.form in UPLOAD_FORMS
            else "",
            **_grounds_beside(case, action, aside, seen, language),
            **_work_beside(case, action, aside, painted, full=PagePart.DOSSIER in seen),
        )


class _Grounds(TypedDict):
    review: ReviewView | None
    hearing: HearingView | None
    remarks: list[RemarkView]
    sums: list[Fact]
    conditions: list[ConditionView]


def _grounds_beside(
    case: Case, action: Action, aside: FormAside, seen: frozenset[PagePart], language: str
) -> _Grounds:
    """Lay what a decision rests on beside its form, as far as the person may read it."""
    refuses = action.form == "refusal" and PagePart.PAPERS in seen
    judges = action.leaves_stage and PagePart.INTERNAL in seen
    counts = action.form in SUM_FORMS and PagePart.COMMITMENTS in seen
    rests = judging.is_bound(action) or action.form in CONDITION_FORMS
    return {
        "review": build_review(case, language) if judges else None,
        "hearing": build_hearing(contexts.guard_context(case)) if refuses else None,
        "remarks": remark_views(case, aside.remarks) if PagePart.REMARKS in seen else [],
        "sums": commitment_facts(case, aside.organisations, language) if counts else [],
        "conditions": condition_views(case, aside.conditions, aside.organisations, seen)
        if rests
        else [],
    }


class _Work(TypedDict):
    picture: Picture | None
    beside: list[Picture]
    others: list[Picture]
    wall: list[Fact]
    files: list[FileGroup]


def _work_beside(
    case: Case, action: Action, aside: FormAside, painted: list[Picture], *, full: bool
) -> _Work:
    """Lay the work beside the form: its picture, and all else to those who may read the dossier.

    Where a painted wall is judged, its newest photo stands beside the approved picture.
    """
    found = pictures.version_pictures(case, aside.snapshot, aside.sizes)
    picture = found[0] if found else None
    beside = [*found[:1], *painted[-1:]] if painted else []
    if not full:
        others = found[1:]
        return {"picture": picture, "beside": beside, "others": others, "wall": [], "files": []}
    kept = case.wall_id and any(effect.name == "reserve_wall" for effect in action.effects)
    wall = pictures.pictures_of_kinds(case, aside.snapshot, aside.sizes, ("wall_photo",))
    return {
        "picture": picture,
        "beside": beside,
        "others": [*found[1:], *wall],
        "wall": chosen_wall_facts(case, aside.snapshot) if kept else [],
        "files": build_file_groups(case, aside.snapshot, aside.sizes),
    }


def _what_it_becomes(case: Case, action: Action) -> str:
    """Tell the artist what sending the work again will make of the dossier as it stands now."""
    if not any(effect.name == "resubmit" for effect in action.effects):
        return ""
    changed = versions.find_changes(db.session.connection(), case)
    if not changed:
        return _("Nothing in the dossier has changed: it stays version %(n)s.", n=case.version_no)
    what = ", ".join(change_label(key) for key in changed)
    return _("Becomes version %(n)s. Changed: %(what)s", n=case.version_no + 1, what=what)


def filled_hint(action: Action, workflow: Workflow, language: str) -> str:
    """Return the hint of the action; `{name}` in it stands for a setting of the definition."""
    text = action.hint[language] if action.hint else ""
    for name, value in workflow.settings.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def action_views(
    case: Case, found: list[Option], reader: Person, language: str
) -> list[ActionView]:
    """Return the reader's actions of this stage; the first open primary one leads.

    A reason that the reader can clear links to the action that clears it.
    """
    names = definition_names(case.workflow, language)
    urls = {o.action.name: _action_url(case, o.action) for o in found if o.open}
    lead = next((o.action.name for o in found if o.open and o.action.primary), "")
    actions = [
        ActionView(
            name=option.action.name,
            label=option.action.label[language],
            hint=filled_hint(option.action, case.workflow, language),
            open=option.open,
            url=_action_url(case, option.action),
            primary=option.action.name == lead,
            reasons=[
                reason_view(r, reader, names=names, url=urls.get(r.action, ""))
                for r in option.reasons
            ],
        )
        for option in found
    ]
    return sorted(actions, key=lambda action: not action.primary)


def _action_url(case: Case, action: Action) -> str:
    return url_for("actions.ask", proposal_id=case.id, name=action.name)


def definition_names(workflow: Workflow, language: str) -> dict[str, str]:
    """Return the definition's names of stages, papers and actions, for the words of reasons."""
    stages = {f"stage:{key}": stage.label[language] for key, stage in workflow.stages.items()}
    papers = {f"paper:{key}": paper.label[language] for key, paper in workflow.papers.items()}
    done = {
        f"action:{stage.key}.{action.name}": action.past[language]
        for stage, action in workflow.actions()
    }
    review = workflow.review
    gates = {f"requirement:{g.key}": g.label[language] for g in review.gates} if review else {}
    return stages | papers | done | gates
