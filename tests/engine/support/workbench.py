"""Where sequences run: one world and one database for many of them, inspected from outside.

The database is read through a plain driver connection and plain SQL, so that the properties do not
depend on the code they test.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import namedtuple
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from artflow.domain.people.roles import Person, Role
from artflow.domain.process import engine
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.extensions import db
from artflow.models import File
from artflow.services.database.transactions import writing
from artflow.services.decisions import case_loader
from artflow.services.people import people
from artflow.services.programmes.working_days import load_home_calendar
from tests.fixtures.world import NOW, PASSWORD, World

USERNAMES = (
    "artist",
    "coordinator",
    "specialist",
    "head",
    "jusan",
    "tourism",
    "third",
    "deputy",
    "two_roles",
    "both",
    "other_artist",
    "viewer",
    "admin",
)
"""Who may come along, roughly by how often they are needed."""
EXTRA_PEOPLE = {
    "deputy": ((Role.SPONSOR_SIGNATORY, "sponsor-1", (NOW + timedelta(days=20)).date()),),
    "two_roles": (
        (Role.SPONSOR_SIGNATORY, "sponsor-1", None),
        (Role.SPONSOR_SIGNATORY, "sponsor-2", None),
    ),
    "both": ((Role.ARTIST, "studio", None), (Role.ARCHITECTURE_HEAD, "department", None)),
}
"""People who tempt the guards: an authority that ends, two sponsors' hats, an author who judges."""

COLUMNS = {
    "proposal": "id stage came_from reached openness held ended loops wall_id assignee_id "
    "version_id number title facts cover_id events head moved_at derived_from_id",
    "event": "proposal_id id n type from_stage to_stage actor_id key",
    "version": "proposal_id id no sha256 design budget",
    "signoff": "proposal_id id version_id stage party state amount version_sha256 superseded_at "
    "carried_from_id decided_by_id decided_at reason conditions requested_at",
    "turn": "proposal_id id stage role party organisation_id user_id days due_on stopped_days "
    "closed_at opened_on opened_at stopped_on used_days paused_days late_days",
    "remark": "proposal_id id severity state fixed answer text answered_at closed_at",
    "record": "proposal_id id kind version_id wall_id void_at",
    "milestone": "proposal_id id code state submitted_by_id confirmed_by_id delay_reason "
    "expected_on",
    "payment": "proposal_id id organisation_id amount paid_on number",
    "candidate_wall": "proposal_id id wall_id",
    "proposal_file": "proposal_id id file_id kind position",
    "wall": "id held_by_id held_until",
}
ROW_TYPES = {table: namedtuple(table, columns) for table, columns in COLUMNS.items()}
COUNTED_TABLES = (
    "notice",
    "counter",
    "file",
    "record_file",
    "milestone_photo",
    "event",
    "proposal",
    "version",
    "wall",
    "anchor",
    "membership",
    "definition",
)
_COUNTS_SQL = ", ".join(f"(SELECT count(*) FROM {table})" for table in COUNTED_TABLES)

DatabaseState = dict[str, list[Any]]


class Workbench:
    """A world with a few more people, its database read from outside, and new files and walls."""

    def __init__(self, world: World) -> None:
        self.world, self.key = world, world.key
        self._more_people()
        self.read_people()
        self.usernames = {person.id: username for username, person in self.people.items()}
        self.parties = {f"org:{key}": name for name, key in world.organisations.items()}
        self.parties["applicant"] = "applicant"
        self._numbers = itertools.count(1)
        self._kept = world.file("teal")
        self._reader = db.engine.raw_connection()

    def read_people(self) -> None:
        """Read everybody again: a stand-in sponsor has come into the programme."""
        self.world.read_people()
        self.people: dict[str, Person] = {
            username: self.world.people[username] for username in USERNAMES
        }

    def _more_people(self) -> None:
        with writing() as connection:
            for username, roles in EXTRA_PEOPLE.items():
                user = people.add_user(
                    connection,
                    email=f"{username}@example.org",
                    name=username.title(),
                    password=PASSWORD,
                    now=NOW,
                )
                for role, place, until in roles:
                    organisation = self.world.organisations[place]
                    people.give_role(connection, user, organisation, role, valid_until=until)
        self.world.read_people()

    def close(self) -> None:
        self._reader.close()

    def wall(self, heritage: str) -> int:
        return self.world.wall(f"B-{next(self._numbers)}", heritage)

    def file(self) -> int:
        """Create a file with a hash of its own: its bytes are never read and need not exist."""
        name = f"{next(self._numbers)}.png"
        table = File.__table__
        with writing() as connection:
            kept = connection.execute(select(table).where(table.c.id == self._kept)).one()
            sha256 = hashlib.sha256(name.encode()).hexdigest()
            row = dict(kept._mapping, name=name, sha256=sha256)
            del row["id"]
            return connection.execute(insert(table).returning(table.c.id), row).scalar_one()

    def read_state(self, proposals: Iterable[int], walls: Iterable[int]) -> DatabaseState:
        """Return every row that an action may touch, and the number of all other rows."""
        cursor = self._reader.cursor()
        mine, there = (", ".join(map(str, [0, *ids])) for ids in (proposals, walls))
        found: DatabaseState = {}
        for table, columns in COLUMNS.items():
            place = "proposal_id" if columns.startswith("proposal_id") else "id"
            ids = there if table == "wall" else mine
            cursor.execute(
                f"SELECT {columns.replace(' ', ', ')} FROM {table} WHERE {place} IN ({ids}) "
                "ORDER BY id"
            )
            found[table] = list(map(ROW_TYPES[table]._make, cursor.fetchall()))
        cursor.execute(f"SELECT {_COUNTS_SQL}")
        found["counts"] = list(cursor.fetchall())
        cursor.close()
        self._reader.rollback()
        return found

    def case(self, proposal_id: int) -> Case:
        db.session.rollback()
        return case_loader.load(db.session.connection(), proposal_id)

    def guard_context(self, case: Case, now: datetime) -> GuardContext:
        return GuardContext(case, None, now, load_home_calendar(db.session.connection()))

    def options(self, case: Case, username: str, now: datetime) -> list[engine.Option]:
        """Return what `engine.explain` offers somebody at this moment."""
        return engine.explain(self.guard_context(case, now), self.people[username])
