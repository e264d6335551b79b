"""Remarks: written by reviewers, answered by the artist, closed by a reviewer."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, update

from artflow.domain.case import ANSWERED, CLOSED, OPEN, SEVERITIES
from artflow.domain.case import Remark as Known
from artflow.domain.errors import Invalid
from artflow.models import Remark

from .registry import Deed, effect

R = Remark.__table__


@effect
def remark(deed: Deed, severity: str) -> None:
    """Write a remark on the current version. Raises `Invalid` for an unknown severity."""
    severity = severity or deed.data["severity"]
    if severity not in SEVERITIES:
        raise Invalid("severity", "choice")
    row = {
        "proposal_id": deed.case.id, "version_id": deed.case.version_id, "stage": deed.case.stage,
        "author_id": deed.hat.person_id, "severity": severity, "text": deed.data["text"],
        "x": deed.data.get("x"), "y": deed.data.get("y"), "state": OPEN, "at": deed.moment.now,
    }  # fmt: skip
    remark_id = deed.connection.execute(insert(R).returning(R.c.id), row).scalar_one()
    deed.case.__dict__.pop("remarks", None)
    deed.facts |= {"remark": remark_id, "severity": severity}


@effect
def answer(deed: Deed, arg: str) -> None:
    """Say what was changed, or why not. An answer may be replaced until the work is resubmitted."""
    known = _known(deed, OPEN, ANSWERED)
    _update(deed, known, state=ANSWERED, fixed=deed.data["fixed"], answer=deed.data["text"],
            answered_at=deed.moment.now)  # fmt: skip
    deed.facts["fixed"] = deed.data["fixed"]


@effect
def close_remark(deed: Deed, arg: str) -> None:
    """The remark has been carried out."""
    known = _known(deed, OPEN, ANSWERED)
    _update(deed, known, state=CLOSED, closed_at=deed.moment.now, closed_by_id=deed.hat.person_id)


@effect
def reopen_remark(deed: Deed, arg: str) -> None:
    """The answer is not enough: the remark must be answered again."""
    known = _known(deed, ANSWERED, CLOSED)
    _update(deed, known, state=OPEN, closed_at=None, closed_by_id=None)


def _known(deed: Deed, *states: str) -> Known:
    """The remark the person named, if it is this proposal's and in one of the states."""
    for known in deed.case.remarks:
        if known.id == deed.data["remark"] and known.state in states:
            return known
    raise Invalid("remark", "choice")


def _update(deed: Deed, known: Known, **values: Any) -> None:
    deed.connection.execute(update(R).where(R.c.id == known.id), values)
    known.state = values["state"]
    deed.facts["remark"] = known.id
