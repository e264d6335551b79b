"""History in words: what was done, by whom, as far as the reader may know it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import escape

from artflow.domain.access.policy import PagePart
from artflow.domain.history import chain
from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.domain.process import endings
from artflow.domain.process.case import Case
from artflow.domain.process.workflow import Action, Workflow
from artflow.models import Event
from artflow.services.assignments.releases import LEFT
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting

from . import completeness, outcomes

ENDED_LABELS = {
    chain.SEALED: _l("The record of the work was sealed as it stood"),
    chain.TAKEN_OVER: _l("The record was changed outside of artflow and taken over as it stands"),
    endings.HOLD_ENDED: _l("The hold was over, the work has come back"),
    endings.RESERVATION_ENDED: _l("The wall is no longer reserved: its days were over"),
}
"""What nobody has done, told as it is in history, notices and letters."""


class TimelineRow(NamedTuple):
    """One entry of a timeline."""

    state: str
    iso: str
    when: str
    text: str
    note: str = ""


def history_rows(
    case: Case, rows: DetailRows, person: Person, shows: frozenset[PagePart], language: str
) -> list[TimelineRow]:
    """List the events the reader may see, newest first."""
    known = [
        (e, _actor_name(e, name, rows, language))
        for e, name in rows.events
        if _is_visible(case.workflow, e, person, shows)
    ]
    runs = [list(run) for _key, run in groupby(known, key=_same_day_key)]
    names = {key: organisation.name[language] for key, organisation in rows.organisations.items()}
    return [
        _history_row(case, run, person, shows, names, language, newest=n == 0)
        for n, run in enumerate(runs)
    ]


def _actor_name(event: Event, name: str | None, rows: DetailRows, language: str) -> str | None:
    """Name who acted; one who acts for a sponsor with its name, as it was on that day."""
    organisation = rows.organisations.get(event.organisation_id or 0)
    if organisation is None or PART_OF[Role(event.role)] is not Part.SPONSOR:
        return name
    on = formatting.local_date(datetime.fromisoformat(event.at))
    return f"{name}, {organisation.name_on(on)[language]}"


def _same_day_key(entry: tuple[Event, str | None]) -> tuple[str, str, str, str | None, date, str]:
    """Make one of what the same person did on one day: it is told once, with its number."""
    event, name = entry
    at = formatting.local_date(datetime.fromisoformat(event.at))
    about = _assignee(event) or _left_text(event)
    return event.type, event.from_stage, event.to_stage, name, at, about


def _is_visible(
    workflow: Workflow, event: Event, person: Person, shows: frozenset[PagePart]
) -> bool:
    """Show all to reviewers; to an applicant what is not internal; to others the moves and what
    their own side did."""
    if PagePart.FULL_HISTORY in shows or event.actor_id == person.id:
        return True
    if PagePart.HISTORY in shows:
        return not _is_internal(workflow, event)
    own = any(m.organisation_id == event.organisation_id for m in person.memberships)
    return event.from_stage != event.to_stage or own


def _is_internal(workflow: Workflow, event: Event) -> bool:
    data = json.loads(event.data)
    if event.type == LEFT or "user" in data:
        return True  # who looks after a work is the office's own affair
    paper = data.get("paper")
    return paper in workflow.papers and workflow.papers[paper].internal


def _history_row(
    case: Case,
    run: list[tuple[Event, str | None]],
    person: Person,
    shows: frozenset[PagePart],
    names: Mapping[int, str],
    language: str,
    *,
    newest: bool,
) -> TimelineRow:
    event, name = run[0]
    label = past_label(case.workflow, event, language)
    label = f"{label} ({len(run)})" if len(run) > 1 else label
    text = escape(with_actor(event, label, name))
    state = "now" if newest and not case.current_stage.final else ""
    note = "" if len(run) > 1 else _note(case, event, person, shows, names, language)
    if PagePart.FULL_HISTORY in shows and event.type != LEFT:
        note = " ".join(filter(None, (note, _left_text(event))))
    return TimelineRow(
        state, event.at, formatting.day(datetime.fromisoformat(event.at)), text, note
    )


def _note(
    case: Case,
    event: Event,
    person: Person,
    shows: frozenset[PagePart],
    names: Mapping[int, str],
    language: str,
) -> str:
    """Return what was written with the action, for those who follow the whole proposal."""
    if not (PagePart.MOVES in shows or event.actor_id == person.id):
        return ""
    data = json.loads(event.data)
    grounds = data.get("grounds", "") if PagePart.COMMITMENTS in shows else ""
    unchanged = _("Nothing in the dossier was changed.") if data.get("changed") == [] else ""
    parts = (
        unchanged,
        _replacement_text(data, names),
        _deviation_text(case, event, data, language),
        data.get("deviation", "") if PagePart.INTERNAL in shows else "",
        outcomes.ground_sentence(data),
        data.get("text", ""),
        _period_text(data),
        grounds,
        completeness.gaps_text(data),
    )
    return " ".join(filter(None, parts))


def _deviation_text(case: Case, event: Event, data: Mapping[str, Any], language: str) -> str:
    """Say what had been recommended, if the decision was another one."""
    stage = case.workflow.stages.get(event.from_stage)
    action = stage.actions.get(data.get("against", "")) if stage else None
    if action is None:
        return ""
    return _("Otherwise than recommended (%(what)s).", what=action.label[language])


def _period_text(data: Mapping[str, Any]) -> str:
    """Say until when the work may stay where the event has brought it, if that is set."""
    if endings.STAYS not in data:
        return ""
    return _("Last day: %(day)s", day=formatting.day(date.fromisoformat(data[endings.STAYS])))


def _replacement_text(data: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """Say whose place another sponsor has taken."""
    if "joining" not in data:
        return ""
    return f"{names[data['leaving']]} → {names[data['joining']]}."


def due_text(event: Event, person: Person, currency: str) -> str:
    """Say what has fallen due by an event for the organisation of a person; empty for others."""
    due = json.loads(event.data).get("due", {})
    own = sorted({str(m.organisation_id) for m in person.memberships} & set(due))
    amount = sum(due[key] for key in own)
    return _("To be paid: %(sum)s", sum=formatting.money(amount, currency)) if amount else ""


def past_label(workflow: Workflow, event: Event, language: str) -> str:
    """Say what the definition calls the action once it is done, and to whom a work was assigned."""
    if event.type == LEFT:
        return _left_label(workflow, event)
    known: Action | None = None
    stage = workflow.stages.get(event.from_stage)
    if stage is not None:
        known = stage.actions.get(event.type)
    if known is None:
        return str(ENDED_LABELS.get(event.type) or _("Draft begun"))
    assignee = _assignee(event)
    return f"{known.past[language]}: {assignee}" if assignee else known.past[language]


def with_actor(event: Event, done: str, actor: str | None) -> str:
    """Add who has done it, if that may be said; of an assignment two people are named."""
    if not actor:
        return done
    if _assignee(event):
        return _("%(done)s. Assigned by: %(actor)s", done=done, actor=actor)
    return f"{done}: {actor}"


def _assignee(event: Event) -> str:
    """Return the name of the person to whom somebody else has assigned the work with the event."""
    return json.loads(event.data).get("assignee", "") if '"assignee"' in event.data else ""


def _left_text(event: Event) -> str:
    """Say whose work was given back to the office with the event; empty for any other."""
    name = json.loads(event.data).get("left_name") if '"left_name"' in event.data else None
    if not name:
        return ""
    return _("The specialist in charge can work on it no longer: %(name)s", name=name)


def _left_label(workflow: Workflow, event: Event) -> str:
    """Say who has left, and that somebody else is to be assigned where that can be done."""
    stage, told = workflow.stages.get(event.from_stage), _left_text(event)
    actions = stage.actions.values() if stage else ()
    if any(effect.name == "assign" for action in actions for effect in action.effects):
        return _("%(told)s. Another one is to be assigned", told=told)
    return told
