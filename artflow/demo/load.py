"""Demo data: the programme of the announcement, its people and walls, a town full of works."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select

from artflow.domain.loading import SHIPPED
from artflow.domain.roles import Person
from artflow.extensions import db
from artflow.models import Programme, User
from artflow.services import files, people, setup, working_days
from artflow.services.database import writing

from . import mural, others, seasons, walls
from .cast import ORGANISATIONS, PARTIES, PASSWORD, PLAYERS, PROGRAMME

ART = Path(__file__).parent / "art"


def needed() -> bool:
    """Whether the demo has not been loaded to its end yet."""
    return not db.session.scalar(select(func.count(Programme.id)))


def everything(now: datetime | None = None) -> None:
    """Load the whole demo. Its dates lie before `now` and keep to the season of painting."""
    now = now or datetime.now(UTC)
    programme, register = beginnings(now)
    others.tell(everybody(), programme, register, keep, now)


def beginnings(now: datetime) -> tuple[int, dict[str, int]]:
    """The people, the walls and the one mural that stands at sign-off.

    Returns the programme's id and those of the walls by their code.
    """
    begin = seasons.opening(now)
    with writing() as connection:
        organisations = people_and_organisations(connection, begin)
        programme = open_programme(connection, organisations, begin)
        working_days.fill(connection, range(now.year - 1, now.year + 3))
    cast = everybody()
    madina = cast["madina@artflow.example"]
    register = walls.enter(madina, partial(keep, person=madina), begin)
    mural.tell(cast, programme, register, keep, now)
    return programme, register


def people_and_organisations(connection: Connection, now: datetime) -> dict[str, int]:
    """Enter the organisations and everybody in them; returns the organisations' ids by key."""
    keys = {
        key: setup.organisation(connection, part.value, name)
        for key, (part, name) in ORGANISATIONS.items()
    }
    for player in PLAYERS:
        user = people.add(connection, email=player.email, name=player.name, password=PASSWORD,
                          now=now)  # fmt: skip
        people.give_role(connection, user, keys[player.organisation], player.role,
                         position=player.position, basis=player.basis)  # fmt: skip
    return keys


def open_programme(connection: Connection, keys: dict[str, int], now: datetime) -> int:
    """Open «Креативті art» with both sponsors, the department and the coordinator."""
    return setup.programme(
        connection,
        **PROGRAMME,
        definition=(SHIPPED / "creative-art.toml").read_text(encoding="utf-8"),
        parties=[(ORGANISATIONS[key][0], keys[key]) for key in PARTIES],
        now=now,
    )


def everybody() -> dict[str, Person]:
    """The people of the demo by e-mail, with their roles."""
    connection = db.session.connection()
    rows = connection.execute(select(User.id, User.email, User.name)).all()
    return {row.email: people.person(connection, row.id, row.name) for row in rows}


def keep(name: str, person: Person) -> int:
    """Take in one of the demo's pictures, as an upload of the person."""
    with (ART / name).open("rb") as stream:
        return files.keep(stream, name, by=person.id)
