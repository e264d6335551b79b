"""The walls that a draft asks for: chosen from the register, in an order of preference."""

from __future__ import annotations

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from artflow.domain.access.policy import Can
from artflow.domain.dossier.fields import MAX_WALLS
from artflow.domain.errors import Invalid
from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.services.decisions import case_loader
from artflow.services.lists import filters
from artflow.services.walls import candidates, walls
from artflow.services.walls.walls import FREE, WallFilter, WallWithState
from artflow.web.lists.forms import ALL_CHOICE
from artflow.web.lists.rows import ListRow
from artflow.web.shared import current, language, request_args
from artflow.web.shared.access import on_proposal
from artflow.web.shared.base_forms import ButtonForm
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.form_fields import select_choices
from artflow.web.summaries import sidebar

from . import page_models, register_page
from .forms import FreeWallsForm

bp = Blueprint("candidates", __name__, url_prefix="/proposals/<int:proposal_id>/dossier/walls")


@bp.get("")
@on_proposal(Can.EDIT)
def index(case: Case) -> ResponseReturnValue:
    """Show the walls asked for, in their order, and the free ones to choose from."""
    return _render(case)


@bp.get("/points")
@on_proposal(Can.EDIT)
def points(case: Case) -> ResponseReturnValue:
    """List the free walls as points of the map; each leads to its line with the button."""
    besides = tuple(candidates.wished_walls(case.dossier["facts"]))
    wanted = WallFilter(district=_district_arg(), state=FREE, besides=besides)
    found = page_models.map_points(walls.list_points(wanted))
    for point in found["walls"]:
        point["url"] = url_for(".index", proposal_id=case.id, wall=point["id"])
    return jsonify(found)


@bp.post("/<int:wall_id>")
@on_proposal(Can.EDIT)
def choose(case: Case, wall_id: int) -> ResponseReturnValue:
    """Ask for a wall, after those asked for already."""
    _check_token()
    try:
        candidates.add_wish(case.id, current.me(), wall_id)
    except Invalid as error:
        again = case_loader.load(
            db.session.connection(), case.id
        )  # the refusal closed its connection
        return _render(again, invalid_label(error)), 422
    return _redirect_back(case, _("Wall chosen"))


@bp.post("/<int:wall_id>/move")
@on_proposal(Can.EDIT)
def move(case: Case, wall_id: int) -> ResponseReturnValue:
    """Put a wall at another place in the order of preference."""
    _check_token()
    place = request_args.parse_key(request.form.get("place"))
    if place is None:
        abort(400)
    candidates.move_wish(case.id, current.me(), wall_id, place)
    return _redirect_back(case, _("The order has been changed"))


@bp.post("/<int:wall_id>/remove")
@on_proposal(Can.EDIT)
def remove(case: Case, wall_id: int) -> ResponseReturnValue:
    """Remove a wall from the choice."""
    _check_token()
    candidates.remove_wish(case.id, current.me(), wall_id)
    return _redirect_back(case, _("Wall removed"))


def _check_token() -> None:
    if not ButtonForm().validate():
        abort(400)


def _redirect_back(case: Case, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".index", proposal_id=case.id), 303)


def _district_arg() -> str:
    return request_args.text_arg("district")


def _render(case: Case, error: str = "") -> str:
    form = FreeWallsForm(request.args)
    form.district.choices = select_choices(
        [ALL_CHOICE, *((name, name) for name in filters.list_districts())]
    )
    chosen = candidates.list_wishes(case)
    only, after = request_args.key_arg("wall"), request_args.key_arg("after") or 0
    wanted = WallFilter(
        district=_district_arg(),
        state=FREE,
        among=None if only is None else (only,),
        besides=tuple(row.wall.id for row in chosen),
    )
    most = register_page.PAGE_SIZE
    free = walls.list_walls(wanted, after, most + 1)
    rows = _rows_by_id([*chosen, *free[:most]])
    return render_template(
        "dossier/walls.html",
        case=case,
        form=form,
        error=error,
        only=only,
        most=MAX_WALLS,
        chosen=rows[: len(chosen)],
        free=rows[len(chosen) :],
        more=_further(case, free[most - 1]) if len(free) > most else "",
        points=url_for(".points", proposal_id=case.id, district=_district_arg() or None),
        turn=sidebar.build_turn_view(case, current.me(), language.code()),
    )


def _further(case: Case, last: WallWithState) -> str:
    """Return the address of the walls after the last one shown."""
    district = _district_arg() or None
    return url_for(".index", proposal_id=case.id, district=district, after=last.wall.id)


def _rows_by_id(found: list[WallWithState]) -> list[tuple[int, ListRow]]:
    return [
        (row.wall.id, item) for row, item in zip(found, page_models.wall_rows(found), strict=True)
    ]
