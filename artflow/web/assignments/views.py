"""Several works of an office, given to a specialist in one go."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from artflow.domain.errors import NotAllowed
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.services.assignments import several as verbs
from artflow.services.assignments import specialists
from artflow.services.lists import queues
from artflow.services.lists.queues import Queue
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.shared import current
from artflow.web.shared.access import signed_in
from artflow.web.shared.form_responses import form_status

from . import page_models
from .forms import SeveralForm
from .page_models import RefusedWork

bp = Blueprint("assignments", __name__, url_prefix="/assignments")


@bp.get("/")
@signed_in
def several() -> ResponseReturnValue:
    """Show the works of my office, those that nobody is in charge of first, and its people."""
    return _render(SeveralForm(), _load_offer())


@bp.post("/")
@signed_in
def assign() -> ResponseReturnValue:
    """Assign what was ticked. What could not be is named with its reason, and asked again."""
    form, offer = SeveralForm(), _load_offer()
    form.offer(offer.works, offer.people)
    if not form.validate_on_submit():
        return _render(form, offer)
    wanted, user = form.wanted, form.user.data
    refused = verbs.assign(wanted, current.me(), user, form.key.data or "", current.now())
    _tell(len(wanted) - len(refused), dict(offer.people)[user])
    if not refused:
        return redirect(url_for("desk.show", queue=Queue.UNASSIGNED.value), 303)
    db.session.rollback()  # what was assigned is gone from the list
    named = page_models.build_refused(refused, current.me())
    return _render(form, _load_offer(), named)


def _load_offer() -> page_models.Offer:
    """Load works and people. Raises `NotAllowed` for who works for no such office."""
    me = current.me()
    today = load_home_calendar(db.session.connection()).today(current.now())
    mine = queues.build_queues(me, today)
    if Queue.UNASSIGNED not in mine:
        raise NotAllowed
    works = page_models.list_works(mine[Queue.UNASSIGNED], mine[Queue.OFFICE], me)
    return page_models.Offer(works, _list_people(me, today))


def _list_people(me: Person, today: date) -> list[tuple[int, str]]:
    query = specialists.select_specialists(queues.departments_of(me, today), today)
    return [(key, name) for key, name in db.session.connection().execute(query)]


def _tell(count: int, name: str) -> None:
    if count:
        text = ngettext(
            "%(num)s work assigned: %(name)s", "%(num)s works assigned: %(name)s", count, name=name
        )
        flash(text)


def _render(
    form: SeveralForm, offer: page_models.Offer, refused: list[RefusedWork] | None = None
) -> ResponseReturnValue:
    """Show the page: 200, 422 with a mistake, 409 where works were refused."""
    form.offer(offer.works, offer.people)
    page = render_template(
        "assignments/several.html",
        form=form,
        has_works=bool(offer.works),
        refused=refused or [],
        back=url_for("desk.show", queue=Queue.UNASSIGNED.value),
    )
    response = make_response(page)
    response.status_code, headers = form_status(form)
    response.headers.update(headers)
    if refused:
        response.status_code = 409
    return response
