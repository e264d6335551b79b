"""News in words: what was done to which proposal, by whom, as far as the reader may know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access import policy
from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.process.workflow import Workflow
from artflow.extensions import db
from artflow.models import Event, Notice, Proposal, Turn
from artflow.services.decisions.notices import TURN
from artflow.services.programmes import definitions
from artflow.services.programmes.working_days import load_currency
from artflow.web.shared import formatting
from artflow.web.summaries.history import due_text, past_label, with_actor
from artflow.web.summaries.turn import is_turn_of

ToldRow: TypeAlias = tuple[Notice, Event, Proposal, str | None]
UnreadRow: TypeAlias = tuple[int, Event, str | None]
"""The id of the notice, what happened, and the name of who did it."""


class NoticeRow(NamedTuple):
    """One notice; `url` opens it by a form, because reading it is remembered."""

    url: str
    what: str
    title: str
    number: str
    when: str
    unread: bool
    turn: bool


def notice_rows(
    rows: Iterable[ToldRow], turns: Iterable[Turn], person: Person, language: str
) -> list[NoticeRow]:
    """Put the notices of a page into words; what one no longer sees is not told any more.

    A notice that called its reader says so as long as one of the open `turns` is theirs.
    """
    mine = {turn.proposal_id for turn in turns if is_turn_of(turn, person)}
    return [
        _notice_row(row, person, language, turn=row[0].kind == TURN and row[2].id in mine)
        for row in rows
        if policy.sees(person, row[2])
    ]


def _notice_row(row: ToldRow, person: Person, language: str, *, turn: bool) -> NoticeRow:
    notice, event, proposal, actor = row
    workflow = definitions.load_workflow(db.session.connection(), proposal.definition_id)
    open_to = PagePart.MOVES in policy.visible_parts(person, proposal)
    currency = load_currency(db.session.connection(), proposal.programme_id)
    said = event_text(workflow, event, actor if open_to else "", language)
    return NoticeRow(
        url_for("notices.open_one", notice_id=notice.id),
        ". ".join(filter(None, (said, due_text(event, person, currency)))),
        proposal.title or _("Untitled"),
        proposal.number or "",
        formatting.date_time(notice.at),
        notice.read_at is None,
        turn,
    )


class UnreadNews(NamedTuple):
    """The news of one proposal; `newest` is the id of its last notice."""

    texts: list[str]
    newest: int


def unread_news(
    case: Case, unread: Sequence[UnreadRow], person: Person, language: str
) -> UnreadNews | None:
    """Tell the news of a proposal's page, None where there are none."""
    named = PagePart.MOVES in policy.visible_parts(person, case)
    texts = event_texts(case.workflow, unread, language, named=named)
    return UnreadNews(texts, unread[0][0]) if unread else None


def event_texts(
    workflow: Workflow, unread: Sequence[UnreadRow], language: str, *, named: bool, most: int = 12
) -> list[str]:
    """Tell what happened since somebody last looked, the newest first; `named` says by whom.

    `unread` is what `inbox.unread` found for the proposal.
    """
    rows = unread[:most]
    return list(
        dict.fromkeys(event_text(workflow, e, by if named else "", language) for _k, e, by in rows)
    )


def event_text(workflow: Workflow, event: Event, actor: str | None, language: str) -> str:
    """Say what was done, and by whom if that may be said."""
    done = past_label(workflow, event, language)
    return with_actor(event, done, actor)
