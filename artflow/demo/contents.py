"""What a database holds: nothing, the demo, a part of it, or somebody's own work."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, inspect, select

from artflow.extensions import db
from artflow.models import Proposal, User

from .people import DEMO_PEOPLE
from .works import WORKS

PROPOSALS = len(WORKS) + 2
"""The works, the mural and the draft."""


class Contents(NamedTuple):
    """How many people and proposals there are."""

    demo_people: int = 0
    other_people: int = 0
    proposals: int = 0

    @property
    def people(self) -> int:
        """Everybody."""
        return self.demo_people + self.other_people

    @property
    def is_empty(self) -> bool:
        """Whether the demo may be loaded here."""
        return not self.people

    @property
    def is_foreign(self) -> bool:
        """Whether people work here who have nothing to do with a demo."""
        return bool(self.other_people and not self.demo_people)

    @property
    def is_complete(self) -> bool:
        """Whether a demo was loaded to its end; others may have joined it since."""
        return bool(self.demo_people) and self.proposals >= PROPOSALS

    @property
    def is_interrupted(self) -> bool:
        """Whether a load broke off, and nobody else's work would go with its remains."""
        return bool(self.demo_people) and not self.is_complete and not self.other_people


def count() -> Contents:
    """Count what is in the database, whichever migrations it has; without tables it is empty."""
    with db.engine.connect() as connection:
        if not inspect(connection).has_table(User.__tablename__):
            return Contents()
        emails = set(connection.execute(select(User.email)).scalars())
        proposals = connection.execute(select(func.count(Proposal.id))).scalar_one()
    demo_people = len(emails & {person.email for person in DEMO_PEOPLE})
    return Contents(demo_people, len(emails) - demo_people, proposals)
