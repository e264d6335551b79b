"""Conditions and defects on the page of a work: whose, by when, what proves them, what is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.access.policy import PagePart
from artflow.domain.conditions import CLOSE, FULFIL
from artflow.domain.people.roles import APPLICANT
from artflow.domain.process.case import ANSWERED, CLOSED, DEFECT, LAPSED, OPEN, Case
from artflow.domain.process.engine import Option
from artflow.models import Condition, File, Organisation, User
from artflow.web.shared import formatting
from artflow.web.shared.language import code as language_code
from artflow.web.summaries.pictures import PROGRESS_LABELS

RETURN = "return_condition"
STATES_OF_EFFECT = {FULFIL: OPEN, CLOSE: ANSWERED, RETURN: ANSWERED}
"""In which state something can be done to a condition, by effect."""
CONDITION_STATES = {
    OPEN: ("wait", _l("Open")),
    ANSWERED: ("now", _l("Reported, to be checked")),
    CLOSED: ("done", _l("Closed")),
    LAPSED: ("na", _l("No longer asked")),
}


class Link(NamedTuple):
    """An address with its label; a file that is not ready has none."""

    url: str
    label: str


class ConditionView(NamedTuple):
    """One condition or defect; `when` says what waits for it and until which day."""

    n: int
    id: int
    is_defect: bool
    label: str
    owner: str
    text: str
    when: str
    kind: str
    state: str
    answer: str
    answered: str
    note: str
    closed: str
    files: list[Link]
    actions: list[Link]


def condition_views(
    case: Case,
    found: Iterable[Condition],
    organisations: Mapping[int, Organisation],
    seen: frozenset[PagePart],
    options: Iterable[Option] = (),
) -> list[ConditionView]:
    """List the conditions and defects that the reader may know, as they were set."""
    if PagePart.SIGNOFFS not in seen:
        return []
    offered = [option for option in options if option.open]
    return [
        _condition_view(case, organisations, n, each, _actions(case, each, offered))
        for n, each in enumerate(found, 1)
    ]


def _condition_view(
    case: Case,
    organisations: Mapping[int, Organisation],
    n: int,
    each: Condition,
    actions: list[Link],
) -> ConditionView:
    kind, state = CONDITION_STATES[each.state]
    return ConditionView(
        n=n,
        id=each.id,
        is_defect=each.kind == DEFECT,
        label=_("Defect") if each.kind == DEFECT else _("Condition"),
        owner=owner_name(organisations, each, language_code()),
        text=". ".join(filter(None, (each.text, each.place))),
        when=when_text(case, each, language_code()),
        kind=kind,
        state=str(state),
        answer=_answer(each),
        answered=_by(each.answered_by, each.answered_at),
        note=each.note,
        closed=_by(each.closed_by, each.closed_at),
        files=[_file_link(case, kept.file) for kept in each.files],
        actions=actions,
    )


def owner_name(organisations: Mapping[int, Organisation], each: Condition, language: str) -> str:
    """Return the name of the party that has set a condition, as it was called that day."""
    if each.party == APPLICANT:
        return _("Artist")
    organisation = organisations.get(each.organisation_id or 0)
    on = formatting.local_date(each.at)
    return organisation.name_on(on)[language] if organisation else ""


def when_text(case: Case, each: Condition, language: str) -> str:
    """Say what waits for a condition and until when it is due; empty if neither is known."""
    label = case.workflow.conditions.holds.get(each.holds)
    due = _("until %(day)s", day=formatting.day(each.due_on)) if each.due_on else ""
    return ", ".join(filter(None, (label[language] if label else "", due)))


def state_label(state: str) -> str:
    """Name the state of a condition."""
    return str(CONDITION_STATES[state][1])


def _answer(each: Condition) -> str:
    if not each.answer:
        return ""
    how = _("Fulfilled") if each.fulfilled else _("Not fulfilled")
    return f"{how}. {each.answer}"


def _by(who: User | None, at: datetime | None) -> str:
    return ", ".join(filter(None, (who.name if who else "", str(formatting.day(at)) if at else "")))


def _actions(case: Case, each: Condition, options: list[Option]) -> list[Link]:
    """Return what the reader may do to this very one now."""
    return [
        Link(
            url_for("actions.ask", proposal_id=case.id, name=option.action.name, condition=each.id),
            option.action.label[language_code()],
        )
        for option in options
        for effect in option.action.effects
        if STATES_OF_EFFECT.get(effect.name) == each.state
        and (effect.name == FULFIL or option.acting_role.party == each.party)
    ]


def _file_link(case: Case, file: File) -> Link:
    if file.state in PROGRESS_LABELS:
        return Link("", f"{file.name} ({PROGRESS_LABELS[file.state]})")
    return Link(url_for("files.download", proposal_id=case.id, sha256=file.sha256), file.name)
