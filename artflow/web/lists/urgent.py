"""The large works of a desk: what an artist must do, what a sponsor is asked to sign.

Offices have queues instead: who decides many works needs to see many at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.access import policy
from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import Role
from artflow.domain.process import judging
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.workflow import Stage, Workflow
from artflow.services.lists.proposal_rows import (
    OpenRemarksRow,
    SignoffRow,
    WaitingRow,
    missing_sum,
)
from artflow.web.review.remarks import SEVERITY_LABELS
from artflow.web.shared import formatting
from artflow.web.summaries import turn
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.lanes import SIGNOFF_STATES
from artflow.web.summaries.pictures import UNKNOWN_SIZE, Picture, picture_url
from artflow.web.summaries.turn import DueView

from .rows import ListContext, news_texts, quoted_title

LARGE_BY_ROLE: dict[str, int] = {Role.ARTIST: 1, Role.SPONSOR_SIGNATORY: 3}
"""How many works of a role stand large; what comes after them is rows."""


class UrgentView(NamedTuple):
    """A work with its picture, what is asked, until when, and the main facts."""

    kind: str
    url: str
    button: str
    title: str
    number: str
    by: str
    where: str
    picture: Picture | None
    lead: str
    remarks: Sequence[str]
    facts: Sequence[Fact]
    due: DueView
    news: Sequence[str]


def count_large(found: Sequence[WaitingRow]) -> int:
    """Count how many of a queue stand large: those at its head whose role has it so."""
    if not found or found[0].role not in LARGE_BY_ROLE:
        return 0
    role = found[0].role
    return len(list(takewhile(lambda item: item.role == role, found[: LARGE_BY_ROLE[role]])))


def is_artist_turn(item: WaitingRow) -> bool:
    """Tell whether it is an artist who must act."""
    return item.role == Role.ARTIST


def build_urgent(
    item: WaitingRow,
    workflow: Workflow,
    context: ListContext,
    remarks: Sequence[OpenRemarksRow],
) -> UrgentView:
    """Prepare one work of the head of a queue; `remarks` count those that wait for an answer."""
    due = turn.due_view(
        item,
        [item],
        context.calendars.of_programme(item.programme_id),
        context.today,
        turn.undated_note(workflow.stages[item.stage], context.language),
        item.expires_on,
    )
    artists = is_artist_turn(item)
    counts = {row.severity: row.n for row in remarks}
    return UrgentView(
        kind="todo" if artists else "offer",
        url=url_for("proposals.show", proposal_id=item.id),
        button=_("Open the proposal") if artists else _("View and decide"),
        title=quoted_title(item),
        number=item.number or _("No number yet"),
        by="" if artists else item.artist,
        where=str(formatting.typeset(item.address)) if item.address else "",
        picture=_picture(item),
        lead=_lead_text(workflow, item, sum(counts.values()), context.language),
        remarks=[
            f"{name}: {counts[key]}" for key, name in SEVERITY_LABELS.items() if key in counts
        ],
        facts=[] if artists else _facts(item, workflow.stages[item.stage], context),
        due=due,
        news=news_texts(item, workflow, context),
    )


def _lead_text(workflow: Workflow, item: WaitingRow, remarks: int, language: str) -> str:
    """Say what is asked: first the answers, and when they are given what the stage waits for."""
    stage = workflow.stages[item.stage]
    if remarks:
        return ngettext("Answer %(num)s remark", "Answer %(num)s remarks", remarks)
    if judging.is_decision(workflow, stage, Role(item.role)):
        return _("Decide")
    answered = [
        a
        for a in stage.actions.values()
        if item.role in a.by
        and not a.while_held
        and all(effect.name != "answer" for effect in a.effects)
    ]
    first = min(answered, key=lambda a: not a.primary, default=None)
    return first.label[language] if first else stage.label[language]


def _picture(item: WaitingRow) -> Picture | None:
    if not item.cover:
        return None
    return Picture(
        picture_url(item.id, item.cover),
        quoted_title(item),
        "",
        item.cover_width or UNKNOWN_SIZE[0],
        item.cover_height or UNKNOWN_SIZE[1],
    )


def _facts(item: WaitingRow, stage: Stage, context: ListContext) -> list[Fact]:
    """Tell the money, as far as the reader may know it, and what the others have said."""
    signoffs = context.signoffs.get(item.id, ())
    seen = policy.visible_parts(context.reader, item) if context.reader else frozenset()
    currency = context.calendars.currency_of(item.programme_id)
    found = []
    if signoffs and {PagePart.TOTAL, PagePart.COMMITMENTS} <= seen:
        budget, missing = signoffs[0].budget or 0, missing_sum(signoffs)
        found.append(Fact(_("Budget"), formatting.money(budget, currency), sum=True))
        if missing and stage.counts_money:
            found.append(Fact(_("Not covered yet"), formatting.money(missing, currency), sum=True))
    if PagePart.SIGNOFFS in seen:
        found += [
            _side_fact(side, context, currency)
            for side in signoffs
            if side.organisation_id not in (None, item.organisation_id)
        ]
    return found


def _side_fact(side: SignoffRow, context: ListContext, currency: str) -> Fact:
    kind, words = SIGNOFF_STATES[SignoffState(side.state)]
    sum_ = f", {formatting.money(side.amount, currency)}" if side.amount else ""
    return Fact(context.names[side.organisation_id or 0], f"{words}{sum_}", tag=kind)
