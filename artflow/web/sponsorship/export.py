"""The portfolio as a table for spreadsheets: the same works and sums, a column for each thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from typing import IO, NamedTuple

from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Connection

from artflow.domain.access.policy import Can, PagePart
from artflow.domain.people.roles import Person
from artflow.domain.process.workflow import ACCEPTED
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

from .page_models import (
    PortfolioContext,
    delay_texts,
    next_due_text,
    sign_of,
    sum_labels,
    with_sign,
)

KIND = "portfolio"
CURRENCY_COLUMN = 15
SHOWN = ("budget", "agreed", "due", "paid", "left")
WITH_TOTALS = "xlsx"
"""The format that people read; what machines read has works alone."""
NOTE_EVERY = 100
"""Rows after which whoever waits is told how many there are."""


class _Columns(NamedTuple):
    """What the columns depend on: the sponsors that were asked, and what organisations are called.

    `sign` is that of the only currency, none where there are several; `row_count` is how many works
    there are, `widths` fit the first of them. `totals` are those of each currency, without works
    that bind nobody any more, and by sponsor.
    """

    sponsors: list[int]
    names: dict[int, str]
    sign: str
    row_count: int
    widths: list[int]
    totals: dict[str, _Total]


class _Total:
    """What works of one currency come to, in all and by sponsor."""

    def __init__(self) -> None:
        self.sums = [0] * len(SHOWN)
        self.shares: defaultdict[int, list[int]] = defaultdict(lambda: [0] * (len(SHOWN) - 1))

    def add(self, work: Work) -> None:
        """Add a work whose sums the reader may know."""
        self.sums = [a + b for a, b in zip(self.sums, _sums(work), strict=True)]
        for share in work.shares:
            mine = self.shares[share.organisation_id]
            self.shares[share.organisation_id] = [
                a + b for a, b in zip(mine, _share_sums(share), strict=True)
            ]


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
    rows: Iterable[list[Cell]] = _rows(connection, person, columns, context, progress)
    if table_format == WITH_TOTALS:
        rows = chain(rows, _total_rows(columns))
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
    totals: defaultdict[str, _Total] = defaultdict(_Total)
    count = 0
    for piece in portfolio.load_pieces(connection, person):
        sponsors.update(piece.sponsors)
        organisations |= piece.organisations
        names = context.names(piece)
        currencies.update(context.currency_of(work) for work in piece.works)
        for work in piece.works if count == 0 else ():
            widths = spreadsheets.widen(widths, _work_cells(work, names, "", context))
        for work in piece.works:
            if work.budget is not None and work.stage.outcome in ("", ACCEPTED):
                totals[context.currency_of(work)].add(work)
        count += len(piece.works)
        progress(0, None)
    named = {key: name[context.language] for key, name in organisations.items()}
    sign = sign_of(currencies)
    if sign:
        del widths[CURRENCY_COLUMN : CURRENCY_COLUMN + 1]
    own = {m.organisation_id for m in person.memberships}
    order = sorted(sponsors, key=lambda key: (key not in own, key))
    return _Columns(order, named, sign, count, widths, dict(totals))


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
    """Return the names of the columns; every sponsor that was asked has five, the reader's first.

    Where works count in several currencies, a column says in which.
    """
    names, sign = columns.names, columns.sign
    found = [
        _("Number"),
        _("Title of the work"),
        _("Artist"),
        _("Programme"),
        _("District"),
        _("Address"),
        _("Wall"),
        _("Stage"),
        _("Whose turn"),
        _("Due date"),
        _("Working days overdue"),
        _("Last change"),
        _("Planned start"),
        _("Planned end"),
        _("Delays"),
        *([] if sign else [_("Currency")]),
        *sum_labels(sign).values(),
        _("Next due"),
    ]
    for sponsor in columns.sponsors:
        found += [
            _("%(sponsor)s: decision", sponsor=names[sponsor]),
            with_sign(_("%(sponsor)s: agreed", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: due", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: paid", sponsor=names[sponsor]), sign),
            with_sign(_("%(sponsor)s: left", sponsor=names[sponsor]), sign),
        ]
    return found


def _work_cells(
    work: Work, names: dict[int, str], sign: str, context: PortfolioContext
) -> list[Cell]:
    """Return the cells of a work, without those of its sponsors; without a `sign` its currency."""
    row, known, full = work.row, work.budget is not None, PagePart.DOSSIER in work.seen
    due = min((t.due_on for t in work.turns if t.due_on), default=None)
    days = context.calendars.of_programme(row.programme_id)
    late = due is not None and due < context.today and not row.held
    return [
        row.number,
        row.title or _("Untitled"),
        row.artist,
        row.programme[context.language],
        row.district,
        row.address,
        row.wall,
        work.stage.label[context.language],
        _("On hold") if row.held else turn.holder_names(work.turns, names),
        None if row.held else due,
        max(days.between(due, context.today), 1) if due and late else None,
        formatting.local_date(row.moved_at),
        *(
            date.fromisoformat(day) if day and full else None
            for day in (row.start_on, row.finish_on)
        ),
        "; ".join(delay_texts(work, context.language)) or None,
        *([] if sign else [context.currency_of(work)]),
        *(_sums(work) if known else [None] * len(SHOWN)),
        next_due_text(work, context) or None,
    ]


def _sums(work: Work) -> list[int]:
    return [work.budget or 0, work.committed, work.due, work.paid, work.left]


def _share_sums(share: Share) -> list[int]:
    return [share.committed, share.unpaid, share.paid, share.left]


def _share_cells(share: Share | None) -> list[Cell]:
    if share is None:
        return [None] * len(SHOWN)
    return [str(SIGNOFF_STATES[share.state][1]), *_share_sums(share)]


def _total_rows(columns: _Columns) -> Iterator[list[Cell]]:
    """Yield what the works of each currency come to, under their rows."""
    for currency, total in sorted(columns.totals.items()):
        cells: list[Cell] = [_("In all"), *[None] * (CURRENCY_COLUMN - 1)]
        cells += [] if columns.sign else [currency]
        cells += [*total.sums, None]
        for sponsor in columns.sponsors:
            cells += [None, *total.shares[sponsor]]
        yield cells
