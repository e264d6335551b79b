"""A proposal taken through its process by the services, at any dates."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.snapshot import Facts, Value
from artflow.extensions import db
from artflow.services.decisions import case_loader, decisions, versions
from artflow.services.proposals import attachments, proposals

HOUR = timedelta(hours=1)


class Story:
    """One proposal with a clock: `now` moves on an hour with every action."""

    def __init__(self, artist: Person, programme_id: int, now: datetime) -> None:
        self.artist, self.programme_id, self.now = artist, programme_id, now
        self.id = 0

    def draft(self, facts: Facts) -> Story:
        """Start the draft with its facts."""
        self.id = proposals.start(self.artist, self.programme_id, facts, self.now)
        return self

    def edit(self, **facts: Value) -> Story:
        """Change what the draft says."""
        proposals.edit(self.id, self.artist, facts)
        return self

    def attach(self, file_id: int, kind: str, **words: str) -> Story:
        attachments.attach(self.id, self.artist, file_id, kind=kind, **words)
        return self

    def replace(self, kind: str, file_id: int, **words: str) -> Story:
        """Replace the first file of a kind by a new one."""
        files = versions.list_attachments(db.session.connection(), self.id)
        old = next(file.id for file in files if file.kind == kind)
        attachments.detach(self.id, self.artist, old)
        return self.attach(file_id, kind, **words)

    def later(self, **span: float) -> Story:
        """Let time pass."""
        self.now += timedelta(**span)
        return self

    def act(self, person: Person, action: str, **data: object) -> decisions.ActionResult:
        """Let the person take the action on the page as it is now."""
        seen = self.seen
        done = decisions.take_action(
            self.id, person, action, seen=seen, key=uuid.uuid4().hex, data=data, now=self.now
        )
        self.now += HOUR
        return done

    @property
    def case(self) -> Case:
        """Return the proposal as it is now."""
        db.session.rollback()
        return case_loader.load(db.session.connection(), self.id)

    @property
    def seen(self) -> decisions.SeenState:
        case = self.case
        return decisions.SeenState(case.stage, case.version)
