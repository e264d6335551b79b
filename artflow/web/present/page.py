"""The page of one proposal, prepared for its reader: parts they may not see are not in it."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain import engine
from artflow.domain.case import Case
from artflow.domain.policy import Can, Show, may, shows
from artflow.domain.roles import Person
from artflow.services import dossier_page
from artflow.services.primed import prime

from . import (
    completeness,
    history,
    making,
    moments,
    notices,
    parts,
    pictures,
    remarks,
    steps,
    turn,
)
from .actions import ActionShown, options
from .facts import facts
from .remarks import Link
from .review import ReviewShown, review
from .signing import lanes, single


class Page(NamedTuple):
    """Everything the template shows."""

    id: int
    title: str
    number: str
    by: str
    concept: str
    turn: turn.TurnLine
    since: notices.Since | None
    steps: list[Any]
    hung: list[pictures.Picture]
    facts: list[Any]
    actions: list[ActionShown]
    lanes: list[Any]
    remarks: list[remarks.RemarkShown]
    gaps: list[completeness.Gap]
    review: ReviewShown | None
    versions: list[parts.VersionShown]
    papers: list[parts.PaperShown]
    making: making.Making
    candidates: list[parts.CandidateShown]
    history: list[history.Line]
    edit_url: str
    copy_url: str
    process_url: str
    beside: list[Link]


def page_of(case: Case, person: Person, language: str) -> Page:
    """Read the rows once and prepare what this person may see of them."""
    rows = dossier_page.read(case, person.id)
    prime(case, rows)
    seen = shows(person, case)
    moment = moments.now(case)
    names = {key: org.name(language) for key, org in rows.organisations.items()}
    snapshot = rows.current.snapshot if rows.current else case.dossier
    full = Show.DOSSIER in seen
    found = engine.explain(moment, person)
    made = making.making(case, rows, seen, language)
    return Page(
        id=case.id, title=rows.proposal.title, number=case.number, by=rows.proposal.applicant.name,
        concept=str(snapshot["facts"].get("concept") or "") if full else "",
        turn=turn.line(case, rows.turns, person, moment.calendar, moment.today, names, language),
        since=notices.since(case, rows.unread, person, language),
        steps=steps.bar(case.workflow, case.stage, case.came_from, language,
                        [event for event, _name in rows.events]),
        hung=pictures.hung(pictures.of_version(case, snapshot, rows.sizes), made.photos),
        facts=facts(rows, snapshot, seen) + single(rows, seen, language),
        actions=options(case, found, person, language),
        lanes=lanes(case, rows, person, seen, language),
        remarks=remarks.remarks(case, rows.remarks, found) if Show.REMARKS in seen else [],
        gaps=completeness.asked(case, rows) if Show.REMARKS in seen else [],
        review=review(case, language) if Show.INTERNAL in seen else None,
        versions=parts.versions(rows) if full else [],
        papers=parts.papers(case, rows, seen, language),
        making=made,
        candidates=parts.candidates(rows) if full else [],
        history=history.lines(case, rows, person, seen, language) if Show.MOVES in seen else [],
        edit_url=_way(person, Can.EDIT, case, "dossier.tasks"),
        copy_url=_way(person, Can.COPY, case, "proposals.copy"),
        process_url=url_for("process.show", proposal_id=case.id),
        beside=_beside(case, person, rows),
    )  # fmt: skip


def _beside(case: Case, person: Person, rows: dossier_page.Dossier) -> list[Link]:
    """The pages about the whole of a proposal, for who may read all of it."""
    if not may(person, Can.SEE_FULL, case):
        return []
    side = Link(url_for("proposals.compare", proposal_id=case.id),
                _("Side by side: the wall, the work, its earlier version"))  # fmt: skip
    paper = Link(url_for("proposals.sheet", proposal_id=case.id), _("Approval sheet"))
    return [side, paper] if rows.signoffs else [side]


def _way(person: Person, can: Can, case: Case, endpoint: str) -> str:
    """The address of what the person may do beside the actions, or nothing."""
    return url_for(endpoint, proposal_id=case.id) if may(person, can, case) else ""
