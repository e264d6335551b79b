"""Rows of lists: one proposal in a line, as the component takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access import policy
from artflow.domain.access.policy import PagePart
from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Person
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.workflow import Stage, Workflow
from artflow.web.notices import page_models as notices_page_models
from artflow.web.shared import formatting
from artflow.web.summaries import steps, turn
from artflow.web.summaries.lanes import SIGNOFF_STATES
from artflow.web.summaries.pictures import picture_url


class SideView(NamedTuple):
    """One side of a sign-off and what it has said so far."""

    name: str
    kind: str
    state: str


class ListRow(NamedTuple):
    """What a row of a list shows."""

    url: str
    title: str
    number: str
    by: str
    where: str
    note: str
    image: str
    alt: str
    tag_kind: str
    tag_text: str
    due_kind: str
    due_text: str
    due_note: str
    steps: Sequence[Any] = ()
    steps_label: str = ""
    sides: Sequence[SideView] = ()
    news: Sequence[str] = ()


MAX_NEWS = 3
"""More than the last few changes are read on the page of the proposal."""
OUTCOME_TAGS = {"accepted": "done", "refused": "no", "withdrawn": "na"}


class ListContext(NamedTuple):
    """What the rows of one list have in common."""

    calendar: WorkCalendar
    today: date
    language: str
    names: dict[int, str]
    with_steps: bool = False
    mine: bool = False
    signoffs: Mapping[int, Sequence[Any]] = {}
    unread: Mapping[int, Sequence[Any]] = {}
    reader: Person | None = None


def build_row(
    proposal: Any, turns: Sequence[Any], workflow: Workflow, context: ListContext
) -> ListRow:
    """One proposal in a line: who, where, in which state, how long still."""
    language = context.language
    stage = workflow.stages[proposal.stage]
    due = turn.due_view(proposal, list(turns), context.calendar, context.today)
    return ListRow(
        url=url_for("proposals.show", proposal_id=proposal.id),
        title=quoted_title(proposal),
        number=proposal.number or "",
        by=proposal.artist,
        where=str(formatting.typeset(proposal.address)) if proposal.address else "",
        note="" if proposal.held else row_note(stage, turns, context),
        image=cover_url(proposal),
        alt="",
        tag_kind=OUTCOME_TAGS.get(stage.outcome, "wait" if proposal.held else "now"),
        tag_text=stage.label[language],
        due_kind=due.kind,
        due_text=due.text,
        due_note=due.note,
        sides=_side_views(proposal, context),
        news=news_texts(proposal, workflow, context),
        **(_step_fields(proposal, workflow, language) if context.with_steps else {}),
    )


def quoted_title(proposal: Any) -> str:
    """The title in its quotes, or that there is none yet."""
    title = proposal.title or _("Untitled")
    return f"«{title}»"


def _step_fields(proposal: Any, workflow: Workflow, language: str) -> dict[str, Any]:
    """The bar of steps and what it is called."""
    title = proposal.title or _("Untitled")
    return {
        "steps": steps.build_step_bar(workflow, proposal.stage, proposal.came_from, language),
        "steps_label": _("The path of the proposal «%(title)s»", title=title),
    }


def _side_views(proposal: Any, context: ListContext) -> list[SideView]:
    """What each side of a sign-off has said, where there are several and the reader may know."""
    signoffs = context.signoffs.get(proposal.id, ())
    if context.reader is None or len(signoffs) < 2:
        return []
    if PagePart.SIGNOFFS not in policy.visible_parts(context.reader, proposal):
        return []
    states = [(s.organisation_id, *SIGNOFF_STATES[SignoffState(s.state)]) for s in signoffs]
    return [SideView(context.names[org], kind, str(words)) for org, kind, words in states if org]


def news_texts(proposal: Any, workflow: Workflow, context: ListContext) -> list[str]:
    """What happened since the reader last looked, the newest first."""
    rows = context.unread.get(proposal.id, ())
    if context.reader is None or not rows:
        return []
    open_to = PagePart.MOVES in policy.visible_parts(context.reader, proposal)
    return notices_page_models.event_texts(
        workflow, rows, context.language, named=open_to, most=MAX_NEWS
    )


def row_note(stage: Stage, turns: Sequence[Any], context: ListContext) -> str:
    """What is asked of me, or whose turn it is."""
    asked = [name for t in turns for name in _asked_actions(stage, t, context.language)]
    if asked and context.mine:
        return _("What is asked of you: %(what)s", what=asked[0])
    if context.reader is not None and any(turn.is_turn_of(t, context.reader) for t in turns):
        return _("Your turn")
    who = turn.holder_names(turns, context.names)
    return _("Whose turn: %(who)s", who=who) if who else ""


def _asked_actions(stage: Stage, turn: Any, language: str) -> list[str]:
    """The stage's leading actions that belong to the role of the turn and need no hold before."""
    leading = [a for a in stage.actions.values() if a.primary and not a.while_held]
    return [a.label[language] for a in leading if turn.role in a.by]


def cover_url(proposal: Any, size: str = "small") -> str:
    """The address of the picture that stands for the proposal, if it has one."""
    return picture_url(proposal.id, proposal.cover, size) if proposal.cover else ""
