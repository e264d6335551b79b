"""Works that were painted before: recorded as an earlier register has them, never decided here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, Select, insert, select, union_all, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import PastWork, Programme, User, Wall
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons
from artflow.services.programmes import admin_log, settings

PAST_WORK = PastWork.__table__
PROGRAMME = Programme.__table__
USER = User.__table__
WALL = Wall.__table__
MAX_LISTED = 500
FACTS = (
    "programme_id",
    "number",
    "title",
    "artist",
    "year",
    "width_m",
    "height_m",
    "source",
    "notes",
    "stands",
)


class RecordedWork(NamedTuple):
    """A work of before with its wall, its programme and who has recorded it."""

    row: PastWork
    wall: Wall
    programme: LocalizedText | None
    recorded_by: str


_recorded = (
    select(PastWork, Wall, Programme.name, User.name)
    .join(Wall, Wall.id == PastWork.wall_id)
    .join(User, User.id == PastWork.recorded_by_id)
    .outerjoin(Programme, Programme.id == PastWork.programme_id)
    .order_by(PastWork.year.desc(), PastWork.id.desc())
    .limit(literal_limit(MAX_LISTED))
)


def add(wall_id: int, by: Person, facts: Mapping[str, object], now: datetime) -> int:
    """Record a work of before on a wall and return its id.

    Raises `NotAllowed`, `NotVisible` for an unknown wall, `Invalid` as `insert_past_work` does.
    """
    with persons.writing_as(by) as (connection, actor):
        return insert_past_work(connection, actor, wall_id, facts, now)


def insert_past_work(
    connection: Connection, actor: Person, wall_id: int, facts: Mapping[str, object], now: datetime
) -> int:
    """Record a work of before in the running transaction and return its id.

    Raises `Invalid` for a work that is recorded on this wall, and for a programme that the person
    does not run.
    """
    _check(connection, actor, wall_id, facts, None)
    row = {name: facts[name] for name in FACTS}
    row |= {"wall_id": wall_id, "recorded_by_id": actor.id, "at": now}
    key: int = connection.execute(insert(PAST_WORK).returning(PAST_WORK.c.id), row).scalar_one()
    admin_log.record(connection, admin_log.past_work_subject(key), "past_work_added", actor.id, now)
    return key


def edit(key: int, by: Person, facts: Mapping[str, object], now: datetime) -> None:
    """Correct what is recorded; what it was stays in the log. Raises as `add`."""
    with persons.writing_as(by) as (connection, actor):
        update_past_work(connection, actor, key, facts, now)


def update_past_work(
    connection: Connection, actor: Person, key: int, facts: Mapping[str, object], now: datetime
) -> None:
    """Correct what is recorded in the running transaction; the rest as `edit`."""
    query = select(PAST_WORK).where(PAST_WORK.c.id == key).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotVisible
    known = {name: getattr(row, name) for name in FACTS}
    _check(connection, actor, row.wall_id, known | dict(facts), key)
    old = {name: known[name] for name in FACTS if name in facts and known[name] != facts[name]}
    if not old:
        return
    new = {name: facts[name] for name in old}
    connection.execute(update(PAST_WORK).where(PAST_WORK.c.id == key), new)
    kept = {name: v if isinstance(v, int | str | None) else str(v) for name, v in old.items()}
    subject = admin_log.past_work_subject(key)
    admin_log.record(connection, subject, "past_work_edited", actor.id, now, old=kept)


def _check(
    connection: Connection,
    actor: Person,
    wall_id: int,
    facts: Mapping[str, object],
    key: int | None,
) -> None:
    if not may(actor, Can.EDIT_WALLS):
        raise NotAllowed
    if connection.execute(select(WALL.c.id).where(WALL.c.id == wall_id)).first() is None:
        raise NotVisible
    programme = facts["programme_id"]
    if programme is not None and not may(actor, Can.EDIT_PROGRAMME, programme):
        raise Invalid("programme_id", "choice")
    same = select(PAST_WORK.c.id).where(
        PAST_WORK.c.wall_id == wall_id,
        PAST_WORK.c.title == facts["title"],
        PAST_WORK.c.year == facts["year"],
    )
    if connection.execute(same).scalar() not in (None, key):
        raise Invalid("title", "work_known")


def load(wall_id: int, key: int) -> PastWork:
    """Load a work of before on a wall. Raises `NotVisible`."""
    row = db.session.get(PastWork, key)
    if row is None or row.wall_id != wall_id:
        raise NotVisible
    return row


def list_of_wall(wall_id: int) -> list[RecordedWork]:
    """List the works of before on a wall, the newest first."""
    rows = db.session.execute(_recorded.where(PastWork.wall_id == wall_id))
    return [RecordedWork(*row) for row in rows]


def list_by_ids(keys: Collection[int]) -> list[PastWork]:
    """List works by their ids, in the order of their entry."""
    query = select(PastWork).where(PastWork.id.in_(keys)).order_by(PastWork.id)
    return list(db.session.scalars(query))


def list_of_programmes(person: Person) -> list[RecordedWork]:
    """List the works of before of the programmes in which the person takes part."""
    programmes = sorted({key for held in person.memberships for key in held.programmes})
    if not programmes:
        return []
    newest = union_all(*(_newest_of(key) for key in programmes)).subquery()
    rows = db.session.execute(_recorded.join(newest, newest.c.id == PastWork.id))
    return [RecordedWork(*row) for row in rows]


def _newest_of(programme: int) -> Select[int]:
    """Select the newest works of before of one programme, in the order of its index."""
    query = select(PAST_WORK.c.id).where(PAST_WORK.c.programme_id == programme)
    query = query.order_by(PAST_WORK.c.year.desc(), PAST_WORK.c.id.desc())
    return select(query.limit(literal_limit(MAX_LISTED)).subquery().c.id)


def list_own_programmes(by: Person, language: str) -> list[tuple[int, str]]:
    """List the programmes under which the person may record a work, by id and name."""
    found = settings.list_programmes(by) if may(by, Can.SEE_PROGRAMMES) else []
    return [(programme.id, programme.name[language]) for programme in found]
