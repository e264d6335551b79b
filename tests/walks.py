"""Walks through «Креативті art», from one stage to the next, by those whose turn it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from artflow.demo.story import Story

from .assessment import GIVEN
from .world import CONSENT, World


def submitted(world: World, **facts: Any) -> Story:
    story = world.story(**facts)
    story.act(world.artist, "submit")
    return story


def at_site(world: World, **facts: Any) -> Story:
    story = submitted(world, **facts)
    story.act(world.coordinator, "accept")
    return story


def in_review(world: World, wall: int | None = None, **facts: Any) -> Story:
    """At the architecture department, the wall reserved."""
    return placed(world, at_site(world, **facts), wall or world.walls[0])


def placed(world: World, story: Story, wall: int) -> Story:
    """From the choice of walls on to the department."""
    story.act(world.coordinator, "propose_wall", wall=wall)
    story.act(world.coordinator, "choose_wall", wall=wall)
    story.act(world.specialist, "confirm_site")
    return story


def ready_to_decide(world: World, **facts: Any) -> Story:
    """At the department with every paper the head needs."""
    return assessed(world, in_review(world, **facts))


def assessed(world: World, story: Story) -> Story:
    """From the department's table on to its head."""
    story.act(world.coordinator, "record_owner_consent", **CONSENT, files=[])
    story.act(world.specialist, "recommend", decision="approve", **GIVEN, text="Жақсы.")
    return story


def at_sponsors(world: World, **facts: Any) -> Story:
    story = ready_to_decide(world, **facts)
    story.act(world.head, "approve", text="Келісемін.")
    return story


def approved(world: World, **facts: Any) -> Story:
    return signed(world, at_sponsors(world, **facts))


def signed(world: World, story: Story) -> Story:
    story.act(world.jusan, "sign", amount=6_000_000)
    story.act(world.tourism, "sign", amount=4_000_000)
    return story


def in_execution(world: World, **facts: Any) -> Story:
    return started(world, approved(world, **facts))


def started(world: World, story: Story) -> Story:
    """Every paper recorded, the painting begun."""
    for paper in ("contract", "rights_licence", "insurance", "safety_plan", "wall_ready"):
        story.act(world.coordinator, f"record_{paper}", files=[], document="1")
    story.act(
        world.coordinator, "record_residents_notice", on=date(2026, 8, 1), text="Хат", files=[]
    )
    story.act(world.coordinator, "start")
    return story


def in_acceptance(world: World, **facts: Any) -> Story:
    return painted(world, in_execution(world, **facts))


def painted(world: World, story: Story) -> Story:
    """Every milestone proved and confirmed, the work handed over: alike in any process."""
    photo = world.file("gold")
    for milestone in story.case.milestones:
        story.act(world.artist, "submit_milestone", milestone=milestone.id, files=[photo])
        story.act(world.coordinator, "confirm_milestone", milestone=milestone.id)
    story.act(world.artist, "record_as_built", files=[photo])
    story.act(world.artist, "finish")
    return story


def completed(world: World, **facts: Any) -> Story:
    story = in_acceptance(world, **facts)
    for person in (world.head, world.jusan, world.tourism, world.artist):
        story.act(person, "sign")
    story.act(world.coordinator, "record_owner_act", files=[])
    return story


STAGES = {
    "draft": World.story, "submitted": submitted, "site": at_site, "architecture": in_review,
    "sponsors": at_sponsors, "approved": approved, "execution": in_execution,
    "acceptance": in_acceptance, "completed": completed,
}  # fmt: skip
"""How to get to each stage of the straight way."""
