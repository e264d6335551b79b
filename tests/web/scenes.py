"""Proposals at every stage of both definitions, full of things that could leak to the wrong reader.

Each scene is yielded while the proposal stands there; the straight way is one proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from artflow.demo.story import Story
from artflow.domain.roles import Part, Role
from artflow.domain.workflow import Stage, Words
from artflow.extensions import db
from artflow.models import File, Wall
from artflow.services import cases, files, people, setup, working_days
from artflow.services.database import writing
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
    photo = db.session.get_one(File, files.keep(image("tan"), "wall.png", by=user)).sha256
    with writing() as connection:
        connection.execute(db.update(Wall).values(photo=photo, photo_alt="A wall"))
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
        story.act(self.world.specialist, "recommend", decision="approve", gates=True,
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


def creative_art(world: World) -> Iterator[Scene]:
    """«Креативті art»: the straight way, then the ways aside."""
    play, coordinator, head = Play(world), world.coordinator, world.head
    story = play.draft()
    yield "draft", story
    story.act(world.artist, "submit")
    story.act(coordinator, "assign", user=world.specialist.id)
    play.remark(story)
    yield "submitted", story
    story.act(coordinator, "accept")
    yield "site", story
    _to_review(play, story)
    yield "architecture", story
    play.recommend(story)
    story.act(head, "approve", text="")
    yield "sponsors", story
    yield from play.pledges(story)
    yield "approved", story
    for name in ("contract", "rights_licence", "insurance", "safety_plan", "wall_ready"):
        play.paper(story, name)
    told = story.now.date() - timedelta(days=30)
    story.act(coordinator, "record_residents_notice", on=told, text="Letters", files=[])
    story.act(coordinator, "start")
    yield from play.milestones(story)
    story.act(world.artist, "finish")
    yield "acceptance", story
    for person in (head, world.jusan, world.tourism, world.artist):
        story.act(person, "sign")
    story.act(coordinator, "record_owner_act", files=[])
    yield "completed", story
    yield from _aside(play)


def _to_review(play: Play, story: Story) -> None:
    world, wall = play.world, play.walls.pop()
    play.paper(story, "site_visit", "linen")
    story.act(world.coordinator, "propose_wall", wall=wall)
    story.act(world.coordinator, "choose_wall", wall=wall)
    story.act(world.specialist, "confirm_site")
    play.consent(story)


def _aside(play: Play) -> Iterator[Scene]:
    """Sent back, held, declined, refused, withdrawn."""
    world, reason = play.world, {"text": "Words of a reason"}
    story = play.draft()
    story.act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    _to_review(play, story)
    play.remark(story, "must")
    story.act(world.specialist, "return")
    story.attach(play.kept("black", "new"), "sketch")
    yield "revision, sent back by the department", story
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Done")
    story.act(world.artist, "resubmit")
    hold = {"review_on": date(2030, 1, 1)} | reason
    story.act(world.coordinator, "hold", **hold)
    yield "architecture, on hold", story
    story.act(world.coordinator, "resume")
    story.act(world.specialist, "close_remark", remark=story.case.remarks[0].id)
    play.consent(story)
    play.recommend(story)
    story.act(world.head, "approve", text="")
    story.act(world.tourism, "decline", **reason)
    yield "sponsors, one has declined", story
    story.act(world.coordinator, "refuse", code="owner", **reason)
    yield "refused, after the sponsors", story
    yield from withdrawn(play)


def withdrawn(play: Play, first: str = "submitted") -> Iterator[Scene]:
    """Withdrawn as a draft, and once reviewers have seen it."""
    story = play.draft()
    story.act(play.world.artist, "withdraw", text="Words of a reason")
    yield "withdrawn, a draft", story
    story = play.draft()
    story.act(play.world.artist, "submit")
    story.act(play.world.artist, "withdraw", text="Words of a reason")
    yield f"withdrawn, once {first}", story


def sculpture(world: World) -> Iterator[Scene]:
    """Another city, three sponsors, two of them enough, no site stage."""
    play, coordinator, head = Play(world), world.coordinator, world.head
    story = play.draft()
    yield "draft", story
    story.act(world.artist, "submit")
    play.remark(story)
    yield "check", story
    story.act(coordinator, "accept")
    opinion = [play.kept("linen", "heritage_opinion")]
    story.act(coordinator, "record_heritage_opinion", ok=True, text="No monument", files=opinion)
    play.recommend(story)
    yield "council", story
    story.act(head, "agree", text="")
    yield "sponsors", story
    yield from play.pledges(story)
    yield "approved", story
    for name in ("contract", "rights_licence", "engineer_opinion"):
        play.paper(story, name)
    story.act(coordinator, "start")
    yield from play.milestones(story)
    story.act(world.artist, "finish")
    yield "acceptance", story
    for person in (head, world.artist):
        story.act(person, "sign_act")
    play.paper(story, "transfer_act")
    yield "completed", story
    yield from withdrawn(play, "checked")


SCENES = {"creative-art": creative_art, "sculpture": sculpture}


def stage_of(proposal: int) -> Stage:
    """The stage a proposal stands in."""
    return cases.load(db.session.connection(), proposal).at
