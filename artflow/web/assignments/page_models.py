"""The page on which several works are assigned: what is offered, and what was refused and why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from artflow.domain.errors import Invalid, NotPossible, Refusal
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Proposal
from artflow.services.assignments import several
from artflow.services.assignments.several import Refused
from artflow.services.lists import desk
from artflow.services.lists.proposal_rows import WaitingRow
from artflow.services.lists.queues import TurnConditions
from artflow.services.programmes import definitions
from artflow.services.programmes.working_days import load_calendars
from artflow.web.shared import current, language
from artflow.web.shared.error_labels import invalid_label
from artflow.web.shared.reason_labels import reason_view
from artflow.web.summaries import turn

from .forms import MOST_AT_ONCE, name_work


class Offer(NamedTuple):
    """Works by their names in the form, each with words and a hint; and the people."""

    works: dict[str, tuple[str, str]]
    people: list[tuple[int, str]]


class RefusedWork(NamedTuple):
    """A work that was not assigned, and why."""

    url: str
    title: str
    why: str


def list_works(
    untaken: TurnConditions, office: TurnConditions, me: Person
) -> dict[str, tuple[str, str]]:
    """List the works that the person may assign: those that nobody has, then those of others.

    Both by their due dates; somebody may fall ill, and theirs go to somebody else.
    """
    waiting = [
        *desk.list_waiting(untaken, size=MOST_AT_ONCE),
        *(row for row in desk.list_waiting(office, size=MOST_AT_ONCE) if row.user_id is not None),
    ]
    rows = [row for row in waiting if may_assign(row, me)][:MOST_AT_ONCE]
    seen = several.load_seen(db.session.connection(), [row.id for row in rows])
    return {name_work(row.id, seen[row.id]): (_title(row), _hint(row)) for row in rows}


def may_assign(row: WaitingRow, me: Person) -> bool:
    """Return whether the person may name the specialist of a work where it stands."""
    workflow = definitions.load_workflow(db.session.connection(), row.definition_id)
    return not row.held and several.find_action(workflow, row.stage, me) is not None


def _title(row: WaitingRow) -> str:
    title = f"«{row.title or _('Untitled')}»"
    return f"{row.number} {title}" if row.number else title


def _hint(row: WaitingRow) -> str:
    calendars = load_calendars(db.session.connection())
    today = calendars.home.today(current.now())
    due = turn.due_view(row, [row], calendars.of_programme(row.programme_id), today)
    in_charge = _("In charge: %(name)s", name=row.assignee) if row.assignee else ""
    parts = ((row.artist, row.address), (due.text, due.note), (in_charge,))
    return "; ".join(filter(None, (", ".join(filter(None, some)) for some in parts)))


def build_refused(refused: Iterable[Refused], me: Person) -> list[RefusedWork]:
    """Name the works that were refused, each with its reasons; one that is not seen has no name."""
    found = {one.proposal_id: one.refusal for one in refused}
    shown = [key for key, why in found.items() if isinstance(why, NotPossible | Invalid)]
    query = select(Proposal.id, Proposal.number, Proposal.title, Proposal.definition_id)
    known = {row.id: row for row in db.session.execute(query.where(Proposal.id.in_(shown)))}
    return [_refused_work(known.get(key), why, me) for key, why in found.items()]


def _refused_work(row: Any, why: Refusal, me: Person) -> RefusedWork:
    if row is None:
        return RefusedWork("", "", _("You may not assign this work."))
    title = " ".join(filter(None, (row.number, f"«{row.title or _('Untitled')}»")))
    url = url_for("proposals.show", proposal_id=row.id)
    if isinstance(why, Invalid):
        return RefusedWork(url, title, invalid_label(why))
    assert isinstance(why, NotPossible)
    workflow = definitions.load_workflow(db.session.connection(), row.definition_id)
    names = {f"stage:{key}": s.label[language.code()] for key, s in workflow.stages.items()}
    reasons = (reason_view(reason, me, names=names).text for reason in why.reasons)
    return RefusedWork(url, title, " ".join(reasons))
