"""The board, prepared: a column for each stage, in it the works that have waited longest."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.calendar import WorkCalendar
from artflow.extensions import db
from artflow.services import lines
from artflow.services.board import MANY, Board, Column
from artflow.services.listing import MOST
from artflow.services.working_days import calendar
from artflow.web import current, format

from . import lists, rows, turn


class Card(NamedTuple):
    """One work in a column."""

    url: str
    title: str
    number: str
    by: str
    image: str
    age: str
    who: str
    due: turn.Due


class ColumnShown(NamedTuple):
    """A stage; `all_url` leads to all of its works where they are more than the cards."""

    key: str
    label: str
    count: str
    longest: str
    cards: list[Card]
    all_url: str


class Choice(NamedTuple):
    """One programme to choose, or all of them."""

    url: str
    label: str
    current: bool
    count: None = None


class BoardPage(NamedTuple):
    """The page."""

    choices: list[Choice]
    columns: list[ColumnShown]
    ended: list[ColumnShown]


def page(board: Board, language: str) -> BoardPage:
    """The board in words, in a constant number of statements."""
    proposals = [one for column in board.live for one in column.oldest]
    turns = lines.open_turns(one.id for one in proposals)
    names = lists.names(turns)
    days = calendar(db.session.connection())
    today = days.today(current.now())
    cards = {p.id: _card(p, turns[p.id], names, days, today) for p in proposals}
    return BoardPage(
        _choices(board, language),
        [_column(board, c, cards, today, language) for c in board.live],
        [_column(board, c, cards, today, language) for c in board.ended],
    )


def _choices(board: Board, language: str) -> list[Choice]:
    """Nothing to choose for who runs one programme."""
    if len(board.programmes) < 2:
        return []
    every = [] if len(board.programmes) > MANY else [
        Choice(url_for("board.index"), _("All programmes"), board.chosen is None)]  # fmt: skip
    return every + [
        Choice(url_for("board.index", programme=one.id), one.name(language),
               one.id == board.chosen)
        for one in board.programmes
    ]  # fmt: skip


def _column(
    board: Board, column: Column, cards: dict[int, Card], today: date, language: str
) -> ColumnShown:
    key, oldest = column.stage.key, column.oldest
    everything = url_for("proposals.index", stage=key, programme=board.chosen)
    longest = _("longest: %(age)s", age=age(oldest[0], today)) if oldest else ""
    return ColumnShown(
        key, column.stage.label[language], format.counted(column.count, MOST), longest,
        [cards[one.id] for one in oldest], everything if column.count > len(oldest) else "",
    )  # fmt: skip


def _card(
    proposal: Any, turns: list[Any], names: dict[int, str], days: WorkCalendar, today: date
) -> Card:
    who = turn.holders(turns, names)
    return Card(
        url_for("proposals.show", proposal_id=proposal.id),
        f"«{proposal.title or _('Untitled')}»", proposal.number or "", proposal.artist,
        rows.image(proposal), age(proposal, today), "" if proposal.held else who,
        turn.due(proposal, turns, days, today),
    )  # fmt: skip


def age(proposal: Any, today: date) -> str:
    """How many days the work has been in its stage."""
    days = max((today - format.local(proposal.entered_at)).days, 0)
    return ngettext("%(num)s day", "%(num)s days", days) if days else _("since today")
