"""The newest photos of works that are being painted, for those who follow them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol, cast

from sqlalchemy import Connection, select

from artflow.domain.access.policy import PagePart, visible_parts
from artflow.domain.people.roles import Person
from artflow.domain.process.workflow import Workflow
from artflow.models import File, Milestone, MilestonePhoto, Proposal
from artflow.services.database.transactions import literal_limit
from artflow.services.lists.visibility import visible_to
from artflow.services.programmes import definitions

PROPOSAL = Proposal.__table__
MILESTONE = Milestone.__table__
FILE = File.__table__
MILESTONE_PHOTO = MilestonePhoto.__table__
MAX_PHOTOS, MAX_LOOKED_AT = 12, 500

_newest = (
    select(MILESTONE.c.id)
    .where(MILESTONE.c.submitted_at.is_not(None))
    .order_by(MILESTONE.c.submitted_at.desc(), MILESTONE.c.id.desc())
    .limit(literal_limit(MAX_LOOKED_AT))
    .subquery()
)
"""The milestones that were handed in last, whoever may see them."""
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

    Looked for among the newest `MAX_LOOKED_AT` milestones of everybody. Fewer than `size` if some
    of the newest are not for this reader.
    """
    query = (
        select(*_columns)
        .select_from(
            _newest.join(MILESTONE, MILESTONE.c.id == _newest.c.id)
            .join(MILESTONE_PHOTO, MILESTONE_PHOTO.c.milestone_id == MILESTONE.c.id)
            .join(FILE, FILE.c.id == MILESTONE_PHOTO.c.file_id)
            .join(PROPOSAL, PROPOSAL.c.id == MILESTONE.c.proposal_id)
        )
        .where(visible_to(person), FILE.c.large.is_not(None))
        .order_by(MILESTONE.c.submitted_at.desc(), MILESTONE_PHOTO.c.id.desc())
        .limit(literal_limit(size))
    )
    photos = cast("Sequence[PhotoRow]", connection.execute(query).all())
    return [
        (photo, definitions.load_workflow(connection, photo.definition_id))
        for photo in photos
        if PagePart.MILESTONES in visible_parts(person, photo)
    ]
