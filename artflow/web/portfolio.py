"""The portfolio of sponsors and coordinators: works by stage with their sums, and its exports."""

from __future__ import annotations

import io

from flask import Blueprint, Response, abort, render_template, request, send_file
from flask_babel import gettext as _

from artflow.domain.policy import Can
from artflow.extensions import db
from artflow.services import portfolio, sheets
from artflow.services.working_days import calendar

from . import asked, current, language, present
from .access import needs

bp = Blueprint("portfolio", __name__, url_prefix="/portfolio")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/")
@needs(Can.SEE_PORTFOLIO)
def index() -> str:
    """All works I may see by stage, or one stage alone; the newest photos of their making."""
    connection, me = db.session.connection(), current.me()
    found, setting = portfolio.read(connection, me), _setting()
    if stage := request.args.get("stage", ""):
        group = present.portfolio.of_stage(found, stage, asked.argument("after"), setting)
        return render_template("portfolio/stage.html", group=group or abort(404))
    return render_template(
        "portfolio/index.html",
        groups=present.portfolio.groups(found, setting),
        total=present.portfolio.sums(found.works),
        photos=present.portfolio.feed(portfolio.photos(connection, me), setting.language),
    )


@bp.get("/export.csv")
@needs(Can.SEE_PORTFOLIO)
def export_csv() -> Response:
    """The same works as a CSV for spreadsheets."""
    found, setting = portfolio.read(db.session.connection(), current.me()), _setting()
    headings = present.portfolio_sheet.headings(found, setting)
    content = sheets.as_csv(headings, present.portfolio_sheet.rows(found, setting))
    return _sent(content, "text/csv", setting, "csv")


@bp.get("/export.xlsx")
@needs(Can.SEE_PORTFOLIO)
def export_xlsx() -> Response:
    """The same works as a workbook."""
    found, setting = portfolio.read(db.session.connection(), current.me()), _setting()
    headings = present.portfolio_sheet.headings(found, setting)
    rows = present.portfolio_sheet.rows(found, setting)
    return _sent(sheets.as_xlsx(_("Portfolio"), headings, rows), XLSX, setting, "xlsx")


def _setting() -> present.portfolio.Setting:
    days = calendar(db.session.connection())
    return present.portfolio.Setting(days, days.today(current.now()), language.code())


def _sent(
    content: bytes, media_type: str, setting: present.portfolio.Setting, end: str
) -> Response:
    name = f"artflow-portfolio-{setting.today.isoformat()}.{end}"
    response = send_file(io.BytesIO(content), media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response
