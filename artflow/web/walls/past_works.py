"""Works that were painted before, on the page of their wall: recorded and corrected one by one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.models import PastWork
from artflow.services.walls import past_works, walls
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import field_errors, render_form

from .past_forms import PastWorkForm

bp = Blueprint("past_works", __name__, url_prefix="/walls/<int:wall_id>/past-works")


@bp.route("/new", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def new(wall_id: int) -> ResponseReturnValue:
    """Record a work that was painted before."""
    return _save(wall_id, None)


@bp.route("/<int:past_work_id>/edit", methods=["GET", "POST"])
@needs(Can.EDIT_WALLS)
def edit(wall_id: int, past_work_id: int) -> ResponseReturnValue:
    """Correct what is recorded of a work, or say that it is gone."""
    return _save(wall_id, past_works.load(wall_id, past_work_id))


def _save(wall_id: int, row: PastWork | None) -> ResponseReturnValue:
    wall, me, form = walls.load_wall(wall_id), current.me(), PastWorkForm(obj=row)
    form.prepare(past_works.list_own_programmes(me, language.code()), row)
    if form.validate_on_submit():
        with field_errors(form):
            if row is None:
                past_works.add(wall_id, me, form.facts(), current.now())
            else:
                past_works.edit(row.id, me, form.facts(), current.now())
            flash(_("Saved"))
            return redirect(url_for("walls.show", wall_id=wall_id), 303)
    return render_form("walls/past_work.html", form, wall=wall, row=row)
