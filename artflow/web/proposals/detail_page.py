"""The page model of one proposal; parts its reader may not see are not in it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, TypedDict

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.domain.access.policy import Can, PagePart, may, visible_parts
from artflow.domain.people.roles import Person
from artflow.domain.process import engine
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Snapshot
from artflow.services.lists import vacancies
from artflow.services.proposals import detail
from artflow.web.conditions import page_models as conditions_page
from artflow.web.decisions.page_models import ActionView, action_views
from artflow.web.milestones import page_models as milestones_page_models
from artflow.web.notices import page_models as notices_page_models
from artflow.web.review import remarks
from artflow.web.review.assessment_page import ReviewView, build_review
from artflow.web.review.remarks import Link
from artflow.web.shared import current
from artflow.web.summaries import (
    completeness,
    contexts,
    file_lists,
    history,
    pictures,
    steps,
    turn,
)
from artflow.web.summaries.facts import Fact, build_facts
from artflow.web.summaries.lanes import LaneGroup, lane_groups, single_signoff_facts
from artflow.web.summaries.outcomes import HearingView, OutcomeView, build_hearing, build_outcome

from . import detail_parts
from .outcome_document import has_document


class ProposalPage(NamedTuple):
    """Everything the template shows."""

    id: int
    title: str
    number: str
    by: str
    concept: str
    turn: turn.TurnView
    since: notices_page_models.UnreadNews | None
    steps: list[steps.StepView]
    lead_pictures: list[pictures.Picture]
    facts: list[Fact]
    files: list[file_lists.FileGroup]
    actions: list[ActionView]
    outcome: OutcomeView | None
    hearing: HearingView | None
    lanes: list[LaneGroup]
    remarks: list[remarks.RemarkView]
    conditions: list[conditions_page.ConditionView]
    gaps: list[completeness.GapRow]
    review: ReviewView | None
    versions: list[detail_parts.VersionRow]
    papers: list[detail_parts.PaperRow]
    making: milestones_page_models.MakingView
    candidates: list[detail_parts.CandidateRow]
    history: list[history.TimelineRow]
    edit_url: str
    copy_url: str
    process_url: str
    links: list[Link]


def build_proposal_page(case: Case, person: Person, language: str) -> ProposalPage:
    """Build what this person may see of the proposal; the rows are read once."""
    rows = detail.load_detail(case, person.id)
    seen = visible_parts(person, case)
    snapshot = detail.shown_snapshot(case, rows.current)
    options = engine.explain(contexts.guard_context(case), person)
    full = PagePart.DOSSIER in seen
    made = milestones_page_models.build_making(case, rows, person, seen, language)
    return ProposalPage(
        id=case.id,
        title=rows.proposal.title,
        number=case.number,
        by=rows.proposal.applicant.name,
        concept=str(snapshot["facts"].get("concept") or "") if full else "",
        turn=_turn(case, rows, person, language),
        since=notices_page_models.unread_news(case, rows.unread, person, language),
        steps=_steps(case, rows, language),
        lead_pictures=_pictures(case, rows, snapshot, made),
        facts=_facts(case, rows, snapshot, seen, language),
        files=file_lists.build_file_groups(case, snapshot, rows.sizes) if full else [],
        actions=action_views(case, options, person, language),
        remarks=_remarks(case, rows, options, seen),
        gaps=completeness.open_gaps(case, rows) if PagePart.REMARKS in seen else [],
        **_decisions(case, rows, person, options, language),
        versions=detail_parts.version_rows(rows) if full else [],
        papers=detail_parts.paper_rows(case, rows, seen, language),
        making=made,
        candidates=detail_parts.candidate_rows(rows) if full else [],
        history=_history(case, rows, person, seen, language),
        links=_overview_links(case, person, rows),
        **_page_urls(person, case),
    )


class _Decisions(TypedDict):
    outcome: OutcomeView | None
    hearing: HearingView | None
    lanes: list[LaneGroup]
    conditions: list[conditions_page.ConditionView]
    review: ReviewView | None


def _decisions(
    case: Case,
    rows: detail.DetailRows,
    person: Person,
    options: list[engine.Option],
    language: str,
) -> _Decisions:
    """Tell what has been decided and what was recommended, as far as the reader may know."""
    seen = visible_parts(person, case)
    return {
        "outcome": build_outcome(case, rows, language) if PagePart.MOVES in seen else None,
        "hearing": build_hearing(contexts.guard_context(case)) if PagePart.PAPERS in seen else None,
        "lanes": lane_groups(case, rows, person, seen, language),
        "conditions": conditions_page.condition_views(
            case, rows.conditions, rows.organisations, seen, options
        ),
        "review": build_review(case, language) if PagePart.INTERNAL in seen else None,
    }


def _facts(
    case: Case,
    rows: detail.DetailRows,
    snapshot: Snapshot,
    seen: frozenset[PagePart],
    language: str,
) -> list[Fact]:
    first = detail_parts.in_charge_facts(case, rows, seen) + detail_parts.twin_facts(case, seen)
    found = build_facts(case.workflow, rows, snapshot, seen)
    found += detail_parts.missing_facts(case, seen)
    return first + found + single_signoff_facts(case, rows, seen, language)


def _overview_links(case: Case, person: Person, rows: detail.DetailRows) -> list[Link]:
    """Return the links about the whole proposal, for somebody who may read all of it."""
    ended = PagePart.MOVES in visible_parts(person, case) and has_document(case, rows)
    address = url_for("proposals.decision", proposal_id=case.id)
    decided = [Link(address, _("Decision about the proposal"))] if ended else []
    if not may(person, Can.SEE_FULL, case):
        return decided
    side = Link(
        url_for("proposals.compare", proposal_id=case.id),
        _("Side by side: the wall, the work, its earlier version"),
    )
    paper = Link(url_for("proposals.sheet", proposal_id=case.id), _("Approval sheet"))
    whole = Link(url_for("archives.whole", proposal_id=case.id), _("The whole file (ZIP)"))
    return [
        side,
        *([paper] if rows.signoffs else []),
        *decided,
        *([whole] if may(person, Can.TAKE_FILE, case) and not current.impersonator() else []),
    ]


def _turn(case: Case, rows: detail.DetailRows, person: Person, language: str) -> turn.TurnView:
    context = contexts.guard_context(case)
    names = {key: each.name[language] for key, each in rows.organisations.items()}
    view = turn.turn_view(
        case, rows.turns, person, context.calendar, context.today, names, language
    )
    if view.mine or case.held or not _waits_for_nobody(rows, person, context.today):
        return view
    told = Markup("{} <b>{}</b>").format(view.text, _("Nobody there can act today."))
    return view._replace(text=told)


def _waits_for_nobody(rows: detail.DetailRows, person: Person, today: date) -> bool:
    """Tell who runs the programme whether one of the turns is nobody's today."""
    if not (rows.turns and may(person, Can.SEE_BOARD)):
        return False
    places = vacancies.find_places(person, today)
    vacant = {(place.organisation_id, place.role.value) for place in places}
    artist_is_gone = not rows.proposal.applicant.active
    return any(
        (each.organisation_id, each.role) in vacant
        or (each.organisation_id is None and artist_is_gone)
        for each in rows.turns
    )


def _pictures(
    case: Case, rows: detail.DetailRows, snapshot: Snapshot, made: milestones_page_models.MakingView
) -> list[pictures.Picture]:
    """The pictures that the page begins with: the work, and the newest photo of its making."""
    shown = pictures.version_pictures(case, snapshot, rows.sizes)
    return pictures.lead_pictures(shown, made.photos)


def _remarks(
    case: Case, rows: detail.DetailRows, options: list[engine.Option], seen: frozenset[PagePart]
) -> list[remarks.RemarkView]:
    if PagePart.REMARKS not in seen:
        return []
    return remarks.remark_views(case, rows.remarks, options)


def _history(
    case: Case, rows: detail.DetailRows, person: Person, seen: frozenset[PagePart], language: str
) -> list[history.TimelineRow]:
    if PagePart.MOVES not in seen:
        return []
    return history.history_rows(case, rows, person, seen, language)


def _steps(case: Case, rows: detail.DetailRows, language: str) -> list[steps.StepView]:
    history = [event for event, _name in rows.events]
    return steps.build_step_bar(case.workflow, case.stage, case.came_from, language, history)


def _page_urls(person: Person, case: Case) -> dict[str, str]:
    """Return the addresses of what the person may do besides the actions."""
    return {
        "edit_url": _url_if_allowed(person, Can.EDIT, case, "dossier.tasks"),
        "copy_url": _url_if_allowed(person, Can.COPY, case, "proposals.copy"),
        "process_url": url_for("process.show", proposal_id=case.id),
    }


def _url_if_allowed(person: Person, can: Can, case: Case, endpoint: str) -> str:
    return url_for(endpoint, proposal_id=case.id) if may(person, can, case) else ""
