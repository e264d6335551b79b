"""Processes that an administrator publishes, and puts into force for the works that begin then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.definitions.differences import Difference, list_differences
from artflow.domain.definitions.loading import SHIPPED_FOLDER
from artflow.domain.definitions.problems import Problem
from artflow.domain.errors import DefinitionError, Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Part, Person
from artflow.domain.text import LocalizedText
from artflow.models import Definition, Programme, Proposal, StageTotal
from artflow.services.database.transactions import literal_limit
from artflow.services.identity import persons

from . import admin_log, definitions, programmes

DEFINITION = Definition.__table__
PROGRAMME = Programme.__table__
PROPOSAL = Proposal.__table__
TOTAL = StageTotal.__table__
MAX_BYTES = 1_000_000
"""A document of more bytes is none: the longest so far has some fifty thousand."""


class Publication(NamedTuple):
    """What came of publishing a document; `is_new` is false for one that was published before."""

    id: int
    is_new: bool


class Published(NamedTuple):
    """A published process, and the programmes whose new works go through it.

    `works` counts those that began under it, by kept totals: they follow it to their end, whatever
    is in force.
    """

    id: int
    key: str
    name: LocalizedText
    sha256: str
    published_at: datetime
    programmes: list[LocalizedText]
    works: int


class Change(NamedTuple):
    """What would be different if a process came into force in a programme."""

    before: Published
    after: Published
    differences: list[Difference]
    missing: list[Part]


def list_published(connection: Connection) -> list[Published]:
    """List the published processes, the newest first."""
    return _read_published(connection)


def _read_published(connection: Connection, *conditions: ColumnElement[bool]) -> list[Published]:
    """Read processes without their documents, which are long."""
    begun = select(func.coalesce(func.sum(TOTAL.c.works), 0)).correlate(DEFINITION)
    works = begun.where(TOTAL.c.definition_id == DEFINITION.c.id).scalar_subquery().label("works")
    names = ("id", "key", "sha256", "published_at")
    columns = (*(DEFINITION.c[name] for name in names), works)
    query = select(*columns).where(*conditions).order_by(DEFINITION.c.id.desc())
    rows = connection.execute(query).all()
    used: dict[int, list[LocalizedText]] = {}
    for key, name in connection.execute(
        select(PROGRAMME.c.definition_id, PROGRAMME.c.name).order_by(PROGRAMME.c.id)
    ):
        used.setdefault(key, []).append(name)
    return [
        Published(
            row.id,
            row.key,
            definitions.load_workflow(connection, row.id).name,
            row.sha256,
            row.published_at,
            used.get(row.id, []),
            int(row.works),
        )
        for row in rows
    ]


def load_published(connection: Connection, key: int) -> Published:
    """Load one published process. Raises `NotVisible`."""
    found = _read_published(connection, DEFINITION.c.id == key)
    if not found:
        raise NotVisible
    return found[0]


def load_source(connection: Connection, key: int) -> str:
    """Return the document of a published process, as it was given. Raises `NotVisible`."""
    source: str | None = connection.execute(
        select(DEFINITION.c.source).where(DEFINITION.c.id == key)
    ).scalar()
    if source is None:
        raise NotVisible
    return source


def differences_to_earlier(connection: Connection, shown: Published) -> list[Difference]:
    """List what is different from the version of the same process that was published before."""
    query = (
        select(DEFINITION.c.source)
        .where(DEFINITION.c.key == shown.key, DEFINITION.c.id < shown.id)
        .order_by(DEFINITION.c.id.desc())
    )
    earlier = connection.execute(query.limit(literal_limit(1))).scalar()
    return list_differences(earlier, load_source(connection, shown.id)) if earlier else []


def publish(by: Person, document: bytes, now: datetime) -> Publication:
    """Check a document and store it for good; nothing is in force by that.

    One that was published before is left as it is.

    Raises `NotAllowed`, and `DefinitionError` with every problem of the document.
    """
    try:
        source = document.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError([Problem("not UTF-8", "not_utf8", byte=error.start)]) from error
    with persons.writing_as(by) as (connection, actor):
        if not may(actor, Can.PUBLISH_PROCESS):
            raise NotAllowed
        known = definitions.find_published(connection, source)
        key = definitions.publish(connection, source, now)
        if known is None:
            admin_log.record(connection, admin_log.PROCESSES, "published", actor.id, now, id=key)
    return Publication(key, known is None)


def publish_shipped(connection: Connection, now: datetime) -> list[int]:
    """Publish every process that comes with artflow; those that are published stay as they are."""
    paths = sorted(SHIPPED_FOLDER.glob("*.toml"))
    return [definitions.publish(connection, p.read_text(encoding="utf-8"), now) for p in paths]


def load_change(connection: Connection, programme_id: int, definition_id: int) -> Change:
    """Tell what would change if a process came into force. Raises `NotVisible`."""
    present = connection.execute(
        select(PROGRAMME.c.definition_id).where(PROGRAMME.c.id == programme_id)
    ).scalar()
    if present is None:
        raise NotVisible
    before, after = (load_published(connection, key) for key in (present, definition_id))
    sources = [load_source(connection, one.id) for one in (before, after)]
    taken = {part for part, _organisation in programmes.list_parties(programme_id)}
    missing = list_missing_parts(connection, definition_id, taken)
    return Change(before, after, list_differences(*sources), missing)


def list_missing_parts(
    connection: Connection, definition_id: int, taken: Collection[Part]
) -> list[Part]:
    """List the parts that the process needs and no organisation takes."""
    needed = definitions.load_workflow(connection, definition_id).parts_needed()
    return [part for part in Part if part in needed.difference(taken)]


def list_programmes_without(
    connection: Connection, definition_id: int
) -> list[tuple[int, LocalizedText]]:
    """List number and name of the programmes in which another process is in force."""
    query = select(PROGRAMME.c.id, PROGRAMME.c.name).where(
        PROGRAMME.c.definition_id != definition_id
    )
    return [(key, name) for key, name in connection.execute(query.order_by(PROGRAMME.c.id))]


def put_in_force(by: Person, programme_id: int, definition_id: int, now: datetime) -> None:
    """Let the works that begin from now on go through a process; running ones keep theirs.

    Raises `NotAllowed`, `NotVisible`, and `Invalid` for the one that is in force.
    """
    with persons.writing_as(by) as (connection, actor):
        if not may(actor, Can.PUBLISH_PROCESS):
            raise NotAllowed
        row = connection.execute(
            select(PROGRAMME.c.definition_id)
            .where(PROGRAMME.c.id == programme_id)
            .with_for_update()
        ).one_or_none()
        if row is None:
            raise NotVisible
        load_source(connection, definition_id)
        if row.definition_id == definition_id:
            raise Invalid("process", "in_force")
        connection.execute(
            update(PROGRAMME).where(PROGRAMME.c.id == programme_id),
            {"definition_id": definition_id},
        )
        admin_log.record(
            connection,
            admin_log.programme_subject(programme_id),
            "process_in_force",
            actor.id,
            now,
            old=row.definition_id,
            new=definition_id,
        )
