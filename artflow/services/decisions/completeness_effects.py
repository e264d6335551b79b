"""The completeness check: what was found of every item becomes part of the decision."""

from __future__ import annotations

from artflow.domain.dossier import completeness as rules
from artflow.domain.errors import Invalid

from .effects import ActionContext, effect


@effect
def completeness(context: ActionContext, arg: str) -> None:
    """Keep the checked list with the decision.

    A dossier found `whole` has all items. Raises `Invalid` for other items or states than the
    definition's, for gaps in a dossier found whole, and for none in one that is sent back for them.
    """
    asked = rules.required_items(context.case.workflow)
    assumed = dict.fromkeys(asked, rules.PRESENT) if arg == rules.WHOLE else {}
    states = context.data.get("items") or assumed
    if set(states) != set(asked) or not set(states.values()) <= set(rules.STATES):
        raise Invalid("text", "choice")
    gaps = rules.find_gaps(states)
    if arg == rules.WHOLE and gaps:
        raise Invalid("items", "not_whole")
    if arg != rules.WHOLE and not gaps:
        raise Invalid("items", "nothing_missing")
    context.facts["items"] = {item: states[item] for item in asked}
    notes = context.data.get("notes") or {}
    context.facts["notes"] = {item: notes[item] for item in asked if notes.get(item)}
