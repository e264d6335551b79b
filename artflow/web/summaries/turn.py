"""Whose turn it is, until when, in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple, Protocol

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import PART_OF, Part, Person, Role
from artflow.domain.process import judging
from artflow.domain.process import turns as rules
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.turns import Clock
from artflow.domain.process.workflow import Stage, Workflow
from artflow.models import Turn
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import ROLE_LABELS

from . import outcomes


class TurnView(NamedTuple):
    """What stands under the header of every page about one proposal."""

    mine: bool
    lead: str
    text: str


class DueView(NamedTuple):
    """A due date: tag, text, and the date as a note, with what was late before (`was_late`)."""

    kind: str
    text: str
    note: str
    was_late: str = ""


class Holdable(Protocol):
    """A proposal, as far as its clock may be stopped."""

    @property
    def held(self) -> bool: ...


class Dated(Protocol):
    """What is due on a day, or has no such day; its period begins on `opened_on`.

    `was_late` are the working days by which its party was late before, at most.
    """

    @property
    def due_on(self) -> date | None: ...
    @property
    def opened_on(self) -> date | None: ...
    @property
    def was_late(self) -> int | None: ...


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


def asked_text(workflow: Workflow, stage: Stage, role: str | None, language: str) -> str:
    """Say what a stage asks of a role; of somebody who judges, to decide and not how.

    Empty if nothing leads there.
    """
    if role is None:
        return ""
    if judging.is_decision(workflow, stage, Role(role)):
        words = _("Decide")
        return words if stage.join else f"{words}: {stage.label[language]}"
    leading = judging.leading_actions(stage, Role(role))
    return leading[0].label[language] if leading else ""


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
    """Put into a line whose turn it is in the case as it stands; `turns` are all it ever had."""
    stage = case.current_stage.label[language]
    running = [turn for turn in turns if turn.closed_at is None and turn.stage == case.stage]
    if case.current_stage.final and not running:
        ways = "; ".join(outcomes.ways_texts(case, language))
        return TurnView(False, f"{stage}.", ways or _("Nothing more needs to be done here."))
    mine = [turn for turn in running if is_turn_of(turn, person)]
    meant = min(mine or running, key=lambda turn: turn.due_on or date.max, default=None)
    used = used_sentence(case, turns, meant, calendar, today) if meant else ""
    if case.held:
        back = stopped_sentence(meant.due_on if meant else None)
        return TurnView(False, _("On hold."), " ".join(filter(None, (back, used))))
    due = due_sentence(
        due_date(meant, calendar) if meant else None,
        calendar,
        today,
        meant.opened_on if meant else None,
    ) or undated_sentence(case.current_stage, language)
    then = stay_sentence(case.current_stage, case.workflow, case.expires_on, language)
    text = Markup("{} {}").format(f"{stage}.", Markup(" ").join(filter(None, (due, used, then))))
    holders: Sequence[ForPerson] = running or _holders_now(case, calendar, today)
    if mine or any(is_turn_of(holder, person) for holder in holders):
        return TurnView(True, _("It is your turn."), text)
    return TurnView(False, _("Whose turn: %(who)s.", who=holder_names(holders, names)), text)


def _holders_now(case: Case, calendar: WorkCalendar, today: date) -> Sequence[ForPerson]:
    """Name whose turn it is in a stage to which time has led the work, before that is written."""
    now = datetime.combine(today, time(12), calendar.zone)
    return rules.current_turns(GuardContext(case, None, now, calendar))


def stay_sentence(stage: Stage, workflow: Workflow, expires_on: date | None, language: str) -> str:
    """Say until when a work may stay in its stage and what comes then; empty if it may for ever."""
    if expires_on is None or not stage.after_time:
        return ""
    then = workflow.stages[stage.after_time].label[language]
    return _("If nothing happens by %(day)s: «%(stage)s».", day=_day(expires_on), stage=then)


def due_date(turn: Turn, calendar: WorkCalendar) -> date | None:
    """Return when a turn is due; one whose hold is over has from then on the days it had left.

    What a press or the worker is to write is only computed here.
    """
    if turn.stopped_days is None or turn.due_on is None:
        return turn.due_on
    since = calendar.add(turn.due_on, 0 if calendar.is_working(turn.due_on) else 1)
    return None if turn.days is None else calendar.add(since, turn.stopped_days)


def stopped_sentence(back_on: date | None) -> str:
    """Say until when the clock is stopped."""
    if back_on is None:
        return _("The clock is stopped until it is resumed.")
    return _("The clock is stopped until %(day)s: then the work comes back.", day=_day(back_on))


def _day(day: date) -> str:
    return str(formatting.day(day))


def undated_sentence(stage: Stage, language: str) -> str:
    """Say why the stage has no due date, as its process says it."""
    return undated_note(stage, language, _("No due date") + ": ") + "."


def undated_note(stage: Stage, language: str, lead: str = "") -> str:
    """Return the reason why a stage has no due date, as its process says it."""
    given = stage.undated[language] if stage.undated else ""
    return lead + (given or _("the process sets no limit for this stage"))


def used_sentence(
    case: Case, turns: Iterable[Turn], turn: Turn, calendar: WorkCalendar, today: date
) -> str:
    """Say what the party of a turn has used up in all rounds, and that it was late once."""
    limit = case.current_stage.limit
    if limit is None:
        return ""
    rounds = [t for t in turns if (t.stage, t.party) == (turn.stage, turn.party)]
    past = sum(t.used_days for t in rounds if t is not turn)
    used = past + Clock.of(turn, calendar).used_on(today, calendar)
    words = [_used_text(used, limit)]
    late = max(t.late_days for t in rounds)
    if late and (turn.due_on is None or turn.due_on >= today):
        words.append(
            ngettext(
                "It was late by %(num)s working day.", "It was late by %(num)s working days.", late
            )
        )
    return " ".join(words)


def _used_text(used: int, limit: int) -> str:
    if used <= limit:
        return _("Used so far: %(used)s of %(limit)s working days.", used=used, limit=limit)
    return _(
        "All %(limit)s working days are used up, and %(more)s more.", limit=limit, more=used - limit
    )


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


def due_sentence(
    due: date | None, calendar: WorkCalendar, today: date, since: date | None = None
) -> Markup:
    """Return the due date and the working days left, as a sentence.

    A period that begins on a day to come (`since`) is whole until then.
    """
    if due is None:
        return Markup("")
    day = Markup("<b>{}</b>").format(formatting.day(due))
    return Markup(_("Due: %(day)s, %(left)s.")) % {
        "day": day,
        "left": days_left(calendar, today, due, since),
    }


def days_left(calendar: WorkCalendar, today: date, due: date, since: date | None = None) -> str:
    """Say how many working days are left, or by how many it is overdue.

    A period that begins on a day to come (`since`) is whole until then.
    """
    begun = max(today, min(since or today, due)) if today <= due else today
    return _days_left(calendar.between(begun, due), today, due)


def _days_left(days: int, today: date, due: date) -> str:
    if today > due:
        n = max(-days, 1)
        return ngettext("overdue by %(num)s working day", "overdue by %(num)s working days", n)
    if today == due:
        return _("today is the last day")
    return ngettext("%(num)s working day left", "%(num)s working days left", days)


def due_view(
    proposal: Holdable,
    turns: Sequence[Dated],
    calendar: WorkCalendar,
    today: date,
    undated: str = "",
    stays_until: date | None = None,
) -> DueView:
    """Say how pressing a proposal is, for a row of a list; `undated` is why it has no date.

    After `stays_until` it moves on by itself.
    """
    first = min((t for t in turns if t.due_on), key=lambda t: t.due_on or date.max, default=None)
    last = first.due_on if first else None
    was_late = _was_late_text(max((turn.was_late or 0 for turn in turns), default=0))
    if proposal.held:
        back = _("comes back on %(day)s", day=_day(last)) if last else _("the clock is stopped")
        return DueView("na", _("On hold"), _joined(back, was_late), was_late)
    ends = _("ends by itself after %(day)s", day=_day(stays_until)) if stays_until else ""
    if first is None or last is None:
        note = _joined(ends or undated, was_late) if turns else ""
        return DueView("", _("No due date") if turns else "", note, was_late)
    then = ends if stays_until != last else ""
    if today > last:
        note = _joined(str(formatting.day(last)), then)
        return DueView("stop", days_left(calendar, today, last), note)
    near = calendar.between(today, last) <= SOON_DAYS
    left = days_left(calendar, today, last, first.opened_on)
    note = _joined(str(formatting.day(last)), then, was_late)
    return DueView("wait" if near or was_late else "now", left, note, was_late)


def _was_late_text(days: int) -> str:
    """Say that a party was late before: what is true once stays on record, whatever runs now."""
    if not days:
        return ""
    return ngettext("was late by %(num)s working day", "was late by %(num)s working days", days)


def _joined(*parts: str) -> str:
    return "; ".join(filter(None, parts))


SOON_DAYS = 3
"""From this many working days on a due date is shown as near."""
