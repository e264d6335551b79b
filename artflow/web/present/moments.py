"""The moment of this request, as the engine takes it."""

from __future__ import annotations

from dataclasses import replace

from artflow.domain import engine
from artflow.domain.case import Case
from artflow.domain.moment import Moment
from artflow.domain.workflow import Action
from artflow.extensions import db
from artflow.services.working_days import calendar
from artflow.web import current


def now(case: Case) -> Moment:
    """The case now, nobody in particular asking."""
    return Moment(case, None, current.now(), calendar(db.session.connection()))


def hatted(moment: Moment, action: Action) -> Moment:
    """The same moment with the hat in which I would take the action."""
    hat = engine.hat_for(moment.case, current.me(), action, moment.today)
    return replace(moment, hat=hat)
