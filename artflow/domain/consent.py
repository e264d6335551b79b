"""Whether the owners of a building agree: the votes are counted, nobody's word is enough.

The thresholds are usual practice, not law: an ordinary decision takes more than half
of all owners, a change of common property two thirds of all; a sole owner signs alone.
"""

from __future__ import annotations

from collections.abc import Mapping

MAJORITY, TWO_THIRDS, SOLE, CUSTOM = "majority_all", "two_thirds_all", "sole_owner", "custom"
THRESHOLDS = (MAJORITY, TWO_THIRDS, SOLE, CUSTOM)


def is_carried(data: Mapping[str, object]) -> bool:
    """Return whether the recorded votes reach the recorded threshold of ALL owners."""
    total, agreed = _number(data["owners_total"]), _number(data["votes_for"])
    if total <= 0:
        return False
    match data["threshold"]:
        case "majority_all":
            return 2 * agreed > total
        case "two_thirds_all":
            return 3 * agreed >= 2 * total
        case "sole_owner":
            return total == agreed == 1
        case _:
            return 100 * agreed >= _number(data["percent"]) * total


def votes_add_up(data: Mapping[str, object]) -> bool:
    """Return whether the votes add up: none below zero, no more votes than owners."""
    cast = [_number(data.get(key) or 0) for key in ("votes_for", "votes_against", "abstained")]
    return min(cast) >= 0 and sum(cast) <= _number(data["owners_total"])


def _number(value: object) -> int:
    """Return a number of the record, or its digits as a number.

    Raises TypeError for anything else.
    """
    if not isinstance(value, int | str):
        raise TypeError(f"not a number of votes: {value!r}")
    return int(value)
