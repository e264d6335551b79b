"""The portfolio as a table for spreadsheets: the same works and sums, a column for each thing."""

from __future__ import annotations

from flask_babel import gettext as _

from artflow.domain.sponsorship import Share
from artflow.services.files.spreadsheets import Cell
from artflow.services.sponsorship.portfolio import Portfolio, Work
from artflow.web.shared import formatting
from artflow.web.summaries import turn
from artflow.web.summaries.lanes import SIGNOFF_STATES

from .page_models import PortfolioContext, delay_texts, sum_labels, with_sign


def headings(portfolio: Portfolio, context: PortfolioContext) -> list[str]:
    """Return the names of the columns; every sponsor that was asked has four.

    Where works count in several currencies, a column says in which.
    """
    names, sign = context.names(portfolio), context.sign(portfolio)
    found = [
        _("Number"),
        _("Title of the work"),
        _("Artist"),
        _("Programme"),
        _("Address"),
        _("Stage"),
        _("Whose turn"),
        _("Due date"),
        _("Working days overdue"),
        _("Last change"),
        _("Delays"),
        *([] if sign else [_("Currency")]),
        *sum_labels(sign).values(),
    ]
    for sponsor in portfolio.sponsors:
        found += [
            _("%(sponsor)s: decision", sponsor=names[sponsor]),
            with_sign(_("%(sponsor)s: committed", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: payable", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: paid", sponsor=names[sponsor]), sign),
        ]
    return found


def export_rows(portfolio: Portfolio, context: PortfolioContext) -> list[list[Cell]]:
    """Return a row for each work, the newest first; a cell that is not for the reader is empty."""
    return [_row(work, portfolio, context) for work in portfolio.works]


def _row(work: Work, portfolio: Portfolio, context: PortfolioContext) -> list[Cell]:
    row, known = work.row, work.budget is not None
    due = min((t.due_on for t in work.turns if t.due_on), default=None)
    days = context.calendars.of_programme(row.programme_id)
    late = due is not None and due < context.today and not row.held
    shares = {share.organisation_id: share for share in work.shares}
    cells: list[Cell] = [
        row.number,
        row.title or _("Untitled"),
        row.artist,
        row.programme[context.language],
        row.address,
        work.stage.label[context.language],
        _("On hold") if row.held else turn.holder_names(work.turns, context.names(portfolio)),
        None if row.held else due,
        max(days.between(due, context.today), 1) if due and late else None,
        formatting.local_date(row.moved_at),
        "; ".join(delay_texts(work, context.language)) or None,
        *([] if context.sign(portfolio) else [context.currency_of(work)]),
        work.budget,
        *((work.committed, work.payable, work.paid) if known else (None, None, None)),
    ]
    for sponsor in portfolio.sponsors:
        cells += _share_cells(shares.get(sponsor))
    return cells


def _share_cells(share: Share | None) -> list[Cell]:
    if share is None:
        return [None, None, None, None]
    return [str(SIGNOFF_STATES[share.state][1]), share.committed, share.payable, share.paid]
