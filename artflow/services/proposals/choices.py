"""What can be chosen in an action's form now: walls, remarks, people, milestones."""

from __future__ import annotations

from datetime import UTC, date, datetime
from textwrap import shorten

from sqlalchemy import select

from artflow.domain.conditions import CLOSE, unanswered
from artflow.domain.milestones import confirmable, submitted, to_submit, unconfirmed
from artflow.domain.people.roles import Person
from artflow.domain.process.case import ANSWERED, CLOSED, OPEN, Case, ConditionFact, MilestoneFact
from artflow.domain.process.workflow import Action
from artflow.domain.sponsorship import compute_shares, standing_payments
from artflow.extensions import db
from artflow.models import (
    CandidateWall,
    Condition,
    Organisation,
    Remark,
    Wall,
)
from artflow.services.assignments import specialists
from artflow.services.database.transactions import literal_limit
from artflow.services.decisions.signoffs import declined_signoffs
from artflow.services.programmes.working_days import load_calendar
from artflow.services.sponsorship import replacements
from artflow.services.walls.walls import FREE

Choices = list[tuple[int, str]]
MAX_WALLS, MOST_SHOWN = 200, 160
RETURN = "return_condition"


def list_choices(
    case: Case, action: Action, language: str, person: Person | None = None
) -> dict[str, Choices]:
    """List the choices of an action's form, by field; empty for forms that choose nothing.

    Of conditions that were reported, only those set by a party of the `person`.
    """
    effects = {effect.name for effect in action.effects}
    found: dict[str, Choices] = {}
    for effect, fields in _LISTED.items():
        if effect in effects:
            found |= {field: listed(case, language) for field, listed in fields.items()}
    if effects & {CLOSE, RETURN}:
        own = {m.organisation_id for m in person.memberships} if person else set()
        answered = [c for c in case.conditions if c.state == ANSWERED]
        found["condition"] = _conditions(case, [c for c in answered if c.organisation_id in own])
    for effect, states in _REMARK_STATES.items():
        if effect in effects:
            found["remark"] = _remarks(case, states)
    for effect, among in _MILESTONES.items():
        if effect in effects:
            found["milestone"] = _milestones(case, among(case.milestones), language)
    return found


_REMARK_STATES = {
    "answer": (OPEN, ANSWERED),
    "close_remark": (OPEN, ANSWERED),
    "reopen_remark": (ANSWERED, CLOSED),
}
_MILESTONES = {
    "submit_milestone": to_submit,
    "confirm_milestone": confirmable,
    "return_milestone": submitted,
    "delay": unconfirmed,
}


def _free_walls(case: Case, language: str) -> Choices:
    proposed = select(CandidateWall.wall_id).where(CandidateWall.proposal_id == case.id)
    query = (
        select(Wall.id, Wall.code, Wall.address)
        .where(Wall.state == FREE, Wall.id.not_in(proposed))
        .order_by(Wall.id)
        .limit(literal_limit(MAX_WALLS))
    )
    return [(key, f"{code}: {address}") for key, code, address in db.session.execute(query)]


def _candidates(case: Case, language: str) -> Choices:
    query = (
        select(Wall.id, Wall.code, Wall.address)
        .join(CandidateWall, CandidateWall.wall_id == Wall.id)
        .where(CandidateWall.proposal_id == case.id)
        .order_by(CandidateWall.rank.is_(None), CandidateWall.rank, CandidateWall.id)
    )
    return [(key, f"{code}: {address}") for key, code, address in db.session.execute(query)]


def _specialists(case: Case, language: str) -> Choices:
    return specialists.list_assignable(db.session.connection(), case, _today(case))


def _today(case: Case) -> date:
    """Return what day it is for the programme: only who can act today is offered."""
    return load_calendar(db.session.connection(), case.programme_id).today(datetime.now(UTC))


def _remarks(case: Case, states: tuple[str, ...]) -> Choices:
    query = (
        select(Remark.id, Remark.text)
        .where(Remark.proposal_id == case.id, Remark.state.in_(states))
        .order_by(Remark.id)
    )
    numbers = {remark.id: n for n, remark in enumerate(case.remarks, 1)}
    return [(key, f"{numbers[key]}. {text}") for key, text in db.session.execute(query)]


def _open_conditions(case: Case, language: str) -> Choices:
    return _conditions(case, unanswered(case))


def _conditions(case: Case, chosen: list[ConditionFact]) -> Choices:
    """List conditions and defects: their numbers on the page, the beginning of their texts."""
    numbers = {fact.id: n for n, fact in enumerate(case.conditions, 1)}
    query = (
        select(Condition.id, Condition.text)
        .where(Condition.id.in_([fact.id for fact in chosen]))
        .order_by(Condition.id)
    )
    return [
        (key, f"{numbers[key]}. {shorten(text, MOST_SHOWN, placeholder=' …')}")
        for key, text in db.session.execute(query)
    ]


def _payers(case: Case, language: str) -> Choices:
    """List the sponsors that have something to pay now."""
    return _named(
        [share.organisation_id for share in compute_shares(case) if share.unpaid], language
    )


def _booked(case: Case, language: str) -> Choices:
    """List the payments that can be taken back, each with its payer."""
    standing = standing_payments(case)
    names = dict(_named([payment.organisation_id for payment in standing], language))
    return [(payment.id, names[payment.organisation_id]) for payment in standing]


def _declined(case: Case, language: str) -> Choices:
    """List the organisations that have declined in the present stage."""
    keys = [signoff.organisation_id for signoff in declined_signoffs(case)]
    return _named([key for key in keys if key is not None], language)


def _leaving(case: Case, language: str) -> Choices:
    return _named(replacements.replaceable_sponsors(case), language)


def _joining(case: Case, language: str) -> Choices:
    connection = db.session.connection()
    return _named(replacements.possible_replacements(connection, case, _today(case)), language)


def _named(organisations: list[int], language: str) -> Choices:
    query = select(Organisation).where(Organisation.id.in_(organisations)).order_by(Organisation.id)
    return [(found.id, found.name[language]) for found in db.session.scalars(query)]


def _milestones(case: Case, chosen: list[MilestoneFact], language: str) -> Choices:
    labels = {m.code: m.label[language] for m in case.workflow.milestones}
    return [(m.id, labels[m.code]) for m in chosen]


_LISTED = {
    "propose_wall": {"wall": _free_walls},
    "choose_wall": {"wall": _candidates},
    "assign": {"user": _specialists},
    "fulfil_condition": {"condition": _open_conditions},
    "pay": {"sponsor": _payers},
    "correct_payment": {"payment": _booked},
    "ask_again": {"party": _declined},
    "replace_party": {"leaving": _leaving, "joining": _joining},
}
