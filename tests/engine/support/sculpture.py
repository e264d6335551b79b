"""Walks of the sculpture, by those whose turn it is: the same services, another process."""

from __future__ import annotations

from typing import Any

from artflow.demo.story import Story
from tests.fixtures.walks import painted
from tests.fixtures.world import World


def in_council(world: World, **facts: Any) -> Story:
    story = world.story(**({"art_type": "sculpture"} | facts))
    story.act(world.artist, "submit")
    story.act(world.coordinator, "accept")
    return story


def at_sponsors(world: World, **facts: Any) -> Story:
    story = in_council(world, **facts)
    story.act(world.coordinator, "record_heritage_opinion", ok=True, text="Қорғалмайды", files=[])
    story.act(world.head, "agree", text="Келісеміз")
    return story


def approved(world: World, **facts: Any) -> Story:
    story = at_sponsors(world, **facts)
    story.act(world.jusan, "sign", amount=5_000_000)
    story.act(world.third, "sign", amount=5_000_000)
    return story


def in_making(world: World, **facts: Any) -> Story:
    story = approved(world, **facts)
    for paper in ("contract", "rights_licence", "engineer_opinion"):
        story.act(world.coordinator, f"record_{paper}", document="1", files=[])
    story.act(world.coordinator, "start")
    return story


def in_acceptance(world: World, **facts: Any) -> Story:
    return painted(world, in_making(world, **facts))


def completed(world: World, **facts: Any) -> Story:
    story = in_acceptance(world, **facts)
    story.act(world.head, "sign_act")
    story.act(world.artist, "sign_act")
    story.act(world.coordinator, "record_transfer_act", document="1", files=[])
    return story
