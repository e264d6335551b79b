"""News in words: what was done to which proposal, by whom, as far as the reader may know it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain import policy
from artflow.domain.case import Case
from artflow.domain.policy import Show
from artflow.domain.roles import Person
from artflow.domain.workflow import Workflow
from artflow.extensions import db
from artflow.models import Event, Turn
from artflow.services import definitions
from artflow.services.notices import TURN
from artflow.web import format

from .history import past
from .turn import is_mine


class News(NamedTuple):
    """One notice; `url` opens it by a form, because reading it is remembered."""

    url: str
    what: str
    title: str
    number: str
    when: str
    unread: bool
    turn: bool


def news(rows: Iterable[Any], turns: Iterable[Turn], person: Person, language: str) -> list[News]:
    """The notices of a page; what one no longer sees is not told any more.

    A notice that called its reader says so as long as one of the open `turns` is theirs.
    """
    mine = {turn.proposal_id for turn in turns if is_mine(turn, person)}
    return [
        _news(row, person, language, turn=row[0].kind == TURN and row[2].id in mine)
        for row in rows
        if policy.sees(person, row[2])
    ]


def _news(row: Any, person: Person, language: str, *, turn: bool) -> News:
    notice, event, proposal, actor = row
    workflow = definitions.workflow(db.session.connection(), proposal.definition_id)
    open_to = Show.MOVES in policy.shows(person, proposal)
    return News(
        url_for("notices.open_one", notice_id=notice.id),
        told(workflow, event, actor if open_to else "", language),
        proposal.title or _("Untitled"), proposal.number or "", format.minute(notice.at),
        notice.read_at is None, turn,
    )  # fmt: skip


class Since(NamedTuple):
    """What happened to one proposal since somebody last looked; `newest` is the last notice."""

    lines: list[str]
    newest: int


def since(case: Case, unread: Sequence[Any], person: Person, language: str) -> Since | None:
    """The news of a proposal's page, None where there are none."""
    named = Show.MOVES in policy.shows(person, case)
    told = lines(case.workflow, unread, language, named=named)
    return Since(told, unread[0][0]) if unread else None


def lines(
    workflow: Workflow, unread: Sequence[Any], language: str, *, named: bool, most: int = 12
) -> list[str]:
    """What happened since somebody last looked, the newest first; `named` says by whom.

    `unread` is what `inbox.unread` found for the proposal.
    """
    rows = unread[:most]
    return list(
        dict.fromkeys(told(workflow, e, by if named else "", language) for _k, e, by in rows)
    )


def told(workflow: Workflow, event: Event, actor: str, language: str) -> str:
    """What was done, and by whom if that may be said."""
    done = past(workflow, event, language)
    return f"{done}: {actor}" if actor else done
