"""A world for many proposals, and the actions that fill them with what could leak to others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from artflow.demo.story import Story
from artflow.domain.people.roles import Part, Role
from artflow.domain.process.workflow import Stage
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.services.database.transactions import writing
from artflow.services.decisions import case_loader
from artflow.services.files import files
from artflow.services.people import people
from artflow.services.programmes import setup
from artflow.services.walls import photos as walls_photos
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import CONSENT, FACTS, PASSWORD, World, definition, image

NOW = datetime.now(UTC) - timedelta(days=90)
CONCEPT, RECOMMENDATION, REMARK = "Words of the concept", "Words to the head", "Words of a remark"
VOTES, TOTAL, PLEDGE = "61 / 100", 10_000_000, 6_111_111
CONSENT_NOW = CONSENT | {"votes_for": 61}
Scenario = tuple[str, Story]


def create_world(key: str) -> World:
    """Create a world with walls enough, and another programme with its own sponsor."""
    world = World.create(key)
    with writing() as connection:
        other = setup.create_organisation(connection, "sponsor", trilingual("Б", "Д", "Other"))
        setup.create_programme(
            connection,
            prefix="OTH",
            name=trilingual("Б", "Д", "O"),
            city=trilingual("А", "А", "A"),
            definition=definition(key),
            now=NOW,
            parties=[(Part.SPONSOR, other)],
        )
        user = people.add_user(
            connection, email="stranger@example.org", name="Stranger", password=PASSWORD, now=NOW
        )
        people.give_role(connection, user, other, Role.SPONSOR_SIGNATORY)
    world.read_people()
    world.walls += [world.wall(f"W-{n}") for n in range(3, 9)]
    walls_photos.add(
        world.walls[0],
        world.coordinator,
        files.store_upload(image("tan"), "wall.png", by=user),
        alt="A wall",
    )
    return world


class ScenarioBuilder:
    """Stories in one world, each with its own wall and picture."""

    def __init__(self, world: World) -> None:
        self.world, self.walls = world, list(world.walls)
        self.colours = iter(["teal", "navy", "olive", "maroon", "purple", "gray", "lime", "aqua"])

    def draft(self) -> Story:
        story = Story(self.world.artist, self.world.programme, NOW)
        story.draft(FACTS | {"concept": CONCEPT, "budget_kzt": TOTAL})
        story.attach(self.store(next(self.colours), "sketch"), "sketch", alt="Sketch")
        return story.attach(self.store("silver", "place"), "wall_photo")

    def store(self, colour: str, name: str) -> int:
        return files.store_upload(image(colour), f"{name}.png", by=self.world.artist.id)

    def remark(self, story: Story, severity: str = "note") -> None:
        story.act(self.world.specialist, "remark", severity=severity, text=REMARK)

    def consent(self, story: Story) -> None:
        scan = self.store("white", "minutes")
        today = (story.now + timedelta(hours=5)).date()  # what day it is in the city
        given = CONSENT_NOW | {"held_on": today, "files": [scan]}
        story.act(self.world.coordinator, "record_owner_consent", **given)

    def paper(self, story: Story, name: str, colour: str = "beige") -> None:
        paper = [self.store(colour, name)]
        story.act(self.world.coordinator, f"record_{name}", files=paper, document="1")

    def recommend(self, story: Story) -> None:
        story.act(
            self.world.specialist,
            "recommend",
            decision="approve",
            **ASSESSMENT_DATA,
            text=RECOMMENDATION,
        )

    def signatures(self, story: Story) -> Iterator[Scenario]:
        story.act(self.world.jusan, "sign", amount=PLEDGE)
        yield "sponsors, one has signed", story
        story.act(self.world.tourism, "sign", amount=TOTAL - PLEDGE)

    def milestones(self, story: Story) -> Iterator[Scenario]:
        """Submit and confirm all milestones; the scenario is the first one submitted."""
        photo = self.store("gold", "progress")
        for n, milestone in enumerate(story.case.milestones):
            story.act(self.world.artist, "submit_milestone", milestone=milestone.id, files=[photo])
            if n == 0:
                yield f"{story.case.stage}, a milestone waits", story
            story.act(self.world.coordinator, "confirm_milestone", milestone=milestone.id)
        story.act(self.world.artist, "record_as_built", files=[photo])


def stage_of(proposal: int) -> Stage:
    """Return the stage a proposal stands in."""
    return case_loader.load(db.session.connection(), proposal).current_stage
