"""The portfolio as a table for spreadsheets: the same works and sums, a column for each thing."""

from __future__ import annotations

from flask_babel import gettext as _

from artflow.domain.money import Share
from artflow.services.portfolio import Portfolio, Work
from artflow.services.sheets import Cell
from artflow.web import format

from . import turn
from .portfolio import Setting, delays
from .signing import STATES


def headings(portfolio: Portfolio, setting: Setting) -> list[str]:
    """The names of the columns; every sponsor that was asked has four."""
    names = setting.names(portfolio)
    found = [
        _("Number"), _("Title of the work"), _("Artist"), _("Programme"), _("Address"),
        _("Stage"), _("Whose turn"), _("Due date"), _("Working days overdue"), _("Last change"),
        _("Delays"), _("Budget, ₸"), _("Committed, ₸"), _("Payable, ₸"), _("Paid, ₸"),
    ]  # fmt: skip
    for sponsor in portfolio.sponsors:
        found += [
            _("%(sponsor)s: decision", sponsor=names[sponsor]),
            _("%(sponsor)s: committed, ₸", sponsor=names[sponsor]),
            _("%(sponsor)s: payable, ₸", sponsor=names[sponsor]),
            _("%(sponsor)s: paid, ₸", sponsor=names[sponsor]),
        ]
    return found


def rows(portfolio: Portfolio, setting: Setting) -> list[list[Cell]]:
    """A row for each work, the newest first; a cell that is not for the reader is empty."""
    return [_row(work, portfolio, setting) for work in portfolio.works]


def _row(work: Work, portfolio: Portfolio, setting: Setting) -> list[Cell]:
    row, known = work.row, work.budget is not None
    due = min((t.due_on for t in work.turns if t.due_on), default=None)
    late = due is not None and due < setting.today and not row.held
    shares = {share.organisation_id: share for share in work.shares}
    cells: list[Cell] = [
        row.number, row.title or _("Untitled"), row.artist,
        getattr(row, f"name_{setting.language}"), row.address,
        work.stage.label[setting.language],
        _("On hold") if row.held else turn.holders(work.turns, setting.names(portfolio)),
        None if row.held else due,
        max(setting.calendar.between(due, setting.today), 1) if due and late else None,
        format.local(row.moved_at), "; ".join(delays(work, setting.language)) or None, work.budget,
        *((work.committed, work.payable, work.paid) if known else (None, None, None)),
    ]  # fmt: skip
    for sponsor in portfolio.sponsors:
        cells += _share(shares.get(sponsor))
    return cells


def _share(share: Share | None) -> list[Cell]:
    if share is None:
        return [None, None, None, None]
    return [str(STATES[share.state][1]), share.committed, share.payable, share.paid]
