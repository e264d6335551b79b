"""The board of coordinators and administrators: everything by stage, and since when."""

from __future__ import annotations

from flask import Blueprint, render_template

from artflow.domain.access.policy import Can
from artflow.services.lists import board
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import needs

from . import board_page

bp = Blueprint("board", __name__)


@bp.get("/board")
@needs(Can.SEE_BOARD)
def index() -> str:
    """Show the works of the person's programmes, or of one, longest in their stage first."""
    found = board.load_board(current.me(), request_args.key_arg("programme"))
    return render_template(
        "lists/board.html", page=board_page.build_board_page(found, language.code())
    )
