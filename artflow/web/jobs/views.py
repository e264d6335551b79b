"""Jobs for administrators: what failed for good and why, what waits, what comes back by itself."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.jobs import FAILED, JOB_STATES
from artflow.services.jobs import administration
from artflow.web.shared import current
from artflow.web.shared.access import needs
from artflow.web.shared.request_args import key_arg

from . import page_models

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@bp.get("/")
@needs(Can.SEE_JOBS)
def index() -> str:
    """Show the jobs in one state, those that failed unless told otherwise, the newest first."""
    state = request.args.get("state", FAILED)
    if state not in JOB_STATES:
        abort(404)
    rows = administration.list_jobs(state, key_arg("before"))
    full = len(rows) == administration.PAGE_SIZE
    return render_template(
        "jobs/index.html",
        state=state,
        state_tabs=page_models.build_tabs(administration.count_by_state(), state),
        rows=page_models.job_lines(rows, current.now()),
        regular=page_models.regular_lines(administration.list_regular()),
        more=url_for(".index", state=state, before=rows[-1].id) if full else "",
    )


@bp.post("/<int:job_id>/again")
@needs(Can.SEE_JOBS)
def again(job_id: int) -> ResponseReturnValue:
    """Let a job that failed be tried again, or regular work be done at once."""
    administration.repeat(current.me(), job_id, current.now())
    flash(_("The worker will try it again at once"))
    return redirect(url_for(".index"), 303)
