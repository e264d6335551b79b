"""Rows of lists: one proposal in a row, as the template takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access import policy
from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Stage, Workflow
from artflow.services.lists.proposal_rows import (
    ProposalRow,
    SignoffRow,
    TurnColumns,
    missing_sum,
)
from artflow.services.programmes.working_days import Calendars
from artflow.web.notices import page_models as notices_page_models
from artflow.web.shared import formatting
from artflow.web.summaries import steps, turn
from artflow.web.summaries.lanes import signoff_label
from artflow.web.summaries.pictures import picture_url
from artflow.web.summaries.steps import StepView


class SideView(NamedTuple):
    """One side of a sign-off and its decision so far."""

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
    steps: Sequence[StepView] = ()
    steps_label: str = ""
    sides: Sequence[SideView] = ()
    missing_sum: str = ""
    news: Sequence[str] = ()
    in_charge: str = ""


MAX_NEWS = 3
"""More than the last few changes are read on the page of the proposal."""
OUTCOME_TAGS = {"accepted": "done", "refused": "no", "withdrawn": "na", "lapsed": "na"}


class ListContext(NamedTuple):
    """What the rows of one list have in common."""

    calendars: Calendars
    today: date
    language: str
    names: dict[int, str]
    with_steps: bool = False
    mine: bool = False
    signoffs: Mapping[int, Sequence[SignoffRow]] = {}
    unread: Mapping[int, Sequence[notices_page_models.UnreadRow]] = {}
    reader: Person | None = None


def build_row(
    proposal: ProposalRow,
    turns: Sequence[TurnColumns],
    workflow: Workflow,
    context: ListContext,
) -> ListRow:
    """Put one proposal into a line: who, where, in which state, how long still."""
    language = context.language
    stage = workflow.stages[proposal.stage]
    due = turn.due_view(
        proposal,
        list(turns),
        context.calendars.of_programme(proposal.programme_id),
        context.today,
        turn.undated_note(stage, language),
        proposal.expires_on,
    )
    return ListRow(
        url=url_for("proposals.show", proposal_id=proposal.id),
        title=quoted_title(proposal),
        number=proposal.number or "",
        by=proposal.artist,
        where=str(formatting.typeset(proposal.address)) if proposal.address else "",
        note="" if proposal.held else row_note(workflow, stage, turns, context),
        image=cover_url(proposal),
        alt="",
        tag_kind=OUTCOME_TAGS.get(stage.outcome, "wait" if proposal.held else "now"),
        tag_text=stage.label[language],
        due_kind=due.kind,
        due_text=due.text,
        due_note=due.note,
        sides=_side_views(proposal, stage, context),
        missing_sum=_missing_sum(proposal, stage, context),
        news=news_texts(proposal, workflow, context),
        in_charge="" if stage.final else in_charge_text(proposal, turns, context.reader),
        **(_step_fields(proposal, workflow, language) if context.with_steps else {}),
    )


def quoted_title(proposal: ProposalRow) -> str:
    """Put the title into its quotes, or say that there is none yet."""
    title = proposal.title or _("Untitled")
    return f"«{title}»"


class _StepFields(TypedDict, total=False):
    steps: list[StepView]
    steps_label: str


def _step_fields(proposal: ProposalRow, workflow: Workflow, language: str) -> _StepFields:
    """Draw the bar of steps and say what it is called."""
    title = proposal.title or _("Untitled")
    return {
        "steps": steps.build_step_bar(workflow, proposal.stage, proposal.came_from, language),
        "steps_label": _("The path of the proposal «%(title)s»", title=title),
    }


def _side_views(proposal: ProposalRow, stage: Stage, context: ListContext) -> list[SideView]:
    """Tell what each side of a sign-off has said, if there are several and the reader may know."""
    signoffs = context.signoffs.get(proposal.id, ())
    if context.reader is None or len(signoffs) < 2:
        return []
    if PagePart.SIGNOFFS not in policy.visible_parts(context.reader, proposal):
        return []
    states = [(s.organisation_id, *signoff_label(s.state, over=stage.final)) for s in signoffs]
    return [SideView(context.names[org], kind, words) for org, kind, words in states if org]


def _missing_sum(proposal: ProposalRow, stage: Stage, context: ListContext) -> str:
    """Tell which sum nobody has promised yet, where sums are promised and the reader may know."""
    signoffs = context.signoffs.get(proposal.id, ())
    if context.reader is None or not signoffs or not stage.counts_money:
        return ""
    if not {PagePart.TOTAL, PagePart.COMMITMENTS} <= policy.visible_parts(context.reader, proposal):
        return ""
    missing = missing_sum(signoffs)
    currency = context.calendars.currency_of(proposal.programme_id)
    return formatting.money(missing, currency) if missing else ""


def news_texts(proposal: ProposalRow, workflow: Workflow, context: ListContext) -> list[str]:
    """Tell what happened since the reader last looked, the newest first."""
    rows = context.unread.get(proposal.id, ())
    if context.reader is None or not rows:
        return []
    open_to = PagePart.MOVES in policy.visible_parts(context.reader, proposal)
    return notices_page_models.event_texts(
        workflow, rows, context.language, named=open_to, most=MAX_NEWS
    )


def row_note(
    workflow: Workflow, stage: Stage, turns: Sequence[TurnColumns], context: ListContext
) -> str:
    """Say what is asked of me, or whose turn it is."""
    asked = [turn.asked_text(workflow, stage, t.role, context.language) for t in turns]
    if any(asked) and context.mine:
        return _("What is asked of you: %(what)s", what=next(filter(None, asked)))
    if context.reader is not None and any(turn.is_turn_of(t, context.reader) for t in turns):
        return _("Your turn")
    who = turn.holder_names(turns, context.names)
    return _("Whose turn: %(who)s", who=who) if who else ""


def in_charge_text(
    proposal: ProposalRow, turns: Sequence[TurnColumns], reader: Person | None
) -> str:
    """Say which specialist is in charge, or that none is though one is asked; to reviewers only."""
    if reader is None or PagePart.INTERNAL not in policy.visible_parts(reader, proposal):
        return ""
    if proposal.assignee:
        return _("In charge: %(name)s", name=proposal.assignee)
    waits = any(turn.role == Role.ARCHITECTURE_SPECIALIST and not turn.user_id for turn in turns)
    return _("Nobody is in charge yet") if waits else ""


def cover_url(proposal: ProposalRow, size: str = "small") -> str:
    """Return the address of the picture that stands for the proposal, if it has one."""
    return picture_url(proposal.id, proposal.cover, size) if proposal.cover else ""
