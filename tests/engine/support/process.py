"""What the two definitions mean, written down a second time and by hand, as plain tables.

The stateful tests compare what the engine reads in the TOML documents with what stands here, so
nothing in this file may be computed from a definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

BACK = "back where it came from"
Move = str | tuple[str, str]
"""A stage, or a stage and the question of the shadow that must be answered with yes, else stay."""


@dataclass(frozen=True)
class Process:
    """One process: its stages in the order of the way, and what an action leads to."""

    key: str
    order: tuple[str, ...]
    ends: frozenset[str]
    moves: Mapping[tuple[str, str], Move]
    signers: Mapping[str, tuple[str, ...]]
    enough: Mapping[str, int]
    judges: Mapping[str, frozenset[str]]
    opens: Mapping[str, int]
    standing: Mapping[str, tuple[str, ...]]
    act: str
    pays: Mapping[str, int]
    walled: frozenset[str] = frozenset()
    walling: frozenset[str] = frozenset({"confirm_site"})
    """Actions after which the wall is kept for the work."""


DECISION_OF_ACTION = {
    "approve": "yes",
    "approve_with_conditions": "yes",
    "agree": "yes",
    "agree_with_conditions": "yes",
    "sign": "yes",
    "sign_with_conditions": "yes",
    "sign_act": "yes",
    "decline": "no",
    "object": "no",
    "request_changes": "changes",
    "retract": "taken back",
}
"""What an action says for a party. Every other action says nothing."""

COMMON_AREAS = frozenset({"image", "wall", "materials", "text", "rights"})
SPONSORED = ("approved", "sponsored")
ACCEPTED = ("completed", "accepted")

MURAL = Process(
    key="mural",
    order=(
        "draft",
        "submitted",
        "site",
        "architecture",
        "revision",
        "sponsors",
        "approved",
        "execution",
        "acceptance",
        "completed",
        "refused",
        "withdrawn",
    ),
    ends=frozenset({"completed", "refused", "withdrawn"}),
    moves={
        ("draft", "submit"): "submitted",
        ("submitted", "accept"): "site",
        ("submitted", "return"): "revision",
        ("submitted", "return_incomplete"): "revision",
        ("submitted", "refuse"): "refused",
        ("site", "confirm_site"): "architecture",
        ("site", "return"): "revision",
        ("architecture", "approve"): "sponsors",
        ("architecture", "approve_with_conditions"): "sponsors",
        ("architecture", "return"): "revision",
        ("architecture", "refuse"): "refused",
        ("revision", "resubmit"): BACK,
        ("sponsors", "sign"): SPONSORED,
        ("sponsors", "sign_with_conditions"): SPONSORED,
        ("sponsors", "record_gap_accepted"): SPONSORED,
        ("sponsors", "request_changes"): "revision",
        ("sponsors", "revise"): "revision",
        ("sponsors", "refuse"): "refused",
        ("approved", "start"): "execution",
        ("approved", "retract"): "sponsors",
        ("approved", "replace_sponsor"): "sponsors",
        ("execution", "finish"): "acceptance",
        ("acceptance", "sign"): ACCEPTED,
        ("acceptance", "record_owner_act"): ACCEPTED,
        ("acceptance", "report_defects"): "execution",
    },
    signers={
        "architecture": ("department",),
        "sponsors": ("sponsor-1", "sponsor-2"),
        "acceptance": ("department", "sponsor-1", "sponsor-2", "applicant"),
    },
    enough={"architecture": 1, "sponsors": 2, "acceptance": 4},
    judges={
        "site": frozenset({"wall"}),
        "architecture": COMMON_AREAS,
        "sponsors": COMMON_AREAS | {"budget", "plaque", "dates"},
    },
    opens={
        "draft": 0,
        "submitted": 1,
        "site": 2,
        "architecture": 2,
        "revision": 1,
        "sponsors": 3,
        "approved": 3,
        "execution": 3,
        "acceptance": 3,
        "completed": 4,
        "refused": 1,
        "withdrawn": 0,
    },
    standing={
        "sponsors": ("architecture",),
        "approved": ("architecture", "sponsors"),
        "execution": ("architecture", "sponsors"),
        "acceptance": ("architecture", "sponsors"),
        "completed": ("architecture", "sponsors", "acceptance"),
    },
    act="owner_act",
    pays={"contract": 30, "outline": 20, "full": 30, "act": 20},
    walling=frozenset({"confirm_site", "approve", "approve_with_conditions"}),
    walled=frozenset(
        {"architecture", "sponsors", "approved", "execution", "acceptance", "completed"}
    ),
)

SCULPTURE = Process(
    key="sculpture",
    order=(
        "draft",
        "check",
        "council",
        "revision",
        "sponsors",
        "approved",
        "making",
        "acceptance",
        "completed",
        "refused",
        "withdrawn",
    ),
    ends=frozenset({"completed", "refused", "withdrawn"}),
    moves={
        ("draft", "submit"): "check",
        ("check", "accept"): "council",
        ("check", "return"): "revision",
        ("check", "refuse"): "refused",
        ("council", "agree"): "sponsors",
        ("council", "agree_with_conditions"): "sponsors",
        ("council", "return"): "revision",
        ("council", "revise"): "revision",
        ("council", "refuse"): "refused",
        ("revision", "resubmit"): BACK,
        ("sponsors", "sign"): SPONSORED,
        ("sponsors", "conclude"): "approved",
        ("sponsors", "request_changes"): ("revision", "sent_back"),
        ("sponsors", "decline"): ("revision", "sent_back"),
        ("sponsors", "revise"): "revision",
        ("sponsors", "refuse"): "refused",
        ("approved", "start"): "making",
        ("approved", "retract"): ("sponsors", "lost"),
        ("making", "finish"): "acceptance",
        ("acceptance", "sign_act"): ACCEPTED,
        ("acceptance", "record_transfer_act"): ACCEPTED,
        ("acceptance", "report_defects"): "making",
    },
    signers={
        "council": ("department",),
        "sponsors": ("sponsor-1", "sponsor-2", "sponsor-3"),
        "acceptance": ("department", "applicant"),
    },
    enough={"council": 1, "sponsors": 2, "acceptance": 2},
    judges={
        "council": COMMON_AREAS,
        "sponsors": frozenset({"image", "materials", "budget", "plaque", "dates", "rights"}),
    },
    opens={
        "draft": 0,
        "check": 1,
        "council": 2,
        "revision": 1,
        "sponsors": 3,
        "approved": 3,
        "making": 3,
        "acceptance": 3,
        "completed": 4,
        "refused": 1,
        "withdrawn": 0,
    },
    standing={
        "sponsors": ("council",),
        "approved": ("council", "sponsors"),
        "making": ("council", "sponsors"),
        "acceptance": ("council", "sponsors"),
        "completed": ("council", "sponsors", "acceptance"),
    },
    act="transfer_act",
    pays={},  # nobody enters payments in this process
)

PROCESSES = {process.key: process for process in (MURAL, SCULPTURE)}
