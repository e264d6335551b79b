"""The context in which guards are checked for this request."""

from __future__ import annotations

from dataclasses import replace

from artflow.domain.process import endings, engine
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.workflow import Action
from artflow.extensions import db
from artflow.services.programmes.working_days import load_calendar
from artflow.web.shared import current


def guard_context(case: Case) -> GuardContext:
    """Return the context of the case now, without a person; what is over is over for the page."""
    calendar = load_calendar(db.session.connection(), case.programme_id)
    endings.look_ahead(case, calendar.today(current.now()))
    return GuardContext(case, None, current.now(), calendar)


def with_acting_role(context: GuardContext, action: Action) -> GuardContext:
    """Return the context with the role in which the person would take the action."""
    acting_role = engine.acting_role_for(context.case, current.me(), action, context.today)
    return replace(context, acting_role=acting_role)
