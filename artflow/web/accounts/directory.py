"""A search over all people: with and without a role, suspended, invited."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from artflow.domain.access.policy import Can
from artflow.extensions import db
from artflow.services.accounts import directory, invited
from artflow.services.accounts.directory import State
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.http import limits
from artflow.web.shared import current, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_responses import form_status
from artflow.web.shared.request_args import key_arg

from . import directory_pages, invited_pages
from .forms import DirectoryForm

bp = Blueprint("directory", __name__, url_prefix="/people")
INVITED_BESIDE = 10
"""How many waiting invitations stand above the people."""


@bp.get("/")
@needs(Can.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """Show the people that the form asks for, by name, and the invitations that fit as well."""
    form = DirectoryForm(request.args)
    holds = form.validate() and limits.allows_search(form)
    me, now = current.me(), current.now()
    today = load_home_calendar(db.session.connection()).today(now)
    narrowing = form.narrowing() if holds else directory.Narrowing(state=State.INVITED)
    found = directory.search(me, narrowing, today, key_arg("after")) if holds else []
    waiting = []
    if holds and form.asks_for_invited and key_arg("after") is None:
        size = invited.PAGE_SIZE if narrowing.state is State.INVITED else INVITED_BESIDE
        waiting = invited.list_waiting(me, now, words=narrowing.q.split(), size=size)
    full = len(found) == directory.PAGE_SIZE
    shown = render_template(
        "accounts/directory.html",
        form=form,
        people=directory_pages.person_rows(found, today, language.code()),
        invitations=invited_pages.invitation_rows(waiting, language.code()),
        more=url_for(".index", after=found[-1].user.id, **form.chosen) if full else "",
    )
    return shown, *form_status(form)
