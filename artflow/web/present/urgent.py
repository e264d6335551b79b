"""What stands large on a desk: the one thing an artist must do, what a sponsor is asked to sign.

Offices have queues instead: who decides many works needs to see many at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain import policy
from artflow.domain.joins import SignoffState
from artflow.domain.policy import Show
from artflow.domain.roles import Role
from artflow.domain.workflow import Stage, Workflow
from artflow.web import format

from . import turn
from .facts import Fact
from .pictures import UNKNOWN, Picture, address
from .remarks import SEVERITIES
from .rows import Listing, news, titled
from .signing import STATES
from .turn import Due

LARGE = {Role.ARTIST: 1, Role.SPONSOR_SIGNATORY: 3}
"""How many works of a role stand large; what comes after them is rows."""


class Urgent(NamedTuple):
    """A work with its picture, what is asked, until when, and what to know of it before."""

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
    due: Due
    news: Sequence[str]


def how_many(found: Sequence[Any]) -> int:
    """How many of a queue stand large: those at its head whose role has it so."""
    if not found or found[0].role not in LARGE:
        return 0
    role = found[0].role
    return len(list(takewhile(lambda line: line.role == role, found[: LARGE[role]])))


def is_artists(line: Any) -> bool:
    """Whether it is an artist who must act."""
    return line.role == Role.ARTIST


def urgent(line: Any, workflow: Workflow, listing: Listing, remarks: Sequence[Any]) -> Urgent:
    """One work of the head of a queue; `remarks` are counts of those that wait for an answer."""
    stage = workflow.stages[line.stage]
    due = turn.due(line, [line], listing.calendar, listing.today)
    artists = is_artists(line)
    counts = {row.severity: row.n for row in remarks}
    return Urgent(
        kind="todo" if artists else "offer",
        url=url_for("proposals.show", proposal_id=line.id),
        button=_("Open the proposal") if artists else _("View and decide"),
        title=titled(line),
        number=line.number or _("No number yet"),
        by="" if artists else line.artist,
        where=str(format.typeset(line.address)) if line.address else "",
        picture=_picture(line),
        lead=_lead(stage, line, sum(counts.values()), listing.language),
        remarks=[f"{name}: {counts[key]}" for key, name in SEVERITIES.items() if key in counts],
        facts=[] if artists else _facts(line, listing),
        due=due,
        news=news(line, workflow, listing),
    )  # fmt: skip


def _lead(stage: Stage, line: Any, remarks: int, language: str) -> str:
    """What is asked: first the answers, and when they are given what the stage waits for."""
    if remarks:
        return ngettext("Answer %(num)s remark", "Answer %(num)s remarks", remarks)
    answered = [a for a in stage.actions.values() if line.role in a.by and not a.while_held
                and all(effect.name != "answer" for effect in a.effects)]  # fmt: skip
    first = min(answered, key=lambda a: not a.primary, default=None)
    return first.label[language] if first else stage.label[language]


def _picture(line: Any) -> Picture | None:
    if not line.cover:
        return None
    width, height = (line.cover_width, line.cover_height) if line.cover_width else UNKNOWN
    return Picture(address(line.id, line.cover), titled(line), "", width, height)


def _facts(line: Any, listing: Listing) -> list[Fact]:
    """The money, as far as the reader may know it, and what the others have said."""
    said = listing.said.get(line.id, ())
    seen = policy.shows(listing.reader, line) if listing.reader else frozenset()
    found = []
    if said and {Show.TOTAL, Show.COMMITMENTS} <= seen:
        open_sum = said[0].budget - sum(side.amount for side in said)
        found.append(Fact(_("Budget"), format.money(said[0].budget), sum=True))
        if open_sum > 0:
            found.append(Fact(_("Not covered yet"), format.money(open_sum), sum=True))
    if Show.SIGNOFFS in seen:
        found += [_side(side, listing) for side in said
                  if side.organisation_id not in (None, line.organisation_id)]  # fmt: skip
    return found


def _side(side: Any, listing: Listing) -> Fact:
    kind, words = STATES[SignoffState(side.state)]
    sum_ = f", {format.money(side.amount)}" if side.amount else ""
    return Fact(listing.names[side.organisation_id], f"{words}{sum_}", tag=kind)
