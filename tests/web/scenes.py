"""Proposals at every stage of both definitions, full of what could leak to the wrong reader.

Each scene is yielded while the proposal stands there; the straight way is one proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from artflow.demo.story import Story
from tests.world import World

from .plays import Play, Scene


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
