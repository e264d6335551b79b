"""The decision about a work as a paper: what was decided, on which ground, by whom, and what then.

It is in the language of its reader, and tells every decision that has ended the work or taken it up
again, the oldest first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from artflow.domain.errors import NotVisible
from artflow.domain.process.case import Case
from artflow.domain.process.hearings import APPEAL, HEARING_ANSWER, PRELIMINARY_REFUSAL
from artflow.domain.process.workflow import ACCEPTED, LEFT
from artflow.models import Event, Record
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting
from artflow.web.summaries import history, outcomes
from artflow.web.summaries.facts import Fact

TOLD_PAPERS = (PRELIMINARY_REFUSAL, HEARING_ANSWER, APPEAL)


class DecisionPart(NamedTuple):
    """One decision, or one thing that was said before it."""

    label: str
    facts: list[Fact]


class OutcomeDocument(NamedTuple):
    """The whole paper."""

    title: str
    number: str
    programme: str
    facts: list[Fact]
    parts: list[DecisionPart]
    ways: list[str]
    sha256: str


def has_document(case: Case, rows: DetailRows) -> bool:
    """Return whether the work has ended once without having been accepted."""
    return any(_ends(case, event) for event, _name in rows.events)


def build_document(case: Case, rows: DetailRows, language: str) -> OutcomeDocument:
    """Fill the paper. Raise `NotVisible` for a work about which no such decision was made."""
    if not has_document(case, rows):
        raise NotVisible
    proposal = rows.proposal
    facts = [Fact(_("Work"), f"«{proposal.title}»"), Fact(_("Artist"), proposal.applicant.name)]
    if proposal.wall is not None:
        facts.append(Fact(_("Place"), str(formatting.typeset(proposal.wall.address))))
    if case.version:
        facts.append(Fact(_("About"), _("Version %(n)s", n=case.version_no)))
    said = [(record.at, _paper_part(case, record, language)) for record in _told(rows)]
    decided = [
        (datetime.fromisoformat(event.at), _event_part(case, event, name, language))
        for event, name in rows.events
        if _ends(case, event) or _reopens(case, event)
    ]
    return OutcomeDocument(
        title=case.current_stage.label[language],
        number=case.number,
        programme=proposal.programme.name[language],
        facts=facts,
        parts=[part for _at, part in sorted(said + decided, key=lambda pair: pair[0])],
        ways=outcomes.ways_texts(case, language),
        sha256=case.version,
    )


def _told(rows: DetailRows) -> Iterator[Record]:
    return (record for record in rows.records if record.kind in TOLD_PAPERS)


def _ends(case: Case, event: Event) -> bool:
    stage = case.workflow.stages.get(event.to_stage)
    return (
        stage is not None
        and stage.final
        and stage.outcome != ACCEPTED
        and event.from_stage != event.to_stage
    )


def _reopens(case: Case, event: Event) -> bool:
    """Return whether the event has taken the work up again: at once, or after an appeal."""
    stage = case.workflow.stages.get(event.from_stage)
    if stage is None or event.from_stage == event.to_stage:
        return False
    known = stage.actions.get(event.type)
    return known is not None and any(target.stage == LEFT for target in known.targets)


def _event_part(case: Case, event: Event, name: str | None, language: str) -> DecisionPart:
    data = json.loads(event.data)
    told = [
        Fact(_("Ground"), outcomes.ground_text(data)),
        Fact(_("Grounds"), data.get("text", "")),
        Fact(_("Decided by"), outcomes.author_text(event, name)),
        Fact(_("Date and time"), formatting.date_time(datetime.fromisoformat(event.at))),
    ]
    label = history.past_label(case.workflow, event, language)
    return DecisionPart(label, [fact for fact in told if fact.text])


def _paper_part(case: Case, record: Record, language: str) -> DecisionPart:
    told = [
        Fact(_("Ground"), outcomes.ground_text(record.data)),
        Fact(_("Grounds"), str(record.data.get("text", ""))),
        Fact(_("By"), outcomes.person_text(record.recorded_by.name, record.role)),
        Fact(_("Date and time"), formatting.date_time(record.at)),
    ]
    label = case.workflow.papers[record.kind].label[language]
    return DecisionPart(f"{label[:1].upper()}{label[1:]}", [fact for fact in told if fact.text])
