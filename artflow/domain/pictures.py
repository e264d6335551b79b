"""How far a file is that somebody sent: a large picture is kept first and made ready later."""

from __future__ import annotations

from typing import NamedTuple

READY, PREPARING, FAILED = "ready", "preparing", "failed"
FILE_STATES = (READY, PREPARING, FAILED)


class Shape(NamedTuple):
    """Width and height of a picture in pixels, how far it is, and the bytes that were sent.

    A file that is no picture has no width.
    """

    width: int
    height: int
    state: str = READY
    size: int = 0


class Unready(NamedTuple):
    """A picture that nobody can look at: its kind in the dossier, its name, its state."""

    kind: str
    name: str
    state: str
