"""Words for jobs: their kinds, and why one has failed."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from artflow.domain import jobs

KIND_LABELS = {
    "letter": _l("Letter"),
    "picture": _l("Picture to prepare"),
    "export": _l("Export"),
    "tidy": _l("Tidying of files that nothing needs"),
    "forget": _l("Deleting of letters, links and tries past their time"),
    "seal": _l("Sealing of the history"),
    "fold": _l("Adding up the sums of stages"),
    "end": _l("Ending of what is over: holds and reservations of walls"),
    "verify": _l("Verification of the history, every night"),
    "release": _l("Giving back works whose specialist has left"),
}
"""Words for every kind of `domain.jobs.KINDS`."""
REASON_LABELS = {
    jobs.REFUSED: _l("The mail server has refused the letter."),
    jobs.UNREACHABLE: _l("The mail server could not be reached, or broke off."),
    jobs.NO_ROOM: _l("There was not enough memory, disk or time."),
    jobs.LOST: _l("The worker ended in the middle each time, perhaps for lack of memory."),
    jobs.FAULT: _l("A fault of the program; the log tells more."),
    jobs.FORBIDDEN: _l("Whoever asked for it may not see it any more."),
    jobs.BROKEN: _l("The file cannot be opened, it may be damaged."),
}
"""Words for every one of `domain.jobs.REASONS`."""


def kind(name: str) -> str:
    """Return what a kind of job is called; its name if a newer version has written it."""
    return str(KIND_LABELS.get(name, name))


def reason(code: str | None) -> str:
    """Return in words why a job has failed; empty if it has not."""
    return str(REASON_LABELS.get(code, code)) if code else ""
