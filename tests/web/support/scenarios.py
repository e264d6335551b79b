"""Proposals at every stage of both definitions, full of what could leak to the wrong reader.

Each scenario is yielded while the proposal stands there; the straight way is one proposal.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from artflow.demo.story import Story
from tests.fixtures.world import World

from .scenario_builder import Scenario, ScenarioBuilder


def creative_art(world: World) -> Iterator[Scenario]:
    """Yield the mural: the straight way, then the other endings."""
    builder, coordinator, head = ScenarioBuilder(world), world.coordinator, world.head
    story = builder.draft()
    yield "draft", story
    story.act(world.artist, "submit")
    story.act(coordinator, "assign", user=world.specialist.id)
    builder.remark(story)
    yield "submitted", story
    story.act(coordinator, "accept")
    yield "site", story
    _to_review(builder, story)
    yield "architecture", story
    builder.recommend(story)
    story.act(head, "approve", text="")
    yield "sponsors", story
    yield from builder.signatures(story)
    yield "approved", story
    for name in ("contract", "rights_licence", "insurance", "safety_plan", "wall_ready"):
        builder.paper(story, name)
    ids = story.now.date() - timedelta(days=30)
    told = {"on": ids, "day_grounds": "Told in spring", "text": "Letters", "files": []}
    story.act(coordinator, "record_residents_notice", **told)
    story.act(coordinator, "start")
    yield from builder.milestones(story)
    story.act(world.artist, "finish")
    yield "acceptance", story
    for person in (head, world.jusan, world.tourism, world.artist):
        story.act(person, "sign")
    story.act(coordinator, "record_owner_act", files=[])
    yield "completed", story
    yield from _other_endings(builder)


def _to_review(builder: ScenarioBuilder, story: Story) -> None:
    world, wall = builder.world, builder.walls.pop()
    builder.paper(story, "site_visit", "linen")
    story.act(world.coordinator, "propose_wall", wall=wall)
    story.act(world.coordinator, "choose_wall", wall=wall)
    story.act(world.specialist, "confirm_site")
    builder.consent(story)


def _other_endings(builder: ScenarioBuilder) -> Iterator[Scenario]:
    """Yield works sent back, held, declined, refused, withdrawn."""
    world, reason = builder.world, {"text": "Words of a reason"}
    story = builder.draft()
    story.act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    _to_review(builder, story)
    builder.remark(story, "must")
    story.act(world.specialist, "return")
    story.attach(builder.store("black", "new"), "sketch")
    yield "revision, sent back by the department", story
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Done")
    story.act(world.artist, "resubmit")
    hold = {"review_on": date(2030, 1, 1)} | reason
    story.act(world.coordinator, "hold", **hold)
    yield "architecture, on hold", story
    story.act(world.coordinator, "resume")
    story.act(world.specialist, "close_remark", remark=story.case.remarks[0].id)
    builder.consent(story)
    builder.recommend(story)
    story.act(world.head, "approve", text="")
    story.act(world.tourism, "decline", **reason)
    yield "sponsors, one has declined", story
    story.act(world.coordinator, "refuse", code="owner", **reason)
    yield "refused, after the sponsors", story
    yield from withdrawals(builder)


def withdrawals(builder: ScenarioBuilder, first: str = "submitted") -> Iterator[Scenario]:
    """Yield works withdrawn as a draft, and once reviewers have seen them."""
    story = builder.draft()
    story.act(builder.world.artist, "withdraw", text="Words of a reason")
    yield "withdrawn, a draft", story
    story = builder.draft()
    story.act(builder.world.artist, "submit")
    story.act(builder.world.artist, "withdraw", text="Words of a reason")
    yield f"withdrawn, once {first}", story


def sculpture(world: World) -> Iterator[Scenario]:
    """Yield another city: three sponsors, two of them enough, no site stage."""
    builder, coordinator, head = ScenarioBuilder(world), world.coordinator, world.head
    story = builder.draft()
    yield "draft", story
    story.act(world.artist, "submit")
    builder.remark(story)
    yield "check", story
    story.act(coordinator, "accept")
    opinion = [builder.store("linen", "heritage_opinion")]
    story.act(coordinator, "record_heritage_opinion", ok=True, text="No monument", files=opinion)
    builder.recommend(story)
    yield "council", story
    story.act(head, "agree", text="")
    yield "sponsors", story
    yield from builder.signatures(story)
    yield "approved", story
    for name in ("contract", "rights_licence", "engineer_opinion"):
        builder.paper(story, name)
    story.act(coordinator, "start")
    yield from builder.milestones(story)
    story.act(world.artist, "finish")
    yield "acceptance", story
    for person in (head, world.artist):
        story.act(person, "sign_act")
    builder.paper(story, "transfer_act")
    yield "completed", story
    yield from withdrawals(builder, "checked")


SCENARIOS = {"mural": creative_art, "sculpture": sculpture}
