"""The path through the shipped process, step by step: who does what, and where it leads.

Written by hand, so that a change of the document is a change here too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from artflow.demo.story import Story
from artflow.domain.definitions.loading import SHIPPED_FOLDER, load
from artflow.domain.dossier import completeness
from artflow.domain.milestones import to_submit
from artflow.services.decisions import endings
from tests.fixtures.world import CONSENT, World
from tests.services.queries import last_event

DOCUMENT = SHIPPED_FOLDER / "creative-art.toml"


class Step(NamedTuple):
    """Somebody takes an action, so many days later, and the work is then at the stage."""

    who: str
    action: str
    stage: str
    days: int = 0
    data: Mapping[str, Any] = MappingProxyType({})


TIME = "time"
"""Who does what nobody does: the worker looks whether it is over."""
MILESTONES = 9
"""Of ten: the acceptance confirms the last of them."""
HANDED_IN = (
    Step("artist", "submit_milestone", "execution"),
    Step("coordinator", "confirm_milestone", "execution"),
)
MAIN_STEPS = (
    Step("artist", "submit", "submitted"),
    Step("coordinator", "accept", "site"),
    Step("coordinator", "propose_wall", "site"),
    Step("coordinator", "choose_wall", "site"),
    Step("specialist", "confirm_site", "architecture"),
    Step("coordinator", "record_owner_consent", "architecture"),
    Step("specialist", "recommend", "architecture"),
    Step("head", "approve", "sponsors"),
    Step("jusan", "sign", "sponsors"),
    Step("tourism", "sign", "approved"),
    Step("coordinator", "record_contract", "approved"),
    Step("artist", "record_rights_licence", "approved"),
    Step("artist", "record_insurance", "approved"),
    Step("artist", "record_safety_plan", "approved"),
    Step("coordinator", "record_wall_ready", "approved"),
    Step("coordinator", "record_residents_notice", "approved"),
    Step("coordinator", "start", "execution"),
    *HANDED_IN * MILESTONES,
    Step("artist", "record_as_built", "execution"),
    Step("artist", "finish", "acceptance"),
    Step("head", "sign", "acceptance"),
    Step("jusan", "sign", "acceptance"),
    Step("tourism", "sign", "acceptance"),
    Step("artist", "sign", "acceptance"),
    Step("coordinator", "record_owner_act", "completed"),
)
"""From the draft to the accepted wall."""


def _again(stage: str) -> tuple[Step, Step]:
    """Return the steps by which the artist answers one remark and the work goes back."""
    return Step("artist", "answer", "revision"), Step("artist", "resubmit", stage)


JOURNEY = (
    *MAIN_STEPS[:2],
    Step("coordinator", "propose_wall", "site"),
    Step("coordinator", "choose_wall", "site"),
    Step("specialist", "confirm_site", "architecture"),
    Step("head", "announce_refusal", "hearing"),
    Step(TIME, "close_hearing", "architecture", days=8),
    Step("head", "refuse", "refused"),
    Step("artist", "appeal", "appeal", days=30),
    Step("coordinator", "uphold", "architecture"),
    Step("specialist", "remark", "architecture"),
    Step("specialist", "return", "revision"),
    Step(TIME, "lapse", "lapsed", days=62),
    Step("head", "revive", "revision", days=20),
    *_again("architecture"),
    Step("specialist", "close_remark", "architecture"),
    Step("coordinator", "record_owner_consent", "architecture"),
    Step("specialist", "recommend", "architecture"),
    Step("head", "approve", "sponsors"),
    Step("tourism", "decline", "sponsors"),
    Step("coordinator", "ask_again", "sponsors"),
    Step("jusan", "sign", "sponsors"),
    Step("tourism", "sign", "approved"),
    Step(TIME, "lapse", "lapsed", days=367),
    Step("coordinator", "revive", "approved", days=5),
    *(step for step in MAIN_STEPS if step.stage == "approved" and step.who != "tourism"),
    Step("coordinator", "start", "execution"),
    *HANDED_IN,
    Step("artist", "report_change", "minor_change"),
    Step("artist", "submit_milestone", "minor_change"),
    Step("specialist", "confirm_change", "execution"),
    Step("coordinator", "confirm_milestone", "execution"),
    Step("coordinator", "request_change", "major_change"),
    Step("artist", "resubmit", "execution"),
    *HANDED_IN * 7,
    *MAIN_STEPS[-7:-5],
    Step("head", "report_defects", "execution"),
    Step("artist", "fulfil_condition", "execution"),
    Step("artist", "finish", "acceptance"),
    Step("head", "close_condition", "acceptance"),
    *MAIN_STEPS[-5:],
)
"""Through everything that can come between a draft and an accepted wall."""
SIDE_STEPS = {
    ("submitted", "incomplete"): (
        Step("coordinator", "return_incomplete", "revision"),
        Step("artist", "resubmit", "submitted"),
    ),
    ("submitted", "returned by the coordinator"): (
        Step("coordinator", "remark", "submitted"),
        Step("coordinator", "return", "revision"),
        *_again("submitted"),
    ),
    ("submitted", "refused at once"): (Step("coordinator", "refuse", "refused"),),
    ("site", "returned for its site"): (
        Step("specialist", "remark", "site"),
        Step("specialist", "return", "revision"),
        *_again("site"),
    ),
    ("architecture", "returned by the department"): (
        Step("specialist", "remark", "architecture"),
        Step("specialist", "return", "revision"),
        *_again("architecture"),
    ),
    ("architecture", "refused after a hearing that nobody answered"): (
        Step("head", "announce_refusal", "hearing"),
        Step(TIME, "close_hearing", "architecture", days=8),
        Step("head", "refuse", "refused"),
    ),
    ("architecture", "refused in spite of the answer, and an appeal dismissed"): (
        Step("head", "announce_refusal", "hearing"),
        Step("artist", "answer_refusal", "architecture"),
        Step("head", "refuse", "refused"),
        Step("artist", "appeal", "appeal", days=80),
        Step("coordinator", "dismiss", "refused"),
    ),
    ("submitted", "refused at once, and an appeal upheld"): (
        Step("coordinator", "refuse", "refused"),
        Step("artist", "appeal", "appeal"),
        Step("head", "uphold", "submitted"),
        Step("coordinator", "accept", "site"),
    ),
    ("architecture", "nothing comes back for sixty days"): (
        Step("specialist", "remark", "architecture"),
        Step("specialist", "return", "revision"),
        Step(TIME, "lapse", "lapsed", days=62),
        Step("coordinator", "revive", "revision", days=100),
        *_again("architecture"),
    ),
    ("approved", "nothing begins for twelve months"): (
        Step(TIME, "lapse", "lapsed", days=367),
        Step("head", "revive", "approved", days=100),
    ),
    ("execution", "a minor change confirmed, another rejected"): (
        Step("artist", "report_change", "minor_change"),
        Step("specialist", "confirm_change", "execution"),
        Step("artist", "report_change", "minor_change"),
        Step("specialist", "reject_change", "execution"),
    ),
    ("execution", "a minor change that is a major one, and dropped"): (
        Step("artist", "report_change", "minor_change"),
        Step("specialist", "request_change", "major_change"),
        Step("artist", "cancel_change", "minor_change"),
        Step("specialist", "reject_change", "execution"),
    ),
    ("execution", "a major change that comes to nothing"): (
        Step("jusan", "request_change", "major_change"),
        Step("artist", "resubmit", "execution"),
    ),
    ("approved", "a change before the start"): (
        Step("coordinator", "request_change", "major_change"),
        Step("artist", "resubmit", "approved"),
    ),
    ("sponsors", "a sponsor that has declined is asked again"): (
        Step("tourism", "decline", "sponsors"),
        Step("jusan", "sign", "sponsors"),
        Step("coordinator", "ask_again", "sponsors"),
        Step("tourism", "sign", "approved"),
    ),
    ("architecture", "agreed on a condition"): (
        Step("coordinator", "record_owner_consent", "architecture"),
        Step("specialist", "recommend", "architecture"),
        Step("head", "approve_with_conditions", "sponsors"),
        Step("tourism", "sign", "sponsors"),
        Step("jusan", "sign_with_conditions", "approved"),
    ),
    ("sponsors", "returned by a sponsor"): (
        Step("jusan", "request_changes", "revision"),
        *_again("sponsors"),
    ),
    ("sponsors", "declined, then revised"): (
        Step("tourism", "decline", "sponsors"),
        Step("coordinator", "revise", "revision"),
        *_again("sponsors"),
    ),
    ("sponsors", "declined, then refused"): (
        Step("tourism", "decline", "sponsors"),
        Step("coordinator", "refuse", "refused"),
    ),
    ("sponsors", "money is missing"): (
        Step("jusan", "sign", "sponsors", data={"amount": 1}),
        Step("tourism", "sign", "sponsors", data={"amount": 1}),
        Step("coordinator", "record_gap_accepted", "approved"),
    ),
    ("approved", "a signature is taken back"): (
        Step("jusan", "retract", "sponsors"),
        Step("jusan", "sign", "approved"),
    ),
    ("approved", "a sponsor is replaced"): (
        Step("coordinator", "replace_sponsor", "sponsors"),
        Step("third", "sign", "approved"),
    ),
    ("acceptance", "defects"): (
        Step("head", "report_defects", "execution"),
        Step("artist", "fulfil_condition", "execution"),
        Step("artist", "finish", "acceptance"),
        Step("head", "close_condition", "acceptance"),
        Step("head", "sign", "acceptance"),
        Step("jusan", "sign", "acceptance"),
        Step("tourism", "sign", "acceptance"),
        Step("coordinator", "record_owner_act", "acceptance"),
        Step("artist", "sign", "completed"),
    ),
}
"""Every other way, by the stage where it leaves the straight one and what happens there."""
MET_ON_THE_JOURNEY = {
    ("architecture", "nothing comes back for sixty days"),
    ("approved", "nothing begins for twelve months"),
    ("approved", "a change before the start"),
    ("execution", "a minor change confirmed, another rejected"),
    ("execution", "a minor change that is a major one, and dropped"),
    ("execution", "a major change that comes to nothing"),
    ("sponsors", "a sponsor that has declined is asked again"),
}
"""Those ways that the long journey goes as well: a release asks for them alone."""
WITHDRAWN_BY = {
    "draft": "artist",
    "submitted": "artist",
    "site": "artist",
    "hearing": "artist",
    "architecture": "artist",
    "revision": "artist",
    "sponsors": "artist",
    "approved": "artist",
    "execution": "coordinator",
    "minor_change": "coordinator",
    "major_change": "coordinator",
    "appeal": "artist",
}
"""Who can withdraw a work that is there; one that is painted nobody."""

REVIEW = load(DOCUMENT.read_text(encoding="utf-8")).review
TEXT = {"text": "Себебі жазылды."}


def _reason(world: World, story: Story) -> dict[str, Any]:
    return TEXT


def _incomplete(world: World, story: Story) -> dict[str, Any]:
    items = dict.fromkeys(completeness.required_items(story.case.workflow), completeness.PRESENT)
    return {"items": items | {"place": completeness.MISSING}}


def _wall(world: World, story: Story) -> dict[str, Any]:
    return {"wall": world.walls[0]}


def _files(world: World, story: Story) -> dict[str, Any]:
    return {"document": "1", "files": [world.file("gold")]}


def _consent(world: World, story: Story) -> dict[str, Any]:
    return {**CONSENT, "files": []}


def _assessed(world: World, story: Story) -> dict[str, Any]:
    gates = {gate.key: "yes" for gate in REVIEW.gates}
    scores = {criterion.key: criterion.weight for criterion in REVIEW.criteria}
    return {"decision": "approve", "gates": gates, "scores": scores, **TEXT}


def _half(world: World, story: Story) -> dict[str, Any]:
    return {"amount": story.case.budget // 2, **TEXT}


def _notice(world: World, story: Story) -> dict[str, Any]:
    return {"on": date(2026, 8, 1), "day_grounds": "Жиналыс", "files": [], **TEXT}


def _handed_in(world: World, story: Story) -> dict[str, Any]:
    return {"milestone": to_submit(story.case.milestones)[0].id, "files": [world.file("gold")]}


def _confirmed(world: World, story: Story) -> dict[str, Any]:
    (waiting,) = (m.id for m in story.case.milestones if m.state == "submitted")
    return {"milestone": waiting}


def _answered(world: World, story: Story) -> dict[str, Any]:
    (remark,) = story.case.remarks
    return {"remark": remark.id, "fixed": True, **TEXT}


def _mended(world: World, story: Story) -> dict[str, Any]:
    (condition,) = story.case.conditions
    return {"condition": condition.id, "fixed": True, "files": [world.file("gold")], **TEXT}


def _replaced(world: World, story: Story) -> dict[str, Any]:
    leaving, joining = (world.organisations[f"sponsor-{n}"] for n in (1, 3))
    return {"leaving": leaving, "joining": joining, **TEXT}


DATA: dict[str, Callable[[World, Story], dict[str, Any]]] = {
    "return_incomplete": _incomplete,
    "propose_wall": _wall,
    "choose_wall": _wall,
    "record_owner_consent": _consent,
    "recommend": _assessed,
    "sign": _half,
    "sign_with_conditions": _half,
    "record_residents_notice": _notice,
    "submit_milestone": _handed_in,
    "confirm_milestone": _confirmed,
    "remark": lambda world, story: {"severity": "must", **TEXT},
    "answer": _answered,
    "close_remark": _answered,
    "ask_again": lambda world, story: {"party": world.organisations["sponsor-2"], **TEXT},
    "refuse": lambda world, story: {"code": "other", **TEXT},
    "announce_refusal": lambda world, story: {"code": "other", **TEXT},
    "replace_sponsor": _replaced,
    "fulfil_condition": _mended,
    "close_condition": _mended,
    **{f"record_{paper}": _files for paper in ("contract", "as_built", "owner_act")},
}
"""What is written into the form of an action; into every other one goes a reason."""


def moves() -> Iterator[tuple[str, str]]:
    """Yield every action that leads from one stage to another, with the stage that it leaves."""
    ways = [("draft", MAIN_STEPS), *((stage, steps) for (stage, _), steps in SIDE_STEPS.items())]
    for begin, steps in ways:
        before = (begin, *(step.stage for step in steps))
        yield from (
            (s, step.action) for s, step in zip(before, steps, strict=False) if s != step.stage
        )
    yield from ((stage, "withdraw") for stage in WITHDRAWN_BY)


def take(world: World, story: Story, step: Step) -> None:
    """Take a step and see that the work is where the step should lead."""
    if step.who == TIME:
        assert endings.end_due(story.later(days=step.days).now) == 1
        assert (story.case.stage, last_event(story).type) == (step.stage, step.action), step
        return
    world.read_people()  # a sponsor that was replaced has let go of its work
    data = DATA.get(step.action, _reason)(world, story) | step.data
    done = story.later(days=step.days).act(getattr(world, step.who), step.action, **data)
    assert done.stage == step.stage, step


def walk_to(world: World, stage: str) -> Story:
    """Bring a work to the stage: on the main path, or back with its artist."""
    story, path = world.story(), MAIN_STEPS
    aside = next((way for way in SIDE_STEPS if stage in {s.stage for s in SIDE_STEPS[way]}), None)
    if aside and stage not in {step.stage for step in MAIN_STEPS}:
        story = walk_to(world, aside[0])
        path = SIDE_STEPS[aside]
    for step in path:
        if story.case.stage == stage:
            break
        take(world, story, step)
    return story
