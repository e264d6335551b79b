"""Whose turn it is, until when, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.domain.process.case import Case
from artflow.models import Turn
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import ROLE_LABELS


class TurnView(NamedTuple):
    """What stands under the header of every page about one proposal."""

    mine: bool
    lead: str
    text: str


class DueView(NamedTuple):
    """A due date: tag, text, and the date as a note."""

    kind: str
    text: str
    note: str


class Holdable(Protocol):
    """A proposal, as far as its clock may be stopped."""

    @property
    def held(self) -> bool: ...


class Dated(Protocol):
    """What is due on a day, or has no such day."""

    @property
    def due_on(self) -> date | None: ...


class ForRole(Protocol):
    """What waits for a role, of an organisation or of nobody's."""

    @property
    def role(self) -> str | None: ...
    @property
    def organisation_id(self) -> int | None: ...


class ForPerson(ForRole, Protocol):
    """What waits for a role, or for one person alone."""

    @property
    def user_id(self) -> int | None: ...


def is_turn_of(turn: ForPerson, person: Person) -> bool:
    """Tell whether the person is one of those whose turn it is."""
    if turn.organisation_id is None or turn.user_id is not None:
        return turn.user_id == person.id
    return any(
        (m.role, m.organisation_id) == (turn.role, turn.organisation_id) for m in person.memberships
    )


def turn_view(
    case: Case,
    turns: list[Turn],
    person: Person,
    calendar: WorkCalendar,
    today: date,
    names: dict[int, str],
    language: str,
) -> TurnView:
    """Put into a line whose turn it is in the case as it stands."""
    stage = case.current_stage.label[language]
    if case.current_stage.final and not turns:
        return TurnView(False, f"{stage}.", _("Nothing more needs to be done here."))
    if case.held:
        return TurnView(False, _("On hold."), _("The clock is stopped until it is resumed."))
    mine = [turn for turn in turns if is_turn_of(turn, person)]
    due = min((t.due_on for t in mine or turns if t.due_on), default=None)
    text = Markup("{} {}").format(f"{stage}.", due_sentence(due, calendar, today))
    if mine:
        return TurnView(True, _("It is your turn."), text)
    return TurnView(False, _("Whose turn: %(who)s.", who=holder_names(turns, names)), text)


def holder_names(turns: Iterable[ForRole], names: dict[int, str]) -> str:
    """Name who must act: sponsors by the names of their organisations, others by what they are."""
    found = []
    for turn in turns:
        role = Role(str(turn.role))
        sponsor = PART_OF[role] is Part.SPONSOR
        known = names.get(turn.organisation_id or 0) if sponsor else None
        name = known or str(ROLE_LABELS[role])
        if name not in found:
            found.append(name)
    return ", ".join(found)


def due_sentence(due: date | None, calendar: WorkCalendar, today: date) -> Markup:
    """Return the due date and the working days left, as a sentence."""
    if due is None:
        return Markup("")
    day = Markup("<b>{}</b>").format(formatting.day(due))
    return Markup(_("Due: %(day)s, %(left)s.")) % {
        "day": day,
        "left": days_left(calendar, today, due),
    }


def days_left(calendar: WorkCalendar, today: date, due: date) -> str:
    """Say how many working days are left, or by how many it is overdue."""
    return _days_left(calendar.between(today, due), today, due)


def _days_left(days: int, today: date, due: date) -> str:
    if today > due:
        n = max(-days, 1)
        return ngettext("overdue by %(num)s working day", "overdue by %(num)s working days", n)
    if today == due:
        return _("today is the last day")
    return ngettext("%(num)s working day left", "%(num)s working days left", days)


def due_view(
    proposal: Holdable, turns: Sequence[Dated], calendar: WorkCalendar, today: date
) -> DueView:
    """Say how pressing a proposal is, for a row of a list."""
    if proposal.held:
        return DueView("na", _("On hold"), _("the clock is stopped"))
    last = min((turn.due_on for turn in turns if turn.due_on), default=None)
    if last is None:
        return DueView("", _("No due date") if turns else "", "")
    days = calendar.between(today, last)
    kind = "stop" if today > last else "wait" if days <= SOON_DAYS else "now"
    return DueView(kind, _days_left(days, today, last), formatting.day(last))


SOON_DAYS = 3
"""From this many working days on a due date is shown as near."""
