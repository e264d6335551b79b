"""The page model of the board: a column for each stage with the works that have waited longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.calendar import WorkCalendar
from artflow.extensions import db
from artflow.services.lists import proposal_rows
from artflow.services.lists.board import MAX_PROGRAMMES, Board, Column
from artflow.services.lists.proposal_rows import ProposalRow, TurnColumns
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.shared import current, formatting
from artflow.web.summaries import turn

from . import list_pages, rows


class BoardCard(NamedTuple):
    """One work in a column."""

    url: str
    title: str
    number: str
    by: str
    image: str
    age: str
    who: str
    in_charge: str
    due: turn.DueView


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A stage; `all_url` leads to all of its works if there are more than the cards."""

    key: str
    label: str
    count: str
    longest: str
    cards: list[BoardCard]
    all_url: str


@dataclass(frozen=True, slots=True)
class ProgrammeChoice:
    """One programme to choose, or all of them."""

    url: str
    label: str
    current: bool
    count: None = None


class BoardPage(NamedTuple):
    """The board."""

    choices: list[ProgrammeChoice]
    columns: list[ColumnView]
    ended: list[ColumnView]


def build_board_page(board: Board, language: str) -> BoardPage:
    """Build the board in a constant number of statements."""
    proposals = [one for column in board.live for one in column.oldest]
    turns = proposal_rows.open_turns_by_proposal(one.id for one in proposals)
    names = list_pages.organisation_names(turns)
    days = load_home_calendar(db.session.connection())
    today = days.today(current.now())
    cards = {p.id: _card(p, turns[p.id], names, days, today) for p in proposals}
    return BoardPage(
        _programme_choices(board, language),
        [_column(board, c, cards, today, language) for c in board.live],
        [_column(board, c, cards, today, language) for c in board.ended],
    )


def _programme_choices(board: Board, language: str) -> list[ProgrammeChoice]:
    """Return the programmes to choose from; nothing if there is only one."""
    if len(board.programmes) < 2:
        return []
    every = (
        []
        if len(board.programmes) > MAX_PROGRAMMES
        else [ProgrammeChoice(url_for("board.index"), _("All programmes"), board.chosen is None)]
    )
    return every + [
        ProgrammeChoice(
            url_for("board.index", programme=one.id), one.name[language], one.id == board.chosen
        )
        for one in board.programmes
    ]


def _column(
    board: Board, column: Column, cards: dict[int, BoardCard], today: date, language: str
) -> ColumnView:
    key, oldest = column.stage.key, column.oldest
    everything = url_for("proposals.index", stage=key, programme=board.chosen)
    longest = _("longest: %(age)s", age=stage_age(oldest[0], today)) if oldest else ""
    return ColumnView(
        key,
        column.stage.label[language],
        formatting.number(column.count),
        longest,
        [cards[one.id] for one in oldest],
        everything if column.count > len(oldest) else "",
    )


def _card(
    proposal: ProposalRow,
    turns: Sequence[TurnColumns],
    names: dict[int, str],
    days: WorkCalendar,
    today: date,
) -> BoardCard:
    who = turn.holder_names(turns, names)
    return BoardCard(
        url_for("proposals.show", proposal_id=proposal.id),
        f"«{proposal.title or _('Untitled')}»",
        proposal.number or "",
        proposal.artist,
        rows.cover_url(proposal),
        stage_age(proposal, today),
        "" if proposal.held else who,
        rows.in_charge_text(proposal, turns, current.me()),
        turn.due_view(proposal, turns, days, today),
    )


def stage_age(proposal: ProposalRow, today: date) -> str:
    """Say how many days the work has been in its stage."""
    days = max((today - formatting.local_date(proposal.entered_at)).days, 0)
    return ngettext("%(num)s day", "%(num)s days", days) if days else _("since today")
