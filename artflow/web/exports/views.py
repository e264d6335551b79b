"""Exports of one person: those asked for lately, how far one is, its download."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template, stream_with_context

from artflow.domain.errors import NotAllowed
from artflow.services.exports import exports
from artflow.web.shared import current
from artflow.web.shared.access import signed_in

from . import page_models

bp = Blueprint("exports", __name__, url_prefix="/exports")
LOOK_AGAIN_SECONDS = 3


@bp.get("/")
@signed_in
def index() -> str:
    """Show the exports that the person has asked for lately."""
    rows, now = exports.list_own(current.me()), current.now()
    views = [page_models.build_view(row, now) for row in rows]
    return render_template("exports/index.html", exports=views)


@bp.get("/<int:export_id>")
@signed_in
def show(export_id: int) -> Response:
    """Show how far an export is; the page comes back by itself until it is ready."""
    view = page_models.build_view(exports.load_own(current.me(), export_id), current.now())
    response = make_response(render_template("exports/show.html", export=view))
    if view.is_open:
        response.headers["Refresh"] = str(LOOK_AGAIN_SECONDS)
    return response


@bp.get("/<int:export_id>/file")
@signed_in
def download(export_id: int) -> Response:
    """Give out an export to who has asked for it, while they may still see what is in it."""
    if current.impersonator() is not None:
        raise NotAllowed
    row = exports.find_ready(current.me(), export_id)
    response = Response(
        stream_with_context(exports.read_pieces(row.id)), mimetype=exports.FORMATS[row.format]
    )
    response.headers["Content-Length"] = str(row.size)
    response.headers.set("Content-Disposition", "attachment", filename=row.name)
    response.headers["Cache-Control"] = "no-store"
    return response
