"""The statistics of a month, for departments and for whoever runs programmes."""

from __future__ import annotations

import io
from datetime import date

from flask import Blueprint, abort, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from artflow.extensions import db
from artflow.services.files import spreadsheets
from artflow.services.lists import listing, monthly_stats, statistics
from artflow.services.lists.monthly_stats import Month
from artflow.services.lists.statistics import RECEIVED, SETTLED, Asked, Scope
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.shared import current, formatting, language, request_args
from artflow.web.shared.access import signed_in

from . import list_pages, statistics_page
from . import monthly_stats as monthly_stats_facts

bp = Blueprint("statistics", __name__, url_prefix="/statistics")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@bp.get("/")
@signed_in
def show() -> str:
    """Show what was decided in a month, on time and late, and what took how long."""
    scope, month, today = _asked_month()
    page = statistics_page.build_statistics_page(
        statistics.load(scope, month), month, today, language.code()
    )
    return render_template("lists/statistics.html", page=page)


@bp.get("/works")
@signed_in
def works() -> str:
    """Show the works that a figure of the statistics counts."""
    scope, month, _today = _asked_month()
    found = statistics.list_works(
        current.me(), scope, month, _asked(), request_args.key_arg("after"), listing.PAGE_SIZE + 1
    )
    shown = found[: listing.PAGE_SIZE]
    more = {**request.args.to_dict(), "after": shown[-1].id} if len(found) > len(shown) else None
    return render_template(
        "lists/statistics_works.html",
        rows=list_pages.build_rows(shown),
        month=formatting.month(month.first),
        back_url=url_for("statistics.show", month=monthly_stats_facts.month_key(month.first)),
        more=url_for("statistics.works", **more) if more else "",  # type: ignore[arg-type]
    )


@bp.get("/statistics.xlsx")
@signed_in
def export_xlsx() -> ResponseReturnValue:
    """Download the figures of a month as a workbook."""
    scope, month, _today = _asked_month()
    table = statistics_page.build_table(statistics.load(scope, month), month, language.code())
    file = io.BytesIO()
    spreadsheets.write_xlsx(file, table)
    file.seek(0)
    response = send_file(
        file, XLSX, as_attachment=True, download_name=f"artflow-statistics-{table.title}.xlsx"
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _asked_month() -> tuple[Scope, Month, date]:
    """Return whose month is meant, and today. Aborts with 404 for who may count nothing."""
    calendar = load_home_calendar(db.session.connection())
    today = calendar.today(current.now())
    scope = statistics.scope_of(current.me(), today)
    if scope is None:
        abort(404)
    return scope, monthly_stats.month_of(_first_day(today), calendar), today


def _first_day(today: date) -> date:
    """Return the first day of the month that the address names, of this month without one."""
    year, _, month = request.args.get("month", "").partition("-")
    try:
        first = date(int(year), int(month), 1)
    except ValueError:
        return today.replace(day=1)
    return first if FIRST_YEAR <= first.year < LAST_YEAR else today.replace(day=1)


def _asked() -> Asked:
    late, works = request.args.get("late"), request.args.get("works")
    return Asked(
        stage=request_args.text_arg("stage") or None,
        party=request_args.key_arg("party"),
        outcome=request_args.text_arg("outcome") or None,
        action=request_args.text_arg("action") or None,
        late=None if late not in ("0", "1") else late == "1",
        times=request_args.key_arg("times"),
        works=works if works in (RECEIVED, SETTLED) else None,
    )
