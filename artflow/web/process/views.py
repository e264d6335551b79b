"""The diagram of a process, drawn from its definition."""

from __future__ import annotations

from flask import Blueprint, render_template

from artflow.domain.access.policy import Can
from artflow.domain.process.case import Case
from artflow.web.shared import current, language
from artflow.web.shared.access import needs, on_proposal
from artflow.web.summaries import sidebar

from . import page_models

bp = Blueprint("process", __name__)


@bp.get("/process")
@needs(Can.SEE_PROCESS)
def index() -> str:
    """Show the processes of the programmes that are open now."""
    return render_template(
        "process/index.html", programmes=page_models.programme_views(language.code())
    )


@bp.get("/proposals/<int:proposal_id>/process")
@on_proposal(Can.SEE)
def show(case: Case) -> str:
    """Show where one proposal stands in its own process."""
    turn = sidebar.build_turn_view(case, current.me(), language.code())
    picture = page_models.build_case_picture(case, language.code())
    return render_template("process/show.html", case=case, picture=picture, turn=turn)
