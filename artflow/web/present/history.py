"""History in words: what was done, by whom, as far as the reader may know it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup, escape

from artflow.domain.case import Case
from artflow.domain.policy import Show
from artflow.domain.roles import Person
from artflow.domain.workflow import Action, Workflow
from artflow.web import format


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the time line."""

    state: str
    iso: str
    when: str
    text: Markup
    note: str = ""


def lines(
    case: Case, events: Iterable[tuple[Any, str]], person: Person, shows: frozenset[Show],
    language: str,
) -> list[Line]:  # fmt: skip
    """The events the reader may see, newest first."""
    known = [(e, name) for e, name in events if _visible(case.workflow, e, person, shows)]
    return [
        _line(case, event, name, person, shows, language, newest=n == 0)
        for n, (event, name) in enumerate(known)
    ]


def _visible(workflow: Workflow, event: Any, person: Person, shows: frozenset[Show]) -> bool:
    """All for reviewers; for the others their own doings, the moves, and what is not internal."""
    if Show.FULL_HISTORY in shows or event.actor_id == person.id:
        return True
    return not _internal(workflow, event)


def _internal(workflow: Workflow, event: Any) -> bool:
    if event.type == "assign":
        return True
    paper = json.loads(event.data).get("paper")
    return paper in workflow.papers and workflow.papers[paper].internal


def _line(
    case: Case, event: Any, name: str, person: Person, shows: frozenset[Show], language: str,
    *, newest: bool,
) -> Line:  # fmt: skip
    at = datetime.fromisoformat(event.at)
    label = past(case.workflow, event, language)
    text = Markup("{}: {}").format(label, name) if name else escape(label)
    data = json.loads(event.data)
    open_to_all = Show.FULL_HISTORY in shows or event.actor_id == person.id or Show.HISTORY in shows
    note = data.get("text", "") if open_to_all else ""
    return Line("now" if newest and not case.at.final else "", event.at, format.day(at), text, note)


def past(workflow: Workflow, event: Any, language: str) -> str:
    """What the definition calls the deed once it is done."""
    known: Action | None = None
    stage = workflow.stages.get(event.from_stage)
    if stage is not None:
        known = stage.actions.get(event.type)
    if known is None:
        return _("Draft begun")
    return known.past[language]
