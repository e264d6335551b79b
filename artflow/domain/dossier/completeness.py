"""The completeness check: whether each item of a submitted dossier is there.

The items are what the definition asks for before a dossier may be sent: one source for both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from artflow.domain.process.workflow import Need, Workflow

from .fields import FIELDS

PRESENT, MISSING, UNCLEAR = "present", "missing", "unclear"
STATES = (PRESENT, MISSING, UNCLEAR)
WHOLE, GAPS = "whole", "gaps"
OUTCOMES = (WHOLE, GAPS)
PLACE = "place"
_ITEMS_OF_GUARD: dict[str, Callable[[str], list[str]]] = {
    "dossier_complete": lambda arg: [f"field:{field.key}" for field in FIELDS if field.required],
    "has_file": lambda kind: [f"file:{kind}"],
    "place_known": lambda arg: [PLACE],
}


def required_items(workflow: Workflow) -> list[str]:
    """List what must be in a dossier: `field:KEY`, `file:KIND` and `place`, in the guards'
    order."""
    return [
        item
        for need in _needs(workflow)
        for item in _ITEMS_OF_GUARD.get(need.name, _no_items)(need.arg)
    ]


def _no_items(arg: str) -> list[str]:
    return []


def _needs(workflow: Workflow) -> list[Need]:
    """List the conditions of the action that freezes the first version."""
    sending = (
        a
        for a in workflow.first.actions.values()
        if any(effect.name == "freeze" for effect in a.effects)
    )
    return [need for action in sending for need in action.needs]


def find_gaps(states: Mapping[str, str]) -> list[str]:
    """List the items that are missing or unclear."""
    return [item for item, state in states.items() if state != PRESENT]
