"""Whether the owners of a building agree: the votes are counted, nobody's word is enough.

The thresholds are usual practice, not law: an ordinary decision takes more than half
of all owners, a change of common property two thirds of all. Which one counts is the
programme's to say, in its definition, and not that of whoever records the votes.
"""

from __future__ import annotations

from collections.abc import Mapping

OWNER_CONSENT = "owner_consent"
"""The paper that holds the owners' votes."""
MAJORITY, TWO_THIRDS, EVERYBODY = "majority_all", "two_thirds_all", "everybody"
THRESHOLDS = (MAJORITY, TWO_THIRDS, EVERYBODY)


def needed_share(threshold: str) -> str:
    """Return which share of all owners a paper asks for; more than half where it says none."""
    return threshold or MAJORITY


def is_carried(data: Mapping[str, object], threshold: str) -> bool:
    """Return whether the recorded votes reach the programme's threshold of ALL owners.

    Records made when each named a threshold of its own have to reach that one too.
    """
    total, agreed = _number(data["owners_total"]), _number(data["votes_for"])
    if total <= 0 or not _reaches(needed_share(threshold), total, agreed):
        return False
    match data.get("threshold"):
        case "sole_owner":
            return total == agreed == 1
        case "custom":
            return 100 * agreed >= _number(data["percent"]) * total
        case str(named):
            return _reaches(named, total, agreed)
        case _:
            return True


def _reaches(threshold: str, total: int, agreed: int) -> bool:
    match threshold:
        case "majority_all":
            return 2 * agreed > total
        case "two_thirds_all":
            return 3 * agreed >= 2 * total
        case _:
            return agreed == total


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
