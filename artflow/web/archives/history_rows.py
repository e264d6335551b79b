"""The history of a work as entries of an archive's page: every event with time, role and person."""

from __future__ import annotations

import json
from datetime import datetime
from typing import cast

from flask_babel import gettext as _

from artflow.domain.access.policy import PagePart
from artflow.domain.people.roles import Role
from artflow.domain.process.case import Case
from artflow.models import Event
from artflow.services.archives import events
from artflow.services.archives.reading import AnyRow, WorkRows
from artflow.web.shared.role_labels import ROLE_LABELS
from artflow.web.summaries import history, outcomes

from .decision_rows import Entry, when


def count_withheld(rows: WorkRows, seen: frozenset[PagePart]) -> int:
    """Count the events whose text their reader may not have."""
    with_sums = PagePart.COMMITMENTS in seen
    return sum(events.is_withheld(event, with_sums=with_sums) for event in rows.events)


def history_entries(
    case: Case, rows: WorkRows, seen: frozenset[PagePart], language: str
) -> list[Entry]:
    """List every event, the first at the top; of one that is withheld no words are shown."""
    with_sums = PagePart.COMMITMENTS in seen
    return [
        _entry(case, rows, event, language, told=not events.is_withheld(event, with_sums=with_sums))
        for event in rows.events
    ]


def _entry(case: Case, rows: WorkRows, event: AnyRow, language: str, *, told: bool) -> Entry:
    done = history.past_label(case.workflow, cast("Event", event), language)
    before, after = (
        case.workflow.stages[key].label[language] if key in case.workflow.stages else ""
        for key in (event.from_stage, event.to_stage)
    )
    moved = f"{before} → {after}" if event.from_stage != event.to_stage and before else ""
    data = json.loads(event.data)
    words = (outcomes.ground_sentence(data), data.get("text", ""), data.get("grounds", ""))
    return Entry(
        f"{event.n}. " + ". ".join(filter(None, (done, moved))),
        " ".join(filter(None, words)) if told else _("What was written with it is not for you."),
        _by(rows, event, language),
        [],
        event.hash,
    )


def _by(rows: WorkRows, event: AnyRow, language: str) -> str:
    """Say who has acted, in which role, for whom, and when; nobody where time has acted."""
    organisation = rows.organisations.get(event.organisation_id or 0)
    role = str(ROLE_LABELS[Role(event.role)]) if event.role else ""
    who = rows.people.get(event.actor_id or 0, "")
    name = organisation.name[language] if organisation else ""
    return ", ".join(filter(None, (who, role, name, when(datetime.fromisoformat(event.at)))))
