"""How a work ended: what was decided, on which ground, by whom, in which capacity and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.people.roles import Role
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.endings import ways_on
from artflow.domain.process.hearings import (
    HEARING_ANSWER,
    PRELIMINARY_REFUSAL,
    REFUSAL,
    hearing_until,
    is_heard,
)
from artflow.domain.process.workflow import Action
from artflow.models import Event, Signoff
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting
from artflow.web.shared.form_fields import Words
from artflow.web.shared.role_labels import ROLE_LABELS

from . import contexts

REFUSAL_GROUNDS: dict[str, Words] = {
    "incomplete": _l("The documents are incomplete"),
    "owner": _l("The owners do not agree"),
    "heritage": _l("Protection of heritage"),
    "advertising": _l("The work is outdoor advertising"),
    "structure": _l("The wall or the building is not suitable"),
    "context": _l("The work does not fit its surroundings"),
    "quality": _l("Artistic quality"),
    "content": _l("Prohibited content"),
    "rights": _l("Copyright is not proved"),
    "duplicate": _l("The same work has already been submitted"),
    "other": _l("Another reason"),
}


class OutcomeView(NamedTuple):
    """The decision that ended a work; `ground` and `text` are empty where none were given."""

    label: str
    ground: str
    text: str
    by: str
    at: str
    version: str
    instant: datetime
    ways: str


class HearingView(NamedTuple):
    """A refusal that was announced, and until when the artist may answer it."""

    ground: str
    text: str
    until: str
    answer: str


def build_hearing(context: GuardContext) -> HearingView | None:
    """Tell of the preliminary refusal of this version while the work is not decided about."""
    case, until = context.case, hearing_until(context)
    if until is None or case.current_stage.final:
        return None
    data = case.papers[PRELIMINARY_REFUSAL].data
    answer = case.papers[HEARING_ANSWER].data if is_heard(case) else {}
    return HearingView(
        ground_text(data),
        str(data.get("text", "")),
        formatting.day(case.expires_on or until),
        str(answer.get("text", "")),
    )


def ground_text(data: Mapping[str, Any]) -> str:
    """Name the ground for a refusal that an event keeps; empty if it keeps none."""
    return str(REFUSAL_GROUNDS.get(str(data.get("code", "")), ""))


def _ending(case: Case, rows: DetailRows) -> tuple[Event | None, str | None]:
    """Return the event that ended a work, and the name of who did it.

    Of one that is appealed against, and of one confirmed on appeal, it is the refusal.
    """
    stages, after = case.workflow.stages, case.workflow.stages_after_ends
    ends = {case.stage} if case.current_stage.final else {k for k, s in stages.items() if s.final}
    found = [
        (e, name) for e, name in rows.events if e.to_stage in ends and e.from_stage not in ends
    ]
    first = ((event, name) for event, name in found if event.from_stage not in after)
    return next(first, found[0] if found else (None, None))


def find_refusal(case: Case, rows: DetailRows, signoff: Signoff) -> tuple[Event | None, str | None]:
    """Return the event by which this very party refused the work in its stage, and by whom."""
    refused = case.current_stage.outcome == "refused" or REFUSAL in case.papers
    event, name = _ending(case, rows) if refused else (None, None)
    own = event is not None and (event.from_stage, event.organisation_id) == (
        signoff.stage,
        signoff.organisation_id,
    )
    return (event, name) if own else (None, None)


def ground_sentence(data: Mapping[str, Any]) -> str:
    """Name the ground that an event keeps as a sentence of its own; empty if it keeps none."""
    ground = ground_text(data)
    return f"{ground}." if ground else ""


def build_outcome(case: Case, rows: DetailRows, language: str) -> OutcomeView | None:
    """Tell the decision by which a work ended without being painted; None for any other work."""
    if case.current_stage.outcome in ("", "accepted"):
        return None
    event, name = _ending(case, rows)
    if event is None:
        return None
    data = json.loads(event.data)
    refusal = case.papers.get(REFUSAL)
    return OutcomeView(
        label=case.current_stage.label[language],
        ground=ground_text(data) or (ground_text(refusal.data) if refusal else ""),
        text=data.get("text", ""),
        by=author_text(event, name),
        at=formatting.date_time(datetime.fromisoformat(event.at)),
        version=_("Version %(n)s", n=case.version_no) if case.version else "",
        instant=datetime.fromisoformat(event.at),
        ways="; ".join(ways_texts(case, language)),
    )


def author_text(event: Event, name: str | None) -> str:
    """Name who has decided and in which capacity; where time has, say so."""
    if event.actor_id is None:
        return _("nobody: the time that the process gives is over")
    return person_text(name or "", event.role)


def person_text(name: str, role: str) -> str:
    """Name somebody and the capacity in which they acted, if it is known."""
    return ", ".join(filter(None, (name, str(ROLE_LABELS[Role(role)]) if role else "")))


def ways_texts(case: Case, language: str) -> list[str]:
    """Tell how a work that has ended can go on: by what, whose, and until when."""
    found = []
    for way in ways_on(contexts.guard_context(case)):
        what = f"{way.action.label[language]} ({_list_roles(way.action)})"
        until = _("until %(day)s", day=formatting.day(way.until)) if way.until else ""
        found.append(": ".join(filter(None, (what, until))))
    return found


def _list_roles(action: Action) -> str:
    return ", ".join(str(ROLE_LABELS[role]) for role in action.by)
