"""The newest photos of works that are being painted, for those who follow them.

A milestone keeps the programme and the openness of its work: an index has the newest ones of each
slice that somebody sees, and no one else's are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, cast

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, not_, select, union_all

from artflow.domain.access.policy import PagePart, visible_parts
from artflow.domain.people.roles import Person
from artflow.domain.process.workflow import Workflow
from artflow.models import File, Milestone, MilestonePhoto, Proposal
from artflow.services.database.transactions import literal_limit
from artflow.services.lists import visibility
from artflow.services.lists.visibility import VisibleSlice, is_own, is_seen_by_role
from artflow.services.programmes import definitions

PROPOSAL = Proposal.__table__
MILESTONE = Milestone.__table__
FILE = File.__table__
MILESTONE_PHOTO = MilestonePhoto.__table__
MAX_PHOTOS = 12
_columns = (
    FILE.c.sha256,
    FILE.c.width,
    FILE.c.height,
    MILESTONE.c.code,
    MILESTONE.c.done_on,
    PROPOSAL.c.id.label("proposal_id"),
    PROPOSAL.c.title,
    PROPOSAL.c.definition_id,
    PROPOSAL.c.programme_id,
    PROPOSAL.c.applicant_id,
    PROPOSAL.c.openness,
    PROPOSAL.c.submitted_at,
)


class PhotoRow(Protocol):
    """A photo of a milestone; answers the policy."""

    sha256: str
    width: int
    height: int
    code: str
    done_on: date | None
    proposal_id: int
    title: str
    definition_id: int
    programme_id: int
    applicant_id: int
    openness: int
    submitted_at: datetime | None


Photo = tuple[PhotoRow, Workflow]


def load_photos(connection: Connection, person: Person, size: int = MAX_PHOTOS) -> list[Photo]:
    """Load the newest photos of milestones that the person may see, with the works' definitions.

    Fewer than `size` if the person sees a work whose milestones are not for their role.
    """
    newest = union_all(*(_newest(way, size) for way in _ways(person))).subquery()
    query = (
        select(*_columns)
        .select_from(
            newest.join(MILESTONE_PHOTO, MILESTONE_PHOTO.c.id == newest.c.id)
            .join(MILESTONE, MILESTONE.c.id == MILESTONE_PHOTO.c.milestone_id)
            .join(FILE, FILE.c.id == MILESTONE_PHOTO.c.file_id)
            .join(PROPOSAL, PROPOSAL.c.id == MILESTONE.c.proposal_id)
        )
        .order_by(MILESTONE.c.submitted_at.desc(), MILESTONE_PHOTO.c.id.desc())
        .limit(literal_limit(size))
    )
    photos = cast("Sequence[PhotoRow]", connection.execute(query).all())
    return [
        (photo, definitions.load_workflow(connection, photo.definition_id))
        for photo in photos
        if PagePart.MILESTONES in visible_parts(person, photo)
    ]


def _ways(person: Person) -> list[ColumnElement[bool]]:
    """Build the conditions by which the person sees milestones: slices, and works of one's own."""
    found = [_in_slice(one) for one in visibility.visible_slices(person)]
    mine = select(PROPOSAL.c.id).where(is_own(person), not_(is_seen_by_role(person)))
    return [*found, MILESTONE.c.proposal_id.in_(mine)]


def _in_slice(visible_slice: VisibleSlice) -> ColumnElement[bool]:
    programme, openness, until = visible_slice
    found = and_(MILESTONE.c.programme_id == programme, MILESTONE.c.openness == openness)
    if until is None:
        return found
    sent = exists().where(PROPOSAL.c.id == MILESTONE.c.proposal_id, PROPOSAL.c.submitted_at < until)
    return and_(found, sent)


def _newest(way: ColumnElement[bool], size: int) -> Select[int]:
    """Select the newest photos of milestones under a condition, in the order of its index."""
    query = (
        select(MILESTONE_PHOTO.c.id)
        .select_from(
            MILESTONE.join(MILESTONE_PHOTO, MILESTONE_PHOTO.c.milestone_id == MILESTONE.c.id).join(
                FILE, FILE.c.id == MILESTONE_PHOTO.c.file_id
            )
        )
        .where(way, MILESTONE.c.submitted_at.is_not(None), FILE.c.large.is_not(None))
        .order_by(MILESTONE.c.submitted_at.desc(), MILESTONE.c.id.desc())
        .limit(literal_limit(size))
    )
    return select(query.subquery().c.id)
