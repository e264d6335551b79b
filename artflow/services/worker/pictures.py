"""The worker's side of pictures: those that were kept first are prepared, one after the other."""

from __future__ import annotations

import time

from artflow.services.files import preparation

ROUND_SECONDS = 20.0
"""After so long letters get their turn again."""


def prepare_due(seconds: float = ROUND_SECONDS) -> bool:
    """Prepare the pictures that are due. Returns whether the time was up before all were seen to.

    One at a time: each runs in a process of its own that may be as large as a process may be.
    """
    end = time.monotonic() + seconds
    while (row := preparation.claim()) is not None:
        preparation.prepare(row)
        if time.monotonic() > end:
            return True
    return False
