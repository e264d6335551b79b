"""Letters about proposals: what happened, by whom, what it asks of the reader, and by when."""

from __future__ import annotations

import json
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from artflow.domain.access import policy
from artflow.domain.access.policy import PagePart
from artflow.domain.calendar import WorkCalendar
from artflow.domain.people.roles import Person, Role
from artflow.domain.process.case import Case
from artflow.extensions import db
from artflow.models import Event, Notice, Proposal, Turn, User
from artflow.services.decisions import case_loader
from artflow.services.files import files
from artflow.services.identity import persons
from artflow.services.mail.outbox import MailRow
from artflow.services.programmes.working_days import load_calendar
from artflow.services.storage.port import StorageAway
from artflow.web.shared import current, formatting, language
from artflow.web.shared.role_labels import ROLE_LABELS
from artflow.web.summaries import completeness, history, outcomes
from artflow.web.summaries.turn import asked_text, days_left, is_turn_of

from .account_letters import greeting
from .letter_sheet import LetterDraft

PICTURE_WIDTH = 600


def notice_letter(mail: MailRow, token: str | None) -> LetterDraft | None:
    """Write the letter of a notice; None if its reader is gone or no longer sees the proposal."""
    row = db.session.get_one(Notice, mail.notice_id)
    user = db.session.get_one(User, row.user_id)
    connection = db.session.connection()
    case = case_loader.load(connection, row.proposal_id)
    person = persons.load_person(connection, user.id, user.name)
    if not (user.active and policy.sees(person, case)):
        return None
    event = db.session.get_one(Event, row.event_id)
    turn = _readers_turn(case, person)
    due = history.due_text(event, person, case.currency)
    return _draft(mail, case, event, _event_text(case, event, person), turn, due)


def _readers_turn(case: Case, person: Person) -> Turn | None:
    """Return the reader's most pressing turn as it is now; a letter may come late."""
    if case.held:
        return None
    query = (
        select(Turn)
        .where(Turn.proposal_id == case.id, Turn.closed_at.is_(None))
        .order_by(Turn.due_on, Turn.id)
    )
    return next((turn for turn in db.session.scalars(query) if is_turn_of(turn, person)), None)


def _event_text(case: Case, event: Event, person: Person) -> tuple[str, str, str]:
    """Return what was done, by whom, and the text given with it, as far as the reader may know."""
    done = history.past_label(case.workflow, event, language.code())
    shown = policy.visible_parts(person, case)
    actor = db.session.get(User, event.actor_id) if event.actor_id else None
    if actor is None or PagePart.MOVES not in shown:
        return done, "", ""
    data = json.loads(event.data)
    given = (outcomes.ground_sentence(data), data.get("text") or "", completeness.gaps_text(data))
    words = " ".join(filter(None, given))
    name = f"{actor.name}, {ROLE_LABELS[Role(event.role)]}" if event.role else actor.name
    return done, name, words


def _draft(
    mail: MailRow,
    case: Case,
    event: Event,
    event_text: tuple[str, str, str],
    turn: Turn | None,
    due: str,
) -> LetterDraft:
    done, actor, words = event_text
    proposal = db.session.get_one(Proposal, case.id)
    title = f"«{case.title or _('Untitled')}»"
    heading = _("It is your turn") if turn else done
    what = f"{history.with_actor(event, done, actor)}."
    quotes = [f"«{words}»"] if words else []
    quotes += [f"{due}."] if due else []
    ended = case.current_stage.final and event.to_stage == case.stage != event.from_stage
    if ended:
        quotes += outcomes.ways_texts(case, language.code())
    return LetterDraft(
        f"{heading}: {title}",
        heading,
        [greeting(mail), f"{title}. {what}", *quotes],
        (_("See the work"), url_for("proposals.show", proposal_id=case.id, _external=True)),
        [*_request_rows(case, turn), *_time_rows(event, ended), *_fact_rows(case, proposal)],
        [
            _(
                "This letter is about the proposal %(number)s. Nothing is signed by letter: the "
                "link leads to your account.",
                number=case.number or title,
            )
        ],
        _picture(proposal),
    )


def _request_rows(case: Case, turn: Turn | None) -> list[tuple[str, str]]:
    """Return what the reader must do, and by when, with the working days left."""
    code = language.code()
    if turn is None:
        back = case.held_review_on if case.held else None
        until = [(_("On hold until"), formatting.day(back))] if back else []
        return [(_("Stage"), case.current_stage.label[code]), *until, *_stay_rows(case)]
    stage = case.current_stage
    asked = asked_text(case.workflow, stage, turn.role, code) or stage.label[code]
    rows = [(_("What is asked of you"), asked)]
    if turn.due_on is not None:
        days = load_calendar(db.session.connection(), case.programme_id)
        rows.append((_("Deadline"), _due_text(turn, days)))
    return [*rows, *_stay_rows(case)]


def _time_rows(event: Event, ended: bool) -> list[tuple[str, str]]:
    """Say when a work was ended: days to answer that are counted from then."""
    at = datetime.fromisoformat(event.at)
    return [(_("Date and time"), formatting.date_time(at))] if ended else []


def _stay_rows(case: Case) -> list[tuple[str, str]]:
    """Return until when the work may stay in its stage, and what comes then by itself."""
    stage = case.current_stage
    if case.expires_on is None or case.held or not stage.after_time:
        return []
    then = case.workflow.stages[stage.after_time].label[language.code()]
    term = _("If nothing happens by %(day)s", day=formatting.day(case.expires_on))
    return [(term, f"«{then}»")]


def _due_text(turn: Turn, days: WorkCalendar) -> str:
    assert turn.due_on is not None
    today = days.today(current.now())
    return f"{formatting.day(turn.due_on)}, {days_left(days, today, turn.due_on)}"


def _fact_rows(case: Case, proposal: Proposal) -> list[tuple[str, str]]:
    rows = [(_("Number"), case.number)] if case.number else []
    rows.append((_("Artist"), proposal.applicant.name))
    if proposal.wall is not None:
        rows.append((_("Place"), str(formatting.typeset(proposal.wall.address))))
    return rows


def _picture(proposal: Proposal) -> bytes | None:
    """Return the work as a small JPEG, which every mail program shows.

    None without its bytes, also while the store of files is away: no letter waits for a picture.
    """
    cover = proposal.cover
    if cover is None or cover.large is None:
        return None
    from artflow.services.files import pictures  # not above, as in intake

    try:
        with files.storage().open(cover.large) as stream:
            return pictures.as_mail_jpeg(stream, PICTURE_WIDTH)
    except (FileNotFoundError, StorageAway):
        return None
