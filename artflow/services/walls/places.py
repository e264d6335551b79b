"""Whether coordinates can be where a city's walls are: far away, or latitude for longitude."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import median
from typing import NamedTuple

MAX_DISTANCE = 60
"""Kilometres from the middle of a city's walls: what is further is asked."""
FEWEST = 3
EARTH_RADIUS = 6371


class Place(NamedTuple):
    """A place in degrees."""

    latitude: float
    longitude: float

    @property
    def swapped(self) -> Place:
        """Return the place that is meant if the two were taken for one another."""
        return Place(self.longitude, self.latitude)


def middle(places: Iterable[Place]) -> Place:
    """Return the middle of some places; one that lies far off moves it little."""
    known = list(places)
    return Place(median(p.latitude for p in known), median(p.longitude for p in known))


def distance(one: Place, other: Place) -> float:
    """Return kilometres as the crow flies; endlessly many for no place on the earth."""
    if max(abs(one.latitude), abs(other.latitude)) > 90:
        return math.inf
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    east = math.radians(other.longitude - one.longitude)
    arc = math.sin((south - north) / 2) ** 2
    arc += math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(arc, 1)))


def find_centre(
    known: Sequence[Place], given: Sequence[Place], home: Place, reach: float = MAX_DISTANCE
) -> Place | None:
    """Find where a city's walls are: by those of the register, else by those of the table itself.

    `home` is the middle of the installation's map, or of a whole country with a `reach` in
    kilometres: a table whose places lie around it once they are swapped has them swapped
    throughout. None if nothing is known.
    """
    if known:
        return middle(known)
    if len(given) < FEWEST:
        return None
    found = middle(given)
    if distance(found.swapped, home) < reach < distance(found, home):
        return found.swapped
    return found


def judge(place: Place, centre: Place) -> str:
    """Return `swapped` or `far`, or nothing if the place can be right."""
    if distance(place, centre) <= MAX_DISTANCE:
        return ""
    return "swapped" if distance(place.swapped, centre) <= MAX_DISTANCE else "far"
