"""The page on which anybody asks whether a paper is true; it confirms and tells nothing else."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from artflow.domain.history import check_codes
from artflow.extensions import db
from artflow.services import checks
from artflow.services.checks import Confirmed
from artflow.web.http import limits
from artflow.web.shared import formatting, language
from artflow.web.shared.access import public
from artflow.web.shared.form_responses import form_status

from .forms import CheckForm

bp = Blueprint("checks", __name__, url_prefix="/check")


class CheckView(NamedTuple):
    """What a code confirms, in words; `stands` is false once another decision took its place."""

    number: str
    version: str
    decision: str
    stage: str
    day: str
    stands: bool
    carried: str


@bp.get("/")
@public
def ask() -> ResponseReturnValue:
    """Ask for number and code, as they stand on a paper, and answer."""
    return _answer(CheckForm(request.args), is_asked=bool(request.args.keys() & {"number", "code"}))


@bp.get("/<number>/<code>")
@public
def show(number: str, code: str) -> ResponseReturnValue:
    """Answer to the address that the square on a paper holds."""
    return _answer(CheckForm(MultiDict({"number": number, "code": code})), is_asked=True)


def _answer(form: CheckForm, *, is_asked: bool) -> ResponseReturnValue:
    """Answer alike, with 404, whatever it is that a code does not confirm."""
    view = None
    if is_asked and form.validate() and limits.allows_check(form):
        number, code = (form.number.data or "").upper(), check_codes.read(form.code.data or "")
        found = checks.find(db.session.connection(), number, code)
        view = build_view(found, language.code()) if found is not None else None
    status, headers = form_status(form)
    is_unknown = is_asked and view is None and status == 200
    shown = render_template("checks/show.html", form=form, found=view, is_unknown=is_unknown)
    response = make_response(shown, 404 if is_unknown else status, headers)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def build_view(found: Confirmed, code: str) -> CheckView:
    """Say number, version, decision and day: what stands on the paper, and nothing else."""
    event, stages = found.event, found.workflow.stages
    stage = stages.get(event.from_stage)
    action = stage.actions.get(event.type) if stage else None
    carried = _("Version %(n)s", n=found.carried_to) if found.carried_to else ""
    return CheckView(
        number=found.number,
        version=_("Version %(n)s", n=found.version_no) if found.version_no else "",
        decision=action.past[code] if action else stages[event.to_stage].label[code],
        stage=stage.label[code] if stage else "",
        day=formatting.day(found.at),
        stands=found.stands,
        carried=carried,
    )
