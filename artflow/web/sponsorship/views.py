"""The portfolio of sponsors and coordinators: works by stage with their sums, and its exports."""

from __future__ import annotations

import io

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from artflow.domain.access.policy import Can
from artflow.extensions import db
from artflow.services.database.transactions import reading
from artflow.services.exports import exports
from artflow.services.programmes.working_days import load_calendars
from artflow.services.sponsorship import overview, photos, portfolio
from artflow.services.walls import past_works
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import needs
from artflow.web.walls import past_work_rows

from . import export, page_models

bp = Blueprint("portfolio", __name__, url_prefix="/portfolio")
AT_ONCE = 500
"""So many works are written while their reader waits: a second or two."""


@bp.get("/")
@needs(Can.SEE_PORTFOLIO)
def index() -> str:
    """Show all works the person may see by stage, or one stage alone, and the newest photos."""
    connection, me = db.session.connection(), current.me()
    context = _portfolio_context()
    stage, after = request.args.get("stage", ""), request_args.key_arg("after")
    size = page_models.STAGE_PAGE_SIZE + 1 if stage else page_models.FIRST_PAGE_SIZE
    found = overview.load_overview(connection, me, size, stage, after)
    sign = context.sign(found)
    labels = page_models.sum_labels(sign)
    if stage:
        group = page_models.stage_group(found, context, size - 1)
        return render_template("sponsorship/stage.html", group=group or abort(404), labels=labels)
    return render_template(
        "sponsorship/portfolio.html",
        groups=page_models.stage_groups(found, context),
        total=page_models.sums_view(page_models.total_sums(found), context, sign),
        labels=labels,
        recorded=past_work_rows.recorded_rows(past_works.list_of_programmes(me), me, wall=True),
        photos=page_models.photo_feed(photos.load_photos(connection, me), context.language),
    )


@bp.get("/export.csv")
@needs(Can.SEE_PORTFOLIO)
def export_csv() -> ResponseReturnValue:
    """Download the same works as a CSV for spreadsheets; where they are many, ask for it first."""
    return _send_or_ask("csv")


@bp.get("/export.xlsx")
@needs(Can.SEE_PORTFOLIO)
def export_xlsx() -> ResponseReturnValue:
    """Download the same works as a workbook; where they are many, ask for it first."""
    return _send_or_ask("xlsx")


@bp.post("/export/<any(csv, xlsx):table_format>")
@needs(Can.SEE_PORTFOLIO)
def request_export(table_format: str) -> ResponseReturnValue:
    """Have the worker write the table, and go where its progress is seen."""
    asked = exports.request_export(
        current.me(), export.KIND, table_format, language.code(), current.now()
    )
    return redirect(url_for("exports.show", export_id=asked), 303)


def _send_or_ask(table_format: str) -> ResponseReturnValue:
    """Write a small table at once; a large one is the worker's, and a page says so."""
    me = current.me()
    if portfolio.count_works(db.session.connection(), me, AT_ONCE + 1) > AT_ONCE:
        return render_template("sponsorship/export.html", table_format=table_format)
    file = io.BytesIO()
    with reading() as connection:
        name = export.write(connection, me, table_format, file)
    file.seek(0)
    media_type = exports.FORMATS[table_format]
    response = send_file(file, media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _portfolio_context() -> page_models.PortfolioContext:
    calendars = load_calendars(db.session.connection())
    today = calendars.home.today(current.now())
    return page_models.PortfolioContext(calendars, today, language.code())
