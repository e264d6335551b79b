"""Demo data: the programme of the announcement, its people and walls, and all works."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select

from artflow.domain.definitions.loading import SHIPPED_FOLDER
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import User
from artflow.services.account_chain import sealing
from artflow.services.database.transactions import writing
from artflow.services.files import files
from artflow.services.identity import persons
from artflow.services.people import people
from artflow.services.programmes import setup

from . import dates, mural, other_works, walls
from .people import DEMO_PEOPLE, ORGANISATIONS, PARTIES, PASSWORD, PROGRAMME

ART = Path(__file__).parent / "art"


def load_demo(now: datetime | None = None) -> None:
    """Load the whole demo. Its dates lie before `now` and keep to the season of painting."""
    now = now or datetime.now(UTC)
    programme, register = load_first_part(now)
    other_works.create_other_works(people_by_email(), programme, register, store_picture, now)


def load_first_part(now: datetime) -> tuple[int, dict[str, int]]:
    """Load the people, the walls and the mural that stands at sign-off.

    Return the programme's id and those of the walls by their code.
    """
    definition = (SHIPPED_FOLDER / "creative-art.toml").read_text(encoding="utf-8")
    programme, register = set_up(definition, now)
    mural.create_mural(people_by_email(), programme, register, store_picture, now)
    return programme, register


def set_up(definition: str, now: datetime) -> tuple[int, dict[str, int]]:
    """Create the people, the programme under this definition, the calendar and the walls.

    Return the programme's id and those of the walls by their code.
    """
    begin = dates.opening_date(now)
    with writing() as connection:
        sealing.note(connection, "demo_loaded")
        years = range(now.year - 1, now.year + 3)
        setup.create_calendar(connection, PROGRAMME["city"], "KZ", "Asia/Almaty", years)
        organisations = create_people(connection, begin)
        programme = create_programme(connection, definition, organisations, begin)
    madina = people_by_email()["madina@artflow.example"]
    return programme, walls.create_walls(madina, partial(store_picture, person=madina), begin)


def create_people(connection: Connection, now: datetime) -> dict[str, int]:
    """Create the organisations and everybody in them; return the organisations' ids by key."""
    keys = {
        key: setup.create_organisation(connection, part.value, name)
        for key, (part, name) in ORGANISATIONS.items()
    }
    for demo_person in DEMO_PEOPLE:
        user = people.add_user(
            connection, email=demo_person.email, name=demo_person.name, password=PASSWORD, now=now
        )
        people.give_role(
            connection,
            user,
            keys[demo_person.organisation],
            demo_person.role,
            position=demo_person.position,
            basis=demo_person.basis,
        )
    return keys


def create_programme(
    connection: Connection, definition: str, keys: dict[str, int], now: datetime
) -> int:
    """Create «Креативті art» with both sponsors, the department and the coordinator."""
    return setup.create_programme(
        connection,
        **PROGRAMME,
        definition=definition,
        parties=[(ORGANISATIONS[key][0], keys[key]) for key in PARTIES],
        now=now,
    )


def people_by_email() -> dict[str, Person]:
    """Return the people of the demo by e-mail, with their roles."""
    connection = db.session.connection()
    rows = connection.execute(select(User.id, User.email, User.name)).all()
    return {row.email: persons.load_person(connection, row.id, row.name) for row in rows}


def store_picture(name: str, person: Person) -> int:
    """Store one of the demo's pictures, as an upload of the person."""
    with (ART / name).open("rb") as stream:
        return files.store_upload(stream, name, by=person.id)
