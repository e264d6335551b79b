"""Numbers, versions, papers and holds."""

from __future__ import annotations

from datetime import date

from sqlalchemy import insert, select, text, update

from artflow.domain import days
from artflow.domain.calendar import add_months
from artflow.domain.dossier import fields as rules
from artflow.domain.errors import Invalid
from artflow.domain.process import commitments
from artflow.domain.process.case import ANSWERED, PaperFact
from artflow.domain.process.endings import STAYS
from artflow.domain.process.engine import return_stage
from artflow.domain.process.workflow import OF_STAGE
from artflow.models import (
    Counter,
    Programme,
    Proposal,
    Record,
    RecordFile,
)
from artflow.services import search
from artflow.services.database import write_queue
from artflow.services.programmes.programmes import NUMBER_FORMS

from . import case_loader, turns, versions
from .effects import AFTER_FREEZING, ActionContext, effect
from .signoffs import carry_over, supersede

PROPOSAL = Proposal.__table__
PROGRAMME = Programme.__table__
RECORD = Record.__table__
DAY, VOTED = "on", "held_on"
"""Fields of papers with the day of what they prove, and with that of a vote."""
# Both databases read this; SQLAlchemy has an insert of its own for each of them.
_next_number = text(
    f"INSERT INTO {Counter.__tablename__} AS c (programme_id, year, last)"
    " VALUES (:programme, :year, 1)"
    " ON CONFLICT (programme_id, year) DO UPDATE SET last = c.last + 1 RETURNING last"
)


@effect
def number(context: ActionContext, arg: str) -> None:
    """Give the proposal the programme's next number of the city's year.

    That is when it is sent: from then on it keeps the parties that take part now.
    """
    year = context.guard_context.today.year
    key = {"programme": context.case.programme_id, "year": year}
    last = context.connection.execute(_next_number, key).scalar_one()
    programme = context.connection.execute(
        select(PROGRAMME.c.prefix, PROGRAMME.c.number_form).where(
            PROGRAMME.c.id == context.case.programme_id
        )
    ).one()
    pattern = NUMBER_FORMS[programme.number_form]
    context.case.number = pattern.format(prefix=programme.prefix, year=year, n=last)
    context.case.submitted_at = context.guard_context.now
    case_loader.read_parties(context.connection, context.case)
    values = {"number": context.case.number, "submitted_at": context.guard_context.now}
    context.write(update(PROPOSAL).where(PROPOSAL.c.id == context.case.id), values)
    context.facts["number"] = context.case.number


@effect
def freeze(context: ActionContext, arg: str) -> None:
    """Freeze the dossier as the next version."""
    _freeze(context, versions.find_changes(context.connection, context.case))


@effect
def resubmit(context: ActionContext, arg: str) -> None:
    """Freeze what changed, keep the agreements it does not touch, and find the stage to go back
    to.

    Raises `Invalid` where nothing changed although a remark was answered so, and no words say what.
    """
    case = context.case
    changed = versions.find_changes(context.connection, case)
    claimed = any(remark.fixed for remark in case.must_remarks(ANSWERED))
    if claimed and not changed and not context.data.get("text"):
        raise Invalid("text", "nothing_changed", n=case.version_no)
    case.back_to = return_stage(case, rules.touched_areas(changed))
    context.facts["changed"] = changed
    if changed:
        before = list(case.signoffs)
        old_version = case.version_id
        _freeze(context, changed)
        supersede(context, old_version)
        carry_over(context, before)


@effect
def go_back(context: ActionContext, arg: str) -> None:
    """Let the work go back to where it came from as it is; what was edited stays a draft."""
    context.case.back_to = context.case.came_from


def _freeze(context: ActionContext, changed: list[str]) -> None:
    note = context.data.get("text", "")
    versions.freeze(
        context.connection,
        context.case,
        by=context.acting_role.person_id,
        now=context.guard_context.now,
        note=note,
        changed=changed,
    )
    write_queue.flush(context.connection)  # the search reads what stands in the rows
    for follow in AFTER_FREEZING:
        follow(context)
    context.facts["version"] = context.case.version_no
    search.index_proposal(context.connection, context.case.id)


@effect
def record(context: ActionContext, kind: str) -> None:
    """Keep a fact with its files: who recorded it, for which version and wall.

    Raises `Invalid` for a day that cannot be (see `_check_days`), for a paper that is no longer in
    force, for a cover whose sum is not that of a gap, and for a contract over more than the budget.
    """
    _check_record(context, kind)
    given = {key: _plain(value) for key, value in context.data.items() if key != "files"}
    by = context.acting_role
    row = {
        "proposal_id": context.case.id,
        "kind": kind,
        "data": given,
        "version_id": context.case.version_id,
        "wall_id": context.case.wall_id,
        "recorded_by_id": by.person_id,
        "role": by.role.value,
        "at": context.guard_context.now,
        "until": context.data.get("until"),
    }
    record_id = context.connection.execute(insert(RECORD).returning(RECORD.c.id), row).scalar_one()
    files = [{"record_id": record_id, "file_id": file} for file in context.data.get("files", ())]
    context.write(insert(RecordFile.__table__), files)
    case, now = context.case, context.guard_context.now
    case.papers[kind] = PaperFact(
        kind, given, by.person_id, now, case.version, case.design, case.wall_id, by.role.value
    )
    context.facts["paper"] = kind
    context.facts["record"] = record_id


def _check_record(context: ActionContext, kind: str) -> None:
    _check_days(context, kind)
    if (until := context.data.get("until")) and until < context.guard_context.today:
        raise Invalid("until", "day_passed")
    amount = context.data.get("amount")
    if kind == commitments.COVER and amount is not None:
        commitments.check_cover(context.case, amount)
    elif amount is not None:
        commitments.check_contract(context.case, amount)


def _check_days(context: ActionContext, kind: str) -> None:
    """Hold the day of a paper against today, and against what the paper is about.

    Raises `Invalid` for a day that has not come, that lies before what it rests on, or that is
    older than its version without grounds in words.
    """
    given = [name for name in (DAY, VOTED) if context.data.get(name)]
    if not given:
        return
    paper = context.case.workflow.papers.get(kind)
    calendar, grounds = context.guard_context.calendar, context.data.get("day_grounds")
    beside = versions.load_beginnings(
        context.connection, context.case, calendar, {context.case.stage}
    )
    for name in given:
        day = context.data[name]
        days.check_past(name, day, context.guard_context.today)
        if name == VOTED:
            days.check_vote(name, day, beside, grounds)
        elif paper is not None and paper.since == OF_STAGE:
            days.check_stage(name, day, beside.stage)
        else:
            days.check_version(name, day, beside, grounds)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@effect
def void(context: ActionContext, kind: str) -> None:
    """Void the papers of a kind; they stay on record."""
    context.write(
        update(RECORD).where(
            RECORD.c.proposal_id == context.case.id,
            RECORD.c.kind == kind,
            RECORD.c.void_at.is_(None),
        ),
        {"void_at": context.guard_context.now},
    )
    context.case.papers.pop(kind, None)


@effect
def count_loop(context: ActionContext, arg: str) -> None:
    """Count one more return from review; after a few only the head may send back again."""
    context.case.loops += 1
    context.facts["loop"] = context.case.loops


@effect
def hold(context: ActionContext, arg: str) -> None:
    """Stop the clock for everybody until somebody resumes, or the day on which it comes back.

    Raises `Invalid` for a day that is not yet to come, or further ahead than the programme plans.
    """
    review_on = context.data.get("review_on")
    if review_on is not None and review_on <= context.guard_context.today:
        raise Invalid("review_on", "not_to_come")
    if review_on is not None:
        settings = context.case.workflow.settings
        days.check_ahead("review_on", review_on, context.guard_context.today, settings)
    turns.stop(context.connection, context.guard_context, review_on)
    context.case.held, context.case.held_review_on = True, review_on
    context.write(
        update(PROPOSAL).where(PROPOSAL.c.id == context.case.id), {"held_review_on": review_on}
    )
    context.facts["review_on"] = review_on.isoformat() if review_on else None


@effect
def resume(context: ActionContext, arg: str) -> None:
    """Let the clock run on with the days that were left."""
    context.case.held, context.case.held_review_on = False, None
    turns.resume(context.connection, context.guard_context)
    if context.case.expires_on:
        context.facts[STAYS] = context.case.expires_on.isoformat()


@effect
def extend(context: ActionContext, months: str) -> None:
    """Give the work a later last day in its stage, at most so many months after the one it had.

    Raises `Invalid` for a day that is no later, and for one that is too late.
    """
    case, until = context.case, context.data["until"]
    assert case.expires_on is not None, "only where a stay ends by itself"
    if until <= case.expires_on:
        raise Invalid("until", "not_later", day=case.expires_on)
    most = add_months(case.expires_on, int(months))
    if until > most:
        raise Invalid("until", "too_far", day=most)
    context.facts |= {"stayed_until": case.expires_on.isoformat(), STAYS: until.isoformat()}
    case.expires_on = until
