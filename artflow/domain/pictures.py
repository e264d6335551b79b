"""How far a file is that somebody sent: a large picture is kept first and made ready later."""

from __future__ import annotations

from typing import NamedTuple

READY, PREPARING, FAILED = "ready", "preparing", "failed"
FILE_STATES = (READY, PREPARING, FAILED)


class Shape(NamedTuple):
    """Width and height of a picture in pixels, and how far it is."""

    width: int
    height: int
    state: str = READY


class Unready(NamedTuple):
    """A picture that nobody can look at: its kind in the dossier, its name, its state."""

    kind: str
    name: str
    state: str
