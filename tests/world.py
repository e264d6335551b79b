"""A small world for tests: one programme, one person for every role, and walks through the stages.

Everything is made by the real verbs, so no test can stand where no user could.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from PIL import Image

from artflow.demo.story import Story
from artflow.domain.loading import SHIPPED
from artflow.domain.roles import Part, Person, Role
from artflow.domain.words import Words
from artflow.extensions import db
from artflow.services import files, people, setup, walls, working_days
from artflow.services.database import writing

PASSWORD = "correct horse"
NOW = datetime(2026, 9, 1, 5, 0, tzinfo=UTC)
"""A Tuesday morning in Shymkent."""
DEFINITIONS = Path(__file__).parent / "definitions"

SEATS = {
    "artist": (Role.ARTIST, "studio"),
    "specialist": (Role.ARCHITECTURE_SPECIALIST, "department"),
    "head": (Role.ARCHITECTURE_HEAD, "department"),
    "coordinator": (Role.COORDINATOR, "office"),
    "admin": (Role.ADMINISTRATOR, "platform"),
    "jusan": (Role.SPONSOR_SIGNATORY, "sponsor-1"),
    "tourism": (Role.SPONSOR_SIGNATORY, "sponsor-2"),
    "third": (Role.SPONSOR_SIGNATORY, "sponsor-3"),
    "viewer": (Role.SPONSOR_VIEWER, "sponsor-1"),
    "other_artist": (Role.ARTIST, "studio"),
}
PARTS = {
    "studio": Part.ARTIST, "department": Part.ARCHITECTURE, "office": Part.COORDINATOR,
    "platform": Part.PLATFORM, "sponsor-1": Part.SPONSOR, "sponsor-2": Part.SPONSOR,
    "sponsor-3": Part.SPONSOR,
}  # fmt: skip
TAKES_PART = {
    "creative-art": ("department", "sponsor-1", "sponsor-2", "office"),
    "sculpture": ("department", "sponsor-1", "sponsor-2", "sponsor-3", "office"),
}
FACTS = {
    "title": "Дала таңы", "art_type": "mural", "concept": "Таң атып келеді.",
    "text_in_image": "", "depicts_real_person": False, "state_symbols": False,
    "height_m": "20.0", "width_m": "10.0", "technique": "Қылқалам", "paint": "Акрил",
    "coating": "", "expected_life_years": 8, "wished_place": "Орталық көше",
    "budget_kzt": 10_000_000, "sponsor_credit": "none", "start_on": "2027-04-05",
    "finish_on": "2027-06-04", "maintenance_by": "МИБ", "licence": "city", "originality": True,
}  # fmt: skip
CONSENT = {
    "format": "meeting", "held_on": date(2026, 8, 20), "threshold": "majority_all",
    "owners_total": 100, "votes_for": 60, "votes_against": 5, "abstained": 5, "document": "7",
}  # fmt: skip


def image(colour: str = "teal", size: tuple[int, int] = (60, 80)) -> io.BytesIO:
    """A small real picture; another colour is another file."""
    stream = io.BytesIO()
    Image.new("RGB", size, colour).save(stream, "PNG")
    stream.seek(0)
    return stream


def definition(key: str) -> str:
    """The text of a shipped definition, or of one of the tests' own."""
    folder = SHIPPED if (SHIPPED / f"{key}.toml").exists() else DEFINITIONS
    return (folder / f"{key}.toml").read_text(encoding="utf-8")


@dataclass
class World:
    """People by seat, the programme, and a wall or two."""

    programme: int
    organisations: dict[str, int]
    people: dict[str, Person] = field(default_factory=dict)
    walls: list[int] = field(default_factory=list)
    key: str = "creative-art"

    @classmethod
    def make(cls, key: str) -> World:
        """Make the world of a definition in an empty database."""
        with writing() as connection:
            working_days.fill(connection, range(2026, 2029))
            organisations = {
                name: setup.organisation(connection, part.value, Words(name, name, name))
                for name, part in PARTS.items()
            }
            programme = setup.programme(
                connection, prefix="SHY", name=Words("П", "П", "P"), city=Words("Ш", "Ш", "Sh"),
                definition=definition(key), now=NOW,
                parties=[(PARTS[name], organisations[name]) for name in TAKES_PART[key]],
            )  # fmt: skip
            for seat, (role, organisation) in SEATS.items():
                user = people.add(connection, email=f"{seat}@example.org", name=seat.title(),
                                  password=PASSWORD, now=NOW)  # fmt: skip
                people.give_role(connection, user, organisations[organisation], role)
        made = cls(programme, organisations, key=key)
        made.read_people()
        made.walls = [made.wall(f"W-{n}") for n in (1, 2)]
        return made

    def read_people(self) -> None:
        """Read everybody anew, after roles have changed."""
        from artflow.models import User

        with db.engine.connect() as connection:
            for row in connection.execute(db.select(User.id, User.email, User.name)):
                seat = row.email.partition("@")[0]
                self.people[seat] = people.person(connection, row.id, row.name)

    def __getattr__(self, seat: str) -> Person:
        try:
            return self.__dict__["people"][seat]
        except KeyError:
            raise AttributeError(seat) from None

    def wall(self, code: str, heritage: str = "none", contact: str = "+7 700") -> int:
        """Enter a wall into the register."""
        return walls.add(self.coordinator, {
            "code": code, "city": "Шымкент", "district": "Абай", "address": f"{code} көшесі",
            "face": "east", "width_m": Decimal("12"), "height_m": Decimal("24"),
            "substrate": "", "heritage": heritage, "owner_name": "МИБ", "owner_contact": contact,
            "latitude": None, "longitude": None, "notes": "",
        }, NOW)  # fmt: skip

    def file(self, colour: str = "teal", by: Person | None = None) -> int:
        """Keep a picture."""
        return files.keep(image(colour), f"{colour}.png", by=(by or self.artist).id)

    def story(self, **facts: object) -> Story:
        """A complete draft with a sketch."""
        story = Story(self.artist, self.programme, NOW)
        story.draft(FACTS | facts)
        return story.attach(self.file(), "sketch", alt="эскиз")
