"""The picture of a process, drawn from its definition."""

from __future__ import annotations

from flask import Blueprint, render_template

from artflow.domain.case import Case
from artflow.domain.policy import Can

from . import current, language, present
from .access import needs, on_proposal

bp = Blueprint("process", __name__)


@bp.get("/process")
@needs(Can.SEE_PROCESS)
def index() -> str:
    """The processes of the programmes that are open now."""
    return render_template(
        "process/index.html", programmes=present.process.programmes(language.code())
    )


@bp.get("/proposals/<int:proposal_id>/process")
@on_proposal(Can.SEE)
def show(case: Case) -> str:
    """Where one proposal stands in its own process."""
    turn = present.aside.turn_of(case, current.me(), language.code())
    picture = present.process.of(case, language.code())
    return render_template("process/show.html", case=case, picture=picture, turn=turn)
