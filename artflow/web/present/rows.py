"""Rows of lists: one proposal in a line, as the component takes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain import policy
from artflow.domain.calendar import WorkCalendar
from artflow.domain.joins import SignoffState
from artflow.domain.policy import Show
from artflow.domain.roles import Person
from artflow.domain.workflow import Stage, Workflow
from artflow.web import format

from . import notices, steps, turn
from .pictures import address
from .signing import STATES


class Side(NamedTuple):
    """One side of a sign-off and what it has said so far."""

    name: str
    kind: str
    state: str


class Row(NamedTuple):
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
    sides: Sequence[Side] = ()
    news: Sequence[str] = ()


NEWS = 3
"""More than the last few changes are read on the page of the proposal."""
KINDS = {"accepted": "done", "refused": "no", "withdrawn": "na"}


class Listing(NamedTuple):
    """What the rows of one list have in common."""

    calendar: WorkCalendar
    today: date
    language: str
    names: dict[int, str]
    with_steps: bool = False
    mine: bool = False
    said: Mapping[int, Sequence[Any]] = {}
    unread: Mapping[int, Sequence[Any]] = {}
    reader: Person | None = None


def row(proposal: Any, turns: Sequence[Any], workflow: Workflow, listing: Listing) -> Row:
    """One proposal in a line: who, where, in which state, how long still."""
    language = listing.language
    stage = workflow.stages[proposal.stage]
    due = turn.due(proposal, list(turns), listing.calendar, listing.today)
    return Row(
        url=url_for("proposals.show", proposal_id=proposal.id),
        title=titled(proposal),
        number=proposal.number or "",
        by=proposal.artist,
        where=str(format.typeset(proposal.address)) if proposal.address else "",
        note="" if proposal.held else note(stage, turns, listing),
        image=image(proposal),
        alt="",
        tag_kind=KINDS.get(stage.outcome, "wait" if proposal.held else "now"),
        tag_text=stage.label[language],
        due_kind=due.kind,
        due_text=due.text,
        due_note=due.note,
        sides=_sides(proposal, listing),
        news=news(proposal, workflow, listing),
        **(_path(proposal, workflow, language) if listing.with_steps else {}),
    )


def titled(proposal: Any) -> str:
    """The title in its quotes, or that there is none yet."""
    title = proposal.title or _("Untitled")
    return f"«{title}»"


def _path(proposal: Any, workflow: Workflow, language: str) -> dict[str, Any]:
    """The bar of steps and what it is called."""
    title = proposal.title or _("Untitled")
    return {
        "steps": steps.bar(workflow, proposal.stage, proposal.came_from, language),
        "steps_label": _("The path of the proposal «%(title)s»", title=title),
    }


def _sides(proposal: Any, listing: Listing) -> list[Side]:
    """What each side of a sign-off has said, where there are several and the reader may know."""
    said = listing.said.get(proposal.id, ())
    if listing.reader is None or len(said) < 2:
        return []
    if Show.SIGNOFFS not in policy.shows(listing.reader, proposal):
        return []
    states = [(s.organisation_id, *STATES[SignoffState(s.state)]) for s in said]
    return [Side(listing.names[org], kind, str(words)) for org, kind, words in states if org]


def news(proposal: Any, workflow: Workflow, listing: Listing) -> list[str]:
    """What happened since the reader last looked, the newest first."""
    rows = listing.unread.get(proposal.id, ())
    if listing.reader is None or not rows:
        return []
    open_to = Show.MOVES in policy.shows(listing.reader, proposal)
    return notices.lines(workflow, rows, listing.language, named=open_to, most=NEWS)


def note(stage: Stage, turns: Sequence[Any], listing: Listing) -> str:
    """What is asked of me, or whose turn it is."""
    asked = [name for t in turns for name in _asked(stage, t, listing.language)]
    if asked and listing.mine:
        return _("What is asked of you: %(what)s", what=asked[0])
    if listing.reader is not None and any(turn.is_mine(t, listing.reader) for t in turns):
        return _("Your turn")
    who = turn.holders(turns, listing.names)
    return _("Whose turn: %(who)s", who=who) if who else ""


def _asked(stage: Stage, turn: Any, language: str) -> list[str]:
    """The stage's leading actions that belong to the role of the turn and need no hold before."""
    leading = [a for a in stage.actions.values() if a.primary and not a.while_held]
    return [a.label[language] for a in leading if turn.role in a.by]


def image(proposal: Any, size: str = "small") -> str:
    """The address of the picture that stands for the proposal, if it has one."""
    return address(proposal.id, proposal.cover, size) if proposal.cover else ""
