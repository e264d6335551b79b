"""Rows of lists: one proposal in a line, as the component takes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.calendar import WorkCalendar
from artflow.domain.workflow import Workflow
from artflow.models import Proposal, Turn
from artflow.web import format

from . import steps, turn
from .pictures import address


@dataclass(frozen=True, slots=True)
class Row:
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
    steps: list[Any] = field(default_factory=list)
    steps_label: str = ""


KINDS = {"accepted": "done", "refused": "no", "withdrawn": "na"}


def row(
    proposal: Proposal, turns: Sequence[Turn], workflow: Workflow, names: dict[int, str], *,
    calendar: WorkCalendar, today: date, language: str, with_steps: bool = False,
) -> Row:  # fmt: skip
    """One proposal in a line: who, where, in which state, how long still."""
    stage = workflow.stages[proposal.stage]
    due = turn.due(proposal, list(turns), calendar, today)
    who = turn.holders(turns, names)
    title = proposal.title or _("Untitled")
    return Row(
        url=url_for("proposals.show", proposal_id=proposal.id),
        title=f"«{title}»",
        number=proposal.number or "",
        by=proposal.applicant.name,
        where=str(format.typeset(proposal.wall.address)) if proposal.wall else "",
        note=_("Whose turn: %(who)s", who=who) if who and not proposal.held else "",
        image=image(proposal),
        alt="",
        tag_kind=KINDS.get(stage.outcome, "wait" if proposal.held else "now"),
        tag_text=stage.label[language],
        due_kind=due.kind, due_text=due.text, due_note=due.note,
        steps=steps.bar(workflow, proposal.stage, proposal.came_from, language)
        if with_steps else [],
        steps_label=_("The way of the proposal «%(title)s»", title=title),
    )  # fmt: skip


def image(proposal: Proposal, size: str = "small") -> str:
    """The address of the picture that stands for the proposal, if it has one."""
    if proposal.cover is None or not proposal.cover.is_image:
        return ""
    return address(proposal.id, proposal.cover.sha256, size)
