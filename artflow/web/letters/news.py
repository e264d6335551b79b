"""Letters about proposals: what happened, by whom, what it asks of the reader, and by when."""

from __future__ import annotations

import json
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from artflow.domain import policy
from artflow.domain.calendar import WorkCalendar
from artflow.domain.case import Case
from artflow.domain.policy import Show
from artflow.domain.roles import Person, Role
from artflow.extensions import db
from artflow.models import Event, Notice, Proposal, Turn, User
from artflow.services import cases, files, people
from artflow.services.working_days import calendar
from artflow.web import current, format, language
from artflow.web.present import completeness, history
from artflow.web.present.turn import is_mine, left
from artflow.web.words.roles import ROLES

from .account import hello
from .sheet import Draft

WIDTH = 600


def notice(mail: Any, token: str | None) -> Draft | None:
    """The letter of a notice; None if its reader is gone or no longer sees the proposal."""
    row = db.session.get_one(Notice, mail.notice_id)
    user = db.session.get_one(User, row.user_id)
    connection = db.session.connection()
    case = cases.load(connection, row.proposal_id)
    person = people.person(connection, user.id, user.name)
    if not (user.active and policy.sees(person, case)):
        return None
    event = db.session.get_one(Event, row.event_id)
    turn = _turn(case, person)
    return _draft(mail, case, _told(case, event, person), turn)


def _turn(case: Case, person: Person) -> Turn | None:
    """The turn that is the reader's now, the most pressing one; a letter may come late."""
    if case.held:
        return None
    query = (
        select(Turn).where(Turn.proposal_id == case.id, Turn.closed_at.is_(None))
        .order_by(Turn.due_on, Turn.id)
    )  # fmt: skip
    return next((turn for turn in db.session.scalars(query) if is_mine(turn, person)), None)


def _told(case: Case, event: Event, person: Person) -> tuple[str, str, str]:
    """What was done, by whom, and what was written with it, as far as the reader may know it."""
    done = history.past(case.workflow, event, language.code())
    shown = policy.shows(person, case)
    actor = db.session.get(User, event.actor_id) if event.actor_id else None
    if actor is None or Show.MOVES not in shown:
        return done, "", ""
    data = json.loads(event.data)
    words = " ".join(filter(None, (data.get("text") or "", completeness.told(data))))
    name = f"{actor.name}, {ROLES[Role(event.role)]}" if event.role else actor.name
    return done, name, words


def _draft(mail: Any, case: Case, told: tuple[str, str, str], turn: Turn | None) -> Draft:
    done, actor, words = told
    proposal = db.session.get_one(Proposal, case.id)
    title = f"«{case.title or _('Untitled')}»"
    heading = _("It is your turn") if turn else done
    what = f"{done}: {actor}." if actor else f"{done}."
    said = [f"«{words}»"] if words else []
    return Draft(
        f"{heading}: {title}", heading, [hello(mail), f"{title}. {what}", *said],
        (_("See the work"), url_for("proposals.show", proposal_id=case.id, _external=True)),
        [*_asked(case, turn), *_facts(case, proposal)],
        [_("This letter is about the proposal %(number)s. Nothing is signed by letter: the link "
           "leads to your account.", number=case.number or title)],
        _picture(proposal),
    )  # fmt: skip


def _asked(case: Case, turn: Turn | None) -> list[tuple[str, str]]:
    """What the reader must do, and by when: the day and the working days to it."""
    code = language.code()
    if turn is None:
        return [(_("Stage"), case.at.label[code])]
    actions = case.at.actions.values()
    asked = [a.label[code] for a in actions if a.primary and turn.role in a.by]
    rows = [(_("What is asked of you"), asked[0] if asked else case.at.label[code])]
    if turn.due_on is not None:
        days = calendar(db.session.connection())
        rows.append((_("Deadline"), _due(turn, days)))
    return rows


def _due(turn: Turn, days: WorkCalendar) -> str:
    assert turn.due_on is not None
    today = days.today(current.now())
    return f"{format.day(turn.due_on)}, {left(days, today, turn.due_on)}"


def _facts(case: Case, proposal: Proposal) -> list[tuple[str, str]]:
    rows = [(_("Number"), case.number)] if case.number else []
    rows.append((_("Artist"), proposal.applicant.name))
    if proposal.wall is not None:
        rows.append((_("Place"), str(format.typeset(proposal.wall.address))))
    return rows


def _picture(proposal: Proposal) -> bytes | None:
    """The work, small, in the one format that every mail program shows."""
    cover = proposal.cover
    if cover is None or cover.large is None or not files.storage().exists(cover.large):
        return None
    from artflow.services import pictures  # not above, as in intake

    with files.storage().open(cover.large) as stream:
        return pictures.for_mail(stream, WIDTH)
