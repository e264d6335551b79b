"""Hearings: who is to be refused is told before, and heard for some days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role

from .guards import guard, unless

if TYPE_CHECKING:
    from .case import Case
    from .context import GuardContext

PRELIMINARY_REFUSAL, HEARING_ANSWER = "preliminary_refusal", "hearing_answer"
REFUSAL, APPEAL = "refusal", "appeal"
"""Papers of a refusal that has force, and of what was said against it."""


def hearing_until(context: GuardContext) -> date | None:
    """Return the last day to answer an announced refusal of this version; None without one."""
    fact = context.case.papers.get(PRELIMINARY_REFUSAL)
    if fact is None or fact.version != context.case.version:
        return None
    days = context.case.workflow.settings["hearing_days"]
    return context.calendar.add(context.calendar.registered(fact.at), days)


def is_heard(case: Case) -> bool:
    """Return whether the artist has answered to the latest preliminary refusal."""
    asked, answer = case.papers.get(PRELIMINARY_REFUSAL), case.papers.get(HEARING_ANSWER)
    return asked is not None and answer is not None and answer.at > asked.at


@guard
def hearing_over(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the artist has answered the preliminary refusal, or had the days for it."""
    until = hearing_until(context)
    if until is None:
        days = context.case.workflow.settings["hearing_days"]
        return [
            Reason("hearing_missing", {"n": days}, (Role.ARCHITECTURE_HEAD,), "announce_refusal")
        ]
    over = context.today > until or is_heard(context.case)
    return unless(over, "hearing_running", until=until)


@guard
def hearing_open(context: GuardContext, arg: str) -> list[Reason]:
    """Require that the artist may still answer a preliminary refusal of this version."""
    until = hearing_until(context)
    if until is None:
        return [Reason("no_hearing")]
    if is_heard(context.case):
        return [Reason("hearing_answered")]
    return unless(context.today <= until, "hearing_ended", until=until)
