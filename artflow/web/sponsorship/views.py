"""The portfolio of sponsors and coordinators: works by stage with their sums, and its exports."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.extensions import db
from artflow.services.files import spreadsheets
from artflow.services.programmes.working_days import load_calendars
from artflow.services.sponsorship import overview, portfolio
from artflow.services.sponsorship.overview import Sums
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import needs

from . import export, page_models

bp = Blueprint("portfolio", __name__, url_prefix="/portfolio")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@needs(Can.SEE_PORTFOLIO)
def index() -> str:
    """Show all works the person may see by stage, or one stage alone, and the newest photos."""
    connection, me = db.session.connection(), current.me()
    context = _portfolio_context()
    if stage := request.args.get("stage", ""):
        size, after = page_models.STAGE_PAGE_SIZE, request_args.key_arg("after")
        one = overview.load_overview(connection, me, size + 1, stage, after)
        group = page_models.stage_group(one, context, size)
        return render_template("sponsorship/stage.html", group=group or abort(404))
    found = overview.load_overview(connection, me, page_models.FIRST_PAGE_SIZE)
    return render_template(
        "sponsorship/portfolio.html",
        groups=page_models.stage_groups(found, context),
        total=page_models.sums_view(sum((each.sums for each in found.stages), Sums())),
        photos=page_models.photo_feed(portfolio.load_photos(connection, me), context.language),
    )


@bp.get("/export.csv")
@needs(Can.SEE_PORTFOLIO)
def export_csv() -> Response:
    """Download the same works as a CSV for spreadsheets."""
    found, context = (
        portfolio.load_portfolio(db.session.connection(), current.me()),
        _portfolio_context(),
    )
    headings = export.headings(found, context)
    content = spreadsheets.as_csv(headings, export.export_rows(found, context))
    return _send(content, "text/csv", context, "csv")


@bp.get("/export.xlsx")
@needs(Can.SEE_PORTFOLIO)
def export_xlsx() -> Response:
    """Download the same works as a workbook."""
    found, context = (
        portfolio.load_portfolio(db.session.connection(), current.me()),
        _portfolio_context(),
    )
    headings = export.headings(found, context)
    rows = export.export_rows(found, context)
    return _send(spreadsheets.as_xlsx(_("Portfolio"), headings, rows), XLSX, context, "xlsx")


def _portfolio_context() -> page_models.PortfolioContext:
    calendars = load_calendars(db.session.connection())
    today = calendars.home.today(current.now())
    return page_models.PortfolioContext(calendars, today, language.code())


def _send(
    content: bytes, media_type: str, context: page_models.PortfolioContext, end: str
) -> Response:
    name = f"artflow-portfolio-{context.today.isoformat()}.{end}"
    response = send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
