"""After a decision: the next work that waits for the same person, one press away."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.domain.process.case import Case
from artflow.domain.process.turns import current_turns
from artflow.extensions import db
from artflow.services.lists import desk, queues
from artflow.services.lists.queues import Queue
from artflow.services.programmes.working_days import load_home_calendar
from artflow.web.shared import current
from artflow.web.summaries import contexts
from artflow.web.summaries.turn import is_turn_of


def next_link(decided: Case) -> Markup:
    """Link to the work that is due first for the reader; empty while this one is still theirs."""
    me = current.me()
    context = contexts.guard_context(decided)
    if any(is_turn_of(turn, me) for turn in current_turns(context)):
        return Markup()
    today = load_home_calendar(db.session.connection()).today(current.now())
    waiting = desk.list_waiting(queues.build_queues(me, today)[Queue.MINE], size=2)
    following = next((row for row in waiting if row.id != decided.id), None)
    if following is None:
        return Markup()
    words = _("Next: %(title)s", title=f"«{following.title or _('Untitled')}»")
    url = url_for("proposals.show", proposal_id=following.id)
    return Markup('<a href="{}">{}</a>').format(url, words)
