"""How many works stand where, from the totals that the database keeps: no proposal is read."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from artflow.domain.process.workflow import Openness
from artflow.extensions import db
from artflow.models import StageTotal

from .visibility import VisibleSlice

TOTAL = StageTotal.__table__
_works = func.coalesce(func.sum(TOTAL.c.works), 0)


def count_in_slices(slices: Iterable[VisibleSlice], stage: str = "") -> ColumnElement[int]:
    """Build the number of works in some slices, or of those in one of their stages.

    Of slices without an end: a total does not know when its works were sent.
    """
    places = (and_(TOTAL.c.programme_id == one[0], TOTAL.c.openness == one[1]) for one in slices)
    query = select(_works).where(or_(false(), *places))
    return (query.where(TOTAL.c.stage == stage) if stage else query).scalar_subquery()


def count_by_stage(programmes: Collection[int], opened: Openness) -> dict[str, int]:
    """Count the works of some programmes by stage, those that have opened so far or further."""
    where = (TOTAL.c.programme_id.in_(programmes), TOTAL.c.openness >= int(opened))
    query = select(TOTAL.c.stage, _works).where(*where).group_by(TOTAL.c.stage)
    return {stage: int(n) for stage, n in db.session.connection().execute(query)}
