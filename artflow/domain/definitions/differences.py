"""What differs between two documents of a process: the place, what it was and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import tomli

NAMED_BY = ("key", "code", "stage", "role")
"""What tells the tables of a list apart: an entry that moves within its list has not changed."""


class Difference(NamedTuple):
    """One place of the document; what is not there is None."""

    place: str
    old: str | None
    new: str | None


def list_differences(old: str, new: str) -> list[Difference]:
    """List every place where two documents differ, in the order of the new one, then what is gone.

    Both must be TOML. Comments and the order of tables count for nothing.
    """
    before, after = dict(_places("", tomli.loads(old))), dict(_places("", tomli.loads(new)))
    places = [*after, *(place for place in before if place not in after)]
    return [
        Difference(place, before.get(place), after.get(place))
        for place in places
        if before.get(place) != after.get(place)
    ]


def _places(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield every value of a document as a text, with the place where it stands."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _places(f"{place}.{key}" if place else str(key), inner)
    elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
        for n, inner in enumerate(value, 1):
            yield from _places(f"{place}[{_name(inner, n)}]", inner)
    elif isinstance(value, list):
        yield place, ", ".join(map(_text, value))
    else:
        yield place, _text(value)


def _name(value: object, n: int) -> str:
    known = value if isinstance(value, Mapping) else {}
    return next((str(known[key]) for key in NAMED_BY if key in known), str(n))


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
