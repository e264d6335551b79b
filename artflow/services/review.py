"""Remarks: written by reviewers, answered by the artist, closed by a reviewer."""

from __future__ import annotations

from sqlalchemy import insert, update

from artflow.domain.errors import Invalid
from artflow.domain.process.case import ANSWERED, CLOSED, OPEN, SEVERITIES
from artflow.domain.process.case import Remark as RemarkFact
from artflow.models import Remark
from artflow.services.decisions.effects import ActionContext, effect

REMARK = Remark.__table__


@effect
def remark(context: ActionContext, severity: str) -> None:
    """Write a remark on the current version. Raises `Invalid` for an unknown severity."""
    severity = severity or context.data["severity"]
    if severity not in SEVERITIES:
        raise Invalid("severity", "choice")
    row = {
        "proposal_id": context.case.id,
        "version_id": context.case.version_id,
        "stage": context.case.stage,
        "author_id": context.acting_role.person_id,
        "severity": severity,
        "text": context.data["text"],
        "x": context.data.get("x"),
        "y": context.data.get("y"),
        "state": OPEN,
        "at": context.guard_context.now,
    }
    remark_id = context.connection.execute(insert(REMARK).returning(REMARK.c.id), row).scalar_one()
    context.case.remarks.append(
        RemarkFact(remark_id, severity, OPEN, context.acting_role.person_id, context.case.stage)
    )
    context.facts |= {"remark": remark_id, "severity": severity}


@effect
def answer(context: ActionContext, arg: str) -> None:
    """Record what was changed, or why not. It may be replaced until the work is resubmitted."""
    known = _chosen_remark(context, OPEN, ANSWERED)
    _update(
        context,
        known,
        state=ANSWERED,
        fixed=context.data["fixed"],
        answer=context.data["text"],
        answered_at=context.guard_context.now,
    )
    known.fixed = bool(context.data["fixed"])
    context.facts["fixed"] = context.data["fixed"]


@effect
def close_remark(context: ActionContext, arg: str) -> None:
    """Close a remark that has been carried out."""
    known = _chosen_remark(context, OPEN, ANSWERED)
    _update(
        context,
        known,
        state=CLOSED,
        closed_at=context.guard_context.now,
        closed_by_id=context.acting_role.person_id,
    )


@effect
def reopen_remark(context: ActionContext, arg: str) -> None:
    """Open a remark again whose answer is not enough."""
    known = _chosen_remark(context, ANSWERED, CLOSED)
    _update(context, known, state=OPEN, closed_at=None, closed_by_id=None)


@effect
def weigh(context: ActionContext, kind: str) -> None:
    """Hold the decision against what the latest paper of the kind recommends.

    Whoever decides otherwise says why, in words or by an obligatory remark. Where the words of the
    decision go to the artist, `deviation` has those for the office. Raises `Invalid` without such
    grounds; the event keeps what was recommended.
    """
    fact = context.case.papers.get(kind)
    recommended = str(fact.data.get("decision", "")) if fact else ""
    if not recommended or recommended == context.action.name:
        return
    if not context.data.get("text") and not context.case.must_remarks(OPEN):
        raise Invalid("text", "against_advice")
    context.facts["against"] = recommended
    if context.data.get("deviation"):
        context.facts["deviation"] = context.data["deviation"]


@effect
def as_announced(context: ActionContext, kind: str) -> None:
    """Hold a refusal to the ground that the paper of the kind has announced to the artist.

    Raises `Invalid` for another ground: whoever has found one announces it first.
    """
    fact = context.case.papers.get(kind)
    if fact is not None and fact.data.get("code") != context.data.get("code"):
        raise Invalid("code", "not_announced")


def _chosen_remark(context: ActionContext, *states: str) -> RemarkFact:
    """Find the remark the person named.

    Raises `Invalid` if it is not this proposal's or in none of the states.
    """
    for known in context.case.remarks:
        if known.id == context.data["remark"] and known.state in states:
            return known
    raise Invalid("remark", "choice")


def _update(context: ActionContext, known: RemarkFact, *, state: str, **values: object) -> None:
    context.write(update(REMARK).where(REMARK.c.id == known.id), {"state": state, **values})
    known.state = state
    context.facts["remark"] = known.id
