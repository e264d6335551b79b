"""The walls that a draft asks for: chosen from the register, in an order of preference."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from artflow.domain.case import Case
from artflow.domain.dossier import MOST_WALLS
from artflow.domain.errors import Invalid
from artflow.domain.policy import Can
from artflow.extensions import db
from artflow.services import candidates, cases, walls
from artflow.services.walls import FREE, Wanted

from . import asked, current, language, present
from .access import on_proposal
from .forms.base import PressForm
from .forms.fields import listed
from .forms.filters import ALL
from .forms.walls import FreeForm
from .words.errors import invalid_words

bp = Blueprint("candidates", __name__, url_prefix="/proposals/<int:proposal_id>/dossier/walls")


@bp.get("")
@on_proposal(Can.EDIT)
def index(case: Case) -> object:
    """The walls asked for, in their order, and the free ones to choose from."""
    return _page(case)


@bp.get("/points")
@on_proposal(Can.EDIT)
def points(case: Case) -> object:
    """The free walls as points of the map; each leads to its line with the button."""
    besides = tuple(candidates.asked(case.dossier["facts"]))
    wanted = Wanted(district=_district(), state=FREE, besides=besides)
    found = present.walls.points(walls.points(wanted))
    for point in found:
        point["url"] = url_for(".index", proposal_id=case.id, wall=point["id"])
    return jsonify(walls=found)


@bp.post("/<int:wall_id>")
@on_proposal(Can.EDIT)
def choose(case: Case, wall_id: int) -> object:
    """Ask for a wall, after those asked for already."""
    _pressed()
    try:
        candidates.choose(case.id, current.me(), wall_id)
    except Invalid as error:
        again = cases.load(db.session.connection(), case.id)  # the refusal closed its connection
        return _page(again, invalid_words(error)), 422
    return _back(case, _("Wall chosen"))


@bp.post("/<int:wall_id>/move")
@on_proposal(Can.EDIT)
def move(case: Case, wall_id: int) -> object:
    """Put a wall at another place in the order of preference."""
    _pressed()
    place = asked.key(request.form.get("place"))
    if place is None:
        abort(400)
    candidates.move(case.id, current.me(), wall_id, place)
    return _back(case, _("The order has been changed"))


@bp.post("/<int:wall_id>/remove")
@on_proposal(Can.EDIT)
def remove(case: Case, wall_id: int) -> object:
    """Ask no longer for a wall."""
    _pressed()
    candidates.drop(case.id, current.me(), wall_id)
    return _back(case, _("Wall removed"))


def _pressed() -> None:
    if not PressForm().validate():
        abort(400)


def _back(case: Case, said: str) -> object:
    flash(said)
    return redirect(url_for(".index", proposal_id=case.id), 303)


def _district() -> str:
    return asked.word("district")


def _page(case: Case, error: str = "") -> str:
    form = FreeForm(request.args)
    form.district.choices = listed([ALL, *((name, name) for name in walls.districts())])
    chosen = candidates.chosen(case)
    only, after = asked.argument("wall"), asked.argument("after") or 0
    wanted = Wanted(district=_district(), state=FREE, among=None if only is None else (only,),
                    besides=tuple(row.wall.id for row in chosen))  # fmt: skip
    most = present.registered.PAGE
    free = walls.page(wanted, after, most + 1)
    lines = _lines([*chosen, *free[:most]])
    return render_template(
        "dossier/walls.html", case=case, form=form, error=error, only=only, most=MOST_WALLS,
        chosen=lines[: len(chosen)], free=lines[len(chosen) :],
        more=url_for(".index", proposal_id=case.id, district=_district() or None,
                     after=free[most - 1].wall.id) if len(free) > most else "",
        points=url_for(".points", proposal_id=case.id, district=_district() or None),
        turn=present.aside.turn_of(case, current.me(), language.code()),
    )  # fmt: skip


def _lines(found: list[Any]) -> list[tuple[int, Any]]:
    return [(row.wall.id, line) for row, line in zip(found, present.walls.rows(found), strict=True)]
