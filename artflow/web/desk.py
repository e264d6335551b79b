"""A role's first screen: what waits on me today, and why."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.domain.policy import Can, may
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.services import desk, filters, listing, queues
from artflow.services.queues import Queue
from artflow.services.working_days import calendar

from . import asked, current, format, language, present
from .access import signed_in
from .forms.filters import QueueForm

bp = Blueprint("desk", __name__)

LABELS = {
    Queue.MINE: _l("Waiting for me"),
    Queue.UNASSIGNED: _l("Unassigned"),
    Queue.OFFICE: _l("In our organisation"),
    Queue.APPLICANT: _l("With the artist"),
    Queue.OVERDUE: _l("Overdue"),
}


class Tab(NamedTuple):
    """One queue above the list."""

    url: str
    label: str
    count: str
    current: bool


@bp.get("/desk")
@signed_in
def show() -> object:
    """Everything whose turn is mine, by due date, and the other queues of my office.

    An office can narrow its queues. Below them an artist's own proposals.
    """
    me = current.me()
    days = calendar(db.session.connection())
    mine = queues.queues(me, days.today(current.now()))
    queue = Queue(wanted) if (wanted := request.args.get("queue", "")) in mine else Queue.MINE
    form = _filter() if len(mine) > 1 else None
    holds = form is None or form.validate()
    place = _place()
    found = desk.waiting(mine[queue], place, within=form.wanted() if form else ()) if holds else []
    counts = queues.counts(mine)
    shown = render_template(
        "desk/show.html",
        form=form,
        count=_waiting_words(counts[Queue.MINE]),
        tabs=_tabs(counts, queue, form) if form else [],
        mine=queue is Queue.MINE,
        pace=present.pace.counts(days),
        waiting=present.lists.desk(found, mine=queue is Queue.MINE, opening=place is None),
        **_own(me),
        more=_more(found, queue, form),
        queue=_named(queue),
        title=_("What do you need to do now?"),
    )
    return shown, 200 if holds else 422


def _own(me: Person) -> dict[str, Any]:
    """An artist's own proposals, and the address of all of them if they are more than a page."""
    if not may(me, Can.CREATE):
        return {"own": None}
    own = listing.own(me, listing.PAGE + 1)
    return {
        "own": present.lists.rows(own[: listing.PAGE], with_steps=True),
        "all_own": url_for("proposals.index", mine=1) if len(own) > listing.PAGE else "",
    }


def _filter() -> QueueForm:
    """What the reader narrows the queues of the office to."""
    return QueueForm(request.args).offering(filters.choices(language.code()))


def _asked(form: QueueForm | None) -> dict[str, str]:
    return form.asked if form and not form.errors else {}


def _tabs(counts: dict[Queue, int], shown: Queue, form: QueueForm) -> list[Tab]:
    return [
        Tab(url_for("desk.show", queue=_named(queue), **_asked(form)), str(LABELS[queue]),
            format.counted(count, listing.MOST), queue is shown)
        for queue, count in counts.items()
    ]  # fmt: skip


def _waiting_words(count: int) -> str:
    """How much waits on the reader; nothing if there is nothing."""
    if count > listing.MOST:
        return _("More than %(n)s proposals are waiting for you", n=format.number(listing.MOST))
    text = ngettext("%(num)s proposal is waiting for you",
                    "%(num)s proposals are waiting for you", count)  # fmt: skip
    return text if count else ""


def _named(queue: Queue) -> str | None:
    """The queue in an address; the first one needs no name."""
    return None if queue is Queue.MINE else queue.value


def _place() -> tuple[date, int] | None:
    """The place in the list after which this page begins."""
    due, _, text = request.args.get("after", "").partition("~")
    key = asked.key(text)
    try:
        return None if key is None else (date.fromisoformat(due), key)
    except ValueError:
        return None


def _more(found: list[Any], queue: Queue, form: QueueForm | None) -> str:
    """The address of the next page, if this one is full."""
    if len(found) < listing.PAGE:
        return ""
    last = found[-1]
    after = f"{(last.due_on or queues.NEVER).isoformat()}~{last.id}"
    return url_for("desk.show", queue=_named(queue), after=after, **_asked(form))
