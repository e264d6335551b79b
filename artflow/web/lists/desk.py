"""A role's first screen: what waits for the person today, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.services.assignments import several
from artflow.services.lists import desk, filters, listing, queues, statistics, vacancies
from artflow.services.lists.proposal_rows import WaitingRow
from artflow.services.lists.queues import Queue, TurnConditions
from artflow.services.programmes import definitions
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.administration import first_steps_page, overview_page
from artflow.web.administration.overview_page import Duty
from artflow.web.http import limits
from artflow.web.shared import current, formatting, language, request_args
from artflow.web.shared.access import signed_in
from artflow.web.shared.form_responses import form_status

from . import list_pages, monthly_stats
from .forms import QueueArgs, QueueForm

bp = Blueprint("desk", __name__)

QUEUE_LABELS = {
    Queue.MINE: _l("Waiting for me"),
    Queue.UNASSIGNED: _l("Unassigned"),
    Queue.OFFICE: _l("In our organisation"),
    Queue.APPLICANT: _l("With the artist"),
    Queue.OVERDUE: _l("Overdue"),
    Queue.HELD: _l("On hold"),
    Queue.STUCK: _l("Waiting for nobody"),
}


PARTS: dict[str, Callable[[Person], object]] = {}
"""What other rooms show on the desk beside its queue, by the name in the template."""


@dataclass(frozen=True, slots=True)
class QueueTab:
    """One queue above the list."""

    url: str
    label: str
    count: str
    current: bool


@bp.get("/desk")
@signed_in
def show() -> ResponseReturnValue:
    """Show everything whose turn is mine, by due date, and the other queues of my office.

    An office can narrow its queues. Below them an artist's own proposals.
    """
    me = current.me()
    days = load_home_calendar(db.session.connection())
    mine, counts = _queues(me, days.today(current.now()))
    queue = Queue(wanted) if (wanted := request.args.get("queue", "")) in mine else Queue.MINE
    form = _filter_form() if len(mine) > 1 else None
    holds = form is None or (form.validate() and limits.allows_search(form))
    place = _page_start()
    narrowing = form.criteria() if form and holds else queues.NO_NARROWING
    found = desk.list_waiting(mine[queue], place, narrowing=narrowing) if holds else []
    is_mine = queue is Queue.MINE
    shown = render_template(
        "lists/desk.html",
        form=form,
        count=_waiting_label(counts[Queue.MINE]),
        tabs=_tabs(counts, queue, form) if form else [],
        mine=is_mine,
        monthly_stats=monthly_stats.monthly_facts(days),
        may_count=statistics.may_count(me, days.today(current.now())),
        waiting=list_pages.build_queue_page(found, mine=is_mine, opening=place is None),
        **_own_proposals(me),
        more=_next_page_url(found, queue, form),
        queue=_queue_arg(queue),
        assign_url=_assign_url(found, queue, me),
        title=_("What do you need to do now?"),
        duties=_duties(me),
        **{name: shown_part(me) for name, shown_part in PARTS.items()},
        steps=first_steps_page.load_steps(me, current.now(), language.code()),
    )
    return shown, *(form_status(form) if form else (200, {}))


def _queues(me: Person, today: date) -> tuple[dict[Queue, TurnConditions], dict[Queue, int]]:
    """Return the reader's queues, and how many works are in each.

    Who runs programmes has the works that wait for nobody as well, if there are any.
    """
    mine = dict(queues.build_queues(me, today))
    if may(me, Can.SEE_BOARD):
        mine[Queue.STUCK] = vacancies.build_queue(me, vacancies.find_places(me, today))
    counts = queues.count_queues(mine)
    if not counts.get(Queue.STUCK, 0):
        mine.pop(Queue.STUCK, None)
        counts.pop(Queue.STUCK, None)
    return mine, counts


def _assign_url(found: Sequence[WaitingRow], queue: Queue, me: Person) -> str:
    """Return where several works are assigned in one go; empty for who may assign none of these."""
    if queue not in (Queue.UNASSIGNED, Queue.OFFICE):
        return ""
    connection = db.session.connection()
    workflows = ((definitions.load_workflow(connection, row.definition_id), row) for row in found)
    if not any(several.find_action(workflow, row.stage, me) for workflow, row in workflows):
        return ""
    return url_for("assignments.several")


def _duties(me: Person) -> list[Duty] | None:
    """List what waits in the administration; None for who is no administrator."""
    if not may(me, Can.ADD_PROGRAMME):
        return None
    return overview_page.load_duties(me, current.now(), language.code())


def _own_proposals(me: Person) -> dict[str, object]:
    """List an artist's own proposals, with the address of all if they are more than a page."""
    if not may(me, Can.CREATE):
        return {"own": None}
    own = listing.list_own(me, listing.PAGE_SIZE + 1)
    return {
        "own": list_pages.build_rows(own[: listing.PAGE_SIZE], with_steps=True),
        "all_own": url_for("proposals.index", mine=1) if len(own) > listing.PAGE_SIZE else "",
    }


def _filter_form() -> QueueForm:
    """Return the form by which the queues of the office are filtered."""
    return QueueForm(request.args).with_choices(filters.load_choices(language.code()))


def _filter_args(form: QueueForm | None) -> QueueArgs:
    return form.chosen if form and not form.errors else {}


def _tabs(counts: dict[Queue, int], shown: Queue, form: QueueForm) -> list[QueueTab]:
    return [
        QueueTab(
            url_for("desk.show", queue=_queue_arg(queue), **_filter_args(form)),
            str(QUEUE_LABELS[queue]),
            formatting.capped_count(count, listing.COUNT_LIMIT),
            queue is shown,
        )
        for queue, count in counts.items()
    ]


def _waiting_label(count: int) -> str:
    """Say how much waits for the reader; empty if nothing does."""
    if count > listing.COUNT_LIMIT:
        return _(
            "More than %(n)s proposals are waiting for you",
            n=formatting.number(listing.COUNT_LIMIT),
        )
    text = ngettext(
        "%(num)s proposal is waiting for you", "%(num)s proposals are waiting for you", count
    )
    return text if count else ""


def _queue_arg(queue: Queue) -> str | None:
    """Return the queue as an argument of an address; None for the first one."""
    return None if queue is Queue.MINE else queue.value


def _page_start() -> tuple[date, int] | None:
    """Return the position after which this page begins."""
    due, _, text = request.args.get("after", "").partition("~")
    key = request_args.parse_key(text)
    try:
        return None if key is None else (date.fromisoformat(due), key)
    except ValueError:
        return None


def _next_page_url(found: Sequence[WaitingRow], queue: Queue, form: QueueForm | None) -> str:
    """Return the address of the next page, if this one is full."""
    if len(found) < listing.PAGE_SIZE:
        return ""
    last = found[-1]
    after = f"{(last.due_on or queues.NO_DUE_DATE).isoformat()}~{last.id}"
    return url_for("desk.show", queue=_queue_arg(queue), after=after, **_filter_args(form))
