"""History in words: what was done, by whom, as far as the reader may know it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _
from markupsafe import Markup, escape

from artflow.domain.case import Case
from artflow.domain.policy import Show
from artflow.domain.roles import PART_OF, Part, Person, Role
from artflow.domain.workflow import Action, Workflow
from artflow.services.dossier_page import Dossier
from artflow.web import format

from . import completeness


class Line(NamedTuple):
    """One line of the time line."""

    state: str
    iso: str
    when: str
    text: Markup
    note: str = ""


def lines(
    case: Case, rows: Dossier, person: Person, shows: frozenset[Show], language: str
) -> list[Line]:
    """The events the reader may see, newest first."""
    known = [(e, _who(e, name, rows, language)) for e, name in rows.events
             if _visible(case.workflow, e, person, shows)]  # fmt: skip
    runs = [list(run) for _key, run in groupby(known, key=_alike)]
    names = {key: house.name(language) for key, house in rows.organisations.items()}
    return [_line(case, run, person, shows, names, language, newest=n == 0)
            for n, run in enumerate(runs)]  # fmt: skip


def _who(event: Any, name: str, rows: Dossier, language: str) -> str:
    """Who acted; one who acts for a sponsor with its name, as it was on that day."""
    house = rows.organisations.get(event.organisation_id)
    if house is None or PART_OF[Role(event.role)] is not Part.SPONSOR:
        return name
    return f"{name}, {house.name(language, format.local(datetime.fromisoformat(event.at)))}"


def _alike(entry: tuple[Any, str]) -> tuple[Any, ...]:
    """The same deed of the same person on one day is told once, with its number."""
    event, name = entry
    at = format.local(datetime.fromisoformat(event.at))
    return event.type, event.from_stage, event.to_stage, name, at


def _visible(workflow: Workflow, event: Any, person: Person, shows: frozenset[Show]) -> bool:
    """All for reviewers; for an applicant what is not internal; for others the moves and what
    their own side did."""
    if Show.FULL_HISTORY in shows or event.actor_id == person.id:
        return True
    if Show.HISTORY in shows:
        return not _internal(workflow, event)
    own = any(m.organisation_id == event.organisation_id for m in person.memberships)
    return event.from_stage != event.to_stage or own


def _internal(workflow: Workflow, event: Any) -> bool:
    if event.type == "assign":
        return True
    paper = json.loads(event.data).get("paper")
    return paper in workflow.papers and workflow.papers[paper].internal


def _line(
    case: Case,
    run: list[tuple[Any, str]],
    person: Person,
    shows: frozenset[Show],
    names: Mapping[int, str],
    language: str,
    *,
    newest: bool,
) -> Line:
    event, name = run[0]
    label = past(case.workflow, event, language)
    label = f"{label} ({len(run)})" if len(run) > 1 else label
    text = Markup("{}: {}").format(label, name) if name else escape(label)
    state = "now" if newest and not case.at.final else ""
    note = "" if len(run) > 1 else _note(event, person, shows, names)
    return Line(state, event.at, format.day(datetime.fromisoformat(event.at)), text, note)


def _note(event: Any, person: Person, shows: frozenset[Show], names: Mapping[int, str]) -> str:
    """What was written with the deed, for those who follow the whole proposal."""
    if not (Show.MOVES in shows or event.actor_id == person.id):
        return ""
    data = json.loads(event.data)
    said = (_replaced(data, names), data.get("text", ""), completeness.told(data))
    return " ".join(filter(None, said))


def _replaced(data: dict[str, Any], names: Mapping[int, str]) -> str:
    """Whose place another sponsor has taken."""
    if "joining" not in data:
        return ""
    return f"{names[data['leaving']]} → {names[data['joining']]}."


def past(workflow: Workflow, event: Any, language: str) -> str:
    """What the definition calls the deed once it is done."""
    known: Action | None = None
    stage = workflow.stages.get(event.from_stage)
    if stage is not None:
        known = stage.actions.get(event.type)
    if known is None:
        return _("Draft begun")
    return known.past[language]
