"""A world for many proposals, and the deeds that fill them with what could leak to others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from artflow.demo.story import Story
from artflow.domain.roles import Part, Role
from artflow.domain.words import Words
from artflow.domain.workflow import Stage
from artflow.extensions import db
from artflow.services import cases, files, people, setup, wall_photos, working_days
from artflow.services.database import writing
from tests.assessment import GIVEN
from tests.world import CONSENT, FACTS, PASSWORD, World, definition, image

NOW = datetime.now(UTC) - timedelta(days=90)
CONCEPT, RECOMMENDED, REMARK = "Words of the concept", "Words to the head", "Words of a remark"
VOTES, TOTAL, PLEDGE = "61 / 100", 10_000_000, 6_111_111
CONSENT_NOW = CONSENT | {"votes_for": 61}
Scene = tuple[str, Story]


def world_of(key: str) -> World:
    """A world with walls enough, and a programme of others with its own sponsor."""
    world = World.make(key)
    with writing() as connection:
        working_days.fill(connection, range(NOW.year, NOW.year + 3))
        other = setup.organisation(connection, "sponsor", Words("Б", "Д", "Other"))
        setup.programme(
            connection, prefix="OTH", name=Words("Б", "Д", "O"), city=Words("А", "А", "A"),
            definition=definition(key), now=NOW, parties=[(Part.SPONSOR, other)],
        )  # fmt: skip
        user = people.add(
            connection, email="stranger@example.org", name="Stranger", password=PASSWORD, now=NOW
        )
        people.give_role(connection, user, other, Role.SPONSOR_SIGNATORY)
    world.read_people()
    world.walls += [world.wall(f"W-{n}") for n in range(3, 9)]
    wall_photos.add(world.walls[0], world.coordinator,
                    files.keep(image("tan"), "wall.png", by=user), alt="A wall")  # fmt: skip
    return world


class Play:
    """Stories in one world, each with its own wall and picture."""

    def __init__(self, world: World) -> None:
        self.world, self.walls = world, list(world.walls)
        self.colours = iter(["teal", "navy", "olive", "maroon", "purple", "gray", "lime", "aqua"])

    def draft(self) -> Story:
        story = Story(self.world.artist, self.world.programme, NOW)
        story.draft(FACTS | {"concept": CONCEPT, "budget_kzt": TOTAL})
        story.attach(self.kept(next(self.colours), "sketch"), "sketch", alt="Sketch")
        return story.attach(self.kept("silver", "place"), "wall_photo")

    def kept(self, colour: str, name: str) -> int:
        return files.keep(image(colour), f"{name}.png", by=self.world.artist.id)

    def remark(self, story: Story, severity: str = "note") -> None:
        story.act(self.world.specialist, "remark", severity=severity, text=REMARK)

    def consent(self, story: Story) -> None:
        scan = self.kept("white", "minutes")
        story.act(self.world.coordinator, "record_owner_consent", **CONSENT_NOW, files=[scan])

    def paper(self, story: Story, name: str, colour: str = "beige") -> None:
        paper = [self.kept(colour, name)]
        story.act(self.world.coordinator, f"record_{name}", files=paper, document="1")

    def recommend(self, story: Story) -> None:
        story.act(self.world.specialist, "recommend", decision="approve", **GIVEN,
                  text=RECOMMENDED)  # fmt: skip

    def pledges(self, story: Story) -> Iterator[Scene]:
        story.act(self.world.jusan, "sign", amount=PLEDGE)
        yield "sponsors, one has signed", story
        story.act(self.world.tourism, "sign", amount=TOTAL - PLEDGE)

    def milestones(self, story: Story) -> Iterator[Scene]:
        """All milestones; the scene is the first one handed in."""
        photo = self.kept("gold", "progress")
        for n, milestone in enumerate(story.case.milestones):
            story.act(self.world.artist, "submit_milestone", milestone=milestone.id, files=[photo])
            if n == 0:
                yield f"{story.case.stage}, a milestone waits", story
            story.act(self.world.coordinator, "confirm_milestone", milestone=milestone.id)
        story.act(self.world.artist, "record_as_built", files=[photo])


def stage_of(proposal: int) -> Stage:
    """The stage a proposal stands in."""
    return cases.load(db.session.connection(), proposal).at
