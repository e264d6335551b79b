"""Whatever people press once sponsors were asked, nothing goes on that a condition holds up."""

from __future__ import annotations

import random
from typing import Any

import pytest

from artflow.domain.errors import Invalid, NotPossible
from artflow.domain.milestones import to_submit
from artflow.domain.process import engine
from artflow.domain.process.case import OPEN, Case
from artflow.web.summaries.contexts import guard_context
from tests.services.queries import list_open_turns
from tests.services.tampering import verify

from .steps import DATA, TEXT, walk_to

PEOPLE = ("artist", "head", "specialist", "jusan", "tourism", "coordinator")
AVOIDED = frozenset(
    {
        *("withdraw", "hold", "refuse", "decline", "request_changes", "revise"),
        *("replace_sponsor", "record_payment", "correct_payment", "report_delay"),
        "record_gap_accepted",
    }
)
"""What leads away from the wall, and money: both are walked elsewhere."""
RARE = {
    "retract": 0.01,
    "report_defects": 0.2,
    "return_condition": 0.3,
    "return_milestone": 0.1,
    "start": 5,
    "finish": 5,
}
"""How much more or less often than others an action is taken: most walks are to come to an end."""
PRESSES = 150


def data_for(world, story, case: Case, name: str, dice: random.Random) -> dict[str, Any]:
    """Return what somebody might write into the form of an action."""
    photo = {"files": [world.file("gold")]}
    if name in ("sign_with_conditions", "report_defects"):
        holds = [*case.workflow.conditions.holds]
        stated = [
            {"text": f"№ {n}", "holds": dice.choice(holds)} for n in range(dice.randint(1, 2))
        ]
        return {"amount": case.budget // 2, "conditions": stated, **TEXT}
    if name.endswith("_condition"):
        chosen = dice.choice([each.id for each in case.conditions])
        return {"condition": chosen, "fixed": dice.random() < 0.7, **photo, **TEXT}
    if name == "submit_milestone":
        return {"milestone": to_submit(case.milestones)[0].id, **photo}
    if name in ("confirm_milestone", "return_milestone"):
        waiting = [m.id for m in case.milestones if m.state == "submitted"]
        return {"milestone": waiting[0], **TEXT}
    return DATA.get(name, lambda world, story: TEXT)(world, story)


def press(world, story, case: Case, dice: random.Random) -> str:
    """Let somebody take one of the actions that are open to them; return which, if any."""
    context = guard_context(case)
    offered = [
        (who, option.action.name)
        for who in PEOPLE
        for option in engine.explain(context, getattr(world, who))
        if option.open and option.action.name not in AVOIDED
    ]
    known = {f"record_{kind}" for kind in case.papers}
    weights = [0.05 if name in known else RARE.get(name, 1) for _who, name in offered]
    who, name = dice.choices(offered, weights)[0]
    try:
        story.act(getattr(world, who), name, **data_for(world, story, case, name, dice))
    except (Invalid, NotPossible):
        return ""
    return name


@pytest.mark.slow
@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(4))
def test_nothing_goes_on_that_a_condition_holds_up(world, seed):
    dice = random.Random(seed)
    story = walk_to(world, "sponsors")
    before = story.case
    moved = set()
    for _ in range(PRESSES):
        name = press(world, story, before, dice)
        after = story.case
        if after.stage != before.stage:
            moved.add((before.stage, name, after.stage))
            held = {"execution": "start", "completed": "acceptance"}.get(after.stage, "")
            if before.stage != "acceptance" or after.current_stage.final:
                assert after.live_conditions(held) == []
            if (before.stage, after.stage) == ("execution", "acceptance"):
                assert all(c.state != OPEN for c in after.live_conditions("acceptance"))
        if after.current_stage.final:
            break
        assert list_open_turns(story)
        before = after

    assert ("approved", "start", "execution") in moved
    assert verify().fault is None
