"""The board of coordinators and administrators: everything by stage, and since when."""

from __future__ import annotations

from flask import Blueprint, render_template

from artflow.domain.policy import Can
from artflow.services import board

from . import asked, current, language, present
from .access import needs

bp = Blueprint("board", __name__)


@bp.get("/board")
@needs(Can.SEE_BOARD)
def index() -> str:
    """The works of my programmes, or of one of them, those longest in their stage first."""
    found = board.read(current.me(), asked.argument("programme"))
    return render_template("board/index.html", page=present.board.page(found, language.code()))
