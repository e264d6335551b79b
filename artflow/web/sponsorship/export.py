"""The portfolio as a table for spreadsheets: the same works and sums, a column for each thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, NamedTuple

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Connection

from artflow.domain.access.policy import Can
from artflow.domain.people.roles import Person
from artflow.domain.sponsorship import Share
from artflow.domain.text import LocalizedText
from artflow.services.exports import exports
from artflow.services.exports.exports import ExportKind, Progress
from artflow.services.files import spreadsheets
from artflow.services.files.spreadsheets import Cell, Table
from artflow.services.programmes.working_days import load_calendars
from artflow.services.sponsorship import portfolio
from artflow.services.sponsorship.portfolio import Work
from artflow.web.shared import current, formatting, language
from artflow.web.summaries import turn
from artflow.web.summaries.lanes import SIGNOFF_STATES

from .page_models import PortfolioContext, delay_texts, sign_of, sum_labels, with_sign

KIND = "portfolio"
CURRENCY_COLUMN = 11
NOTE_EVERY = 100
"""Rows after which whoever waits is told how many there are."""


class _Columns(NamedTuple):
    """What the columns depend on: the sponsors that were asked, and what organisations are called.

    `sign` is that of the only currency, none where there are several; `row_count` is how many works
    there are, `widths` fit the first of them.
    """

    sponsors: list[int]
    names: dict[int, str]
    sign: str
    row_count: int
    widths: list[int]


def init_app(app: Flask) -> None:
    """Let the worker write portfolios."""
    exports.register(app.extensions, KIND, ExportKind(Can.SEE_PORTFOLIO, write_in_language))


def write_in_language(
    connection: Connection,
    person: Person,
    table_format: str,
    code: str,
    file: IO[bytes],
    progress: Progress,
) -> str:
    """Write the portfolio of a person in their language, outside of any request of theirs."""
    base = current_app.config["PUBLIC_URL"]
    with current_app.test_request_context(base_url=base), force_locale(code):
        return write(connection, person, table_format, file, progress)


def write(
    connection: Connection,
    person: Person,
    table_format: str,
    file: IO[bytes],
    progress: Progress = lambda done, total: None,
) -> str:
    """Write all works the person may see into a file, piece by piece. Returns a name for it.

    They are gone through twice, for which columns there are depends on all of them: use a
    connection of `transactions.reading`.
    """
    calendars = load_calendars(connection)
    today = calendars.home.today(current.now())
    context = PortfolioContext(calendars, today, language.code())
    columns = _find_columns(connection, person, context, progress)
    rows = _rows(connection, person, columns, context, progress)
    table = Table(_("Portfolio"), headings(columns), rows, columns.row_count, columns.widths)
    spreadsheets.WRITERS[table_format](file, table)
    return f"artflow-portfolio-{today.isoformat()}.{table_format}"


def _find_columns(
    connection: Connection, person: Person, context: PortfolioContext, progress: Progress
) -> _Columns:
    sponsors: set[int] = set()
    organisations: dict[int, LocalizedText] = {}
    currencies: set[str] = set()
    widths: list[int] = []
    count = 0
    for piece in portfolio.load_pieces(connection, person):
        sponsors.update(piece.sponsors)
        organisations |= piece.organisations
        names = context.names(piece)
        currencies.update(context.currency_of(work) for work in piece.works)
        for work in piece.works if count == 0 else ():
            widths = spreadsheets.widen(widths, _work_cells(work, names, "", context))
        count += len(piece.works)
        progress(0, None)
    named = {key: name[context.language] for key, name in organisations.items()}
    sign = sign_of(currencies)
    if sign:
        del widths[CURRENCY_COLUMN : CURRENCY_COLUMN + 1]
    return _Columns(sorted(sponsors), named, sign, count, widths)


def _rows(
    connection: Connection,
    person: Person,
    columns: _Columns,
    context: PortfolioContext,
    progress: Progress,
) -> Iterator[list[Cell]]:
    """Yield a row for each work, the newest first; a cell that is not for the reader is empty."""
    done = 0
    for piece in portfolio.load_pieces(connection, person):
        for work in piece.works:
            shares = {share.organisation_id: share for share in work.shares}
            cells = _work_cells(work, columns.names, columns.sign, context)
            for sponsor in columns.sponsors:
                cells += _share_cells(shares.get(sponsor))
            yield cells
            done += 1
            if done % NOTE_EVERY == 0 or done == columns.row_count:
                progress(done, columns.row_count)


def headings(columns: _Columns) -> list[str]:
    """Return the names of the columns; every sponsor that was asked has four.

    Where works count in several currencies, a column says in which.
    """
    names, sign = columns.names, columns.sign
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
    for sponsor in columns.sponsors:
        found += [
            _("%(sponsor)s: decision", sponsor=names[sponsor]),
            with_sign(_("%(sponsor)s: committed", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: payable", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: paid", sponsor=names[sponsor]), sign),
        ]
    return found


def _work_cells(
    work: Work, names: dict[int, str], sign: str, context: PortfolioContext
) -> list[Cell]:
    """Return the cells of a work, without those of its sponsors; without a `sign` its currency."""
    row, known = work.row, work.budget is not None
    due = min((t.due_on for t in work.turns if t.due_on), default=None)
    days = context.calendars.of_programme(row.programme_id)
    late = due is not None and due < context.today and not row.held
    return [
        row.number,
        row.title or _("Untitled"),
        row.artist,
        row.programme[context.language],
        row.address,
        work.stage.label[context.language],
        _("On hold") if row.held else turn.holder_names(work.turns, names),
        None if row.held else due,
        max(days.between(due, context.today), 1) if due and late else None,
        formatting.local_date(row.moved_at),
        "; ".join(delay_texts(work, context.language)) or None,
        *([] if sign else [context.currency_of(work)]),
        work.budget,
        *((work.committed, work.payable, work.paid) if known else (None, None, None)),
    ]


def _share_cells(share: Share | None) -> list[Cell]:
    if share is None:
        return [None, None, None, None]
    return [str(SIGNOFF_STATES[share.state][1]), share.committed, share.payable, share.paid]
