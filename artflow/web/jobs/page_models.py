"""Jobs in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.jobs import DONE, FAILED, WAITING
from artflow.services.jobs import administration
from artflow.services.jobs.administration import JobRow
from artflow.web.account.labels import LETTER_LABELS
from artflow.web.shared import formatting

from . import labels

STATE_LABELS = {FAILED: _l("Failed"), WAITING: _l("In the queue"), DONE: _l("Done")}


@dataclass(frozen=True, slots=True)
class StateTab:
    """A list that can be chosen above a list, with how many it has where that is counted."""

    label: str
    count: str | None
    url: str
    current: bool


class JobLine(NamedTuple):
    """A job in a list. `when` is when it ended, or is due, or was begun: `standing` says which."""

    what: str
    about: str
    standing: str
    when: str
    tries: int
    reason: str
    error: str
    again_url: str


class RegularLine(NamedTuple):
    """Work that comes back by itself."""

    what: str
    last: str
    next: str
    reason: str
    error: str
    again_url: str


def build_tabs(counts: dict[str, int], state: str) -> list[StateTab]:
    """Build a tab for each state of jobs; what failed and what waits is counted."""
    return [
        StateTab(
            str(label),
            formatting.capped_count(counts[key], administration.MAX_COUNT)
            if key in counts
            else None,
            url_for("jobs.index", state=key),
            key == state,
        )
        for key, label in STATE_LABELS.items()
    ]


def job_lines(found: Iterable[JobRow], now: datetime) -> list[JobLine]:
    """Put the jobs of a list into words."""
    return [
        JobLine(
            labels.kind(job.kind),
            _about(job),
            *_standing(job, now),
            job.attempts,
            labels.reason(job.reason),
            job.error,
            url_for("jobs.again", job_id=job.id) if job.state == FAILED else "",
        )
        for job in found
    ]


def _about(job: JobRow) -> str:
    if job.letter_kind is None:
        return _("No. %(number)s", number=job.subject_id)
    subject = job.subject or str(LETTER_LABELS[job.letter_kind])
    return f"{subject}, {job.address}"


def _standing(job: JobRow, now: datetime) -> tuple[str, str]:
    """Return how a job stands, and since or until when."""
    if job.finished_at is not None:
        return str(STATE_LABELS[job.state]), formatting.date_time(job.finished_at)
    if job.started_at is not None and job.due_at > now:
        return _("At work since"), formatting.date_time(job.started_at)
    return _("Due"), formatting.date_time(job.due_at)


def regular_lines(found: Iterable[JobRow]) -> list[RegularLine]:
    """Put the work that comes back into words."""
    return [
        RegularLine(
            labels.kind(job.kind),
            formatting.date_time(job.finished_at) if job.finished_at else "",
            formatting.date_time(job.due_at),
            labels.reason(job.reason),
            job.error,
            url_for("jobs.again", job_id=job.id),
        )
        for job in found
    ]
