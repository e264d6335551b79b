"""Numbers, versions, papers, holds and assignments."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import insert, select, text, update

from artflow.domain import dossier as rules
from artflow.domain.engine import return_stage
from artflow.domain.errors import Invalid
from artflow.domain.roles import Role
from artflow.models import (
    Counter,
    Membership,
    Programme,
    ProgrammeParty,
    Proposal,
    Record,
    RecordFile,
    User,
)
from artflow.services import candidates, dossiers, search, turns

from .registry import Deed, effect
from .signing import carry, supersede

P, R = Proposal.__table__, Record.__table__
# Both databases read this; SQLAlchemy's own way of saying it would load both dialects.
_next_number = text(
    f"INSERT INTO {Counter.name} AS c (programme_id, year, last)"
    " VALUES (:programme, :year, 1)"
    " ON CONFLICT (programme_id, year) DO UPDATE SET last = c.last + 1 RETURNING last"
)


@effect
def number(deed: Deed, arg: str) -> None:
    """Give the proposal the programme's next number of the city's year."""
    year = deed.moment.today.year
    key = {"programme": deed.case.programme_id, "year": year}
    last = deed.connection.execute(_next_number, key).scalar_one()
    prefix = deed.connection.execute(
        select(Programme.__table__.c.prefix).where(
            Programme.__table__.c.id == deed.case.programme_id
        )
    ).scalar_one()
    deed.case.number = f"{prefix}-{year}-{last:04}"
    values = {"number": deed.case.number, "submitted_at": deed.moment.now}
    deed.connection.execute(update(P).where(P.c.id == deed.case.id), values)
    deed.facts["number"] = deed.case.number


@effect
def freeze(deed: Deed, arg: str) -> None:
    """Freeze the dossier as the next version."""
    _freeze(deed, dossiers.changes(deed.connection, deed.case))


@effect
def resubmit(deed: Deed, arg: str) -> None:
    """Freeze what changed, keep the agreements it does not touch, and find the way back."""
    case = deed.case
    changed = dossiers.changes(deed.connection, case)
    case.back_to = return_stage(case, rules.areas(changed))
    deed.facts["changed"] = changed
    if changed:
        before = list(case.signoffs)
        old_version = case.version_id
        _freeze(deed, changed)
        supersede(deed, old_version)
        carry(deed, before)


def _freeze(deed: Deed, changed: list[str]) -> None:
    note = deed.data.get("text", "")
    dossiers.freeze(
        deed.connection, deed.case,
        by=deed.hat.person_id, now=deed.moment.now, note=note, changed=changed,
    )  # fmt: skip
    candidates.follow(deed.connection, deed.case, candidates.asked(deed.case.dossier["facts"]),
                      deed.moment.now)  # fmt: skip
    deed.facts["version"] = deed.case.version_no
    search.index(deed.connection, deed.case.id)


@effect
def record(deed: Deed, kind: str) -> None:
    """Keep a fact with its files: who recorded it, for which version and wall."""
    given = {key: _plain(value) for key, value in deed.data.items() if key != "files"}
    row = {
        "proposal_id": deed.case.id, "kind": kind, "data": given,
        "version_id": deed.case.version_id, "wall_id": deed.case.wall_id,
        "recorded_by_id": deed.hat.person_id, "at": deed.moment.now,
    }  # fmt: skip
    record_id = deed.connection.execute(insert(R).returning(R.c.id), row).scalar_one()
    files = [{"record_id": record_id, "file_id": file} for file in deed.data.get("files", ())]
    if files:
        deed.connection.execute(insert(RecordFile.__table__), files)
    deed.case.__dict__.pop("papers", None)
    deed.facts["paper"] = kind
    deed.facts["record"] = record_id


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@effect
def void(deed: Deed, kind: str) -> None:
    """Take the force from the papers of a kind; they stay on record."""
    deed.connection.execute(
        update(R).where(R.c.proposal_id == deed.case.id, R.c.kind == kind, R.c.void_at.is_(None)),
        {"void_at": deed.moment.now},
    )
    deed.case.__dict__.pop("papers", None)


@effect
def count_loop(deed: Deed, arg: str) -> None:
    """One more return from review; after a few only the head may send back again."""
    deed.case.loops += 1
    deed.facts["loop"] = deed.case.loops


@effect
def hold(deed: Deed, arg: str) -> None:
    """Stop the clock for everybody until somebody resumes."""
    turns.stop(deed.connection, deed.moment)
    deed.case.held = True
    review_on = deed.data.get("review_on")
    deed.connection.execute(update(P).where(P.c.id == deed.case.id), {"held_review_on": review_on})
    deed.facts["review_on"] = review_on.isoformat() if review_on else None


@effect
def resume(deed: Deed, arg: str) -> None:
    """Let the clock run on with the days that were left."""
    deed.case.held = False
    turns.resume(deed.connection, deed.moment)


@effect
def assign(deed: Deed, arg: str) -> None:
    """Name the specialist who looks after the proposal.

    Raises `Invalid` for anybody else, for who has left, and for the artist of the work.
    """
    M, PP, U = Membership.__table__, ProgrammeParty.__table__, User.__table__
    parties = M.join(PP, PP.c.organisation_id == M.c.organisation_id)
    fits = (
        select(M.c.id)
        .select_from(parties.join(U, U.c.id == M.c.user_id))
        .where(M.c.user_id == deed.data["user"], M.c.role == Role.ARCHITECTURE_SPECIALIST.value)
        .where(PP.c.programme_id == deed.case.programme_id)
        .where(U.c.active, U.c.id != deed.case.applicant_id)
    )
    if deed.connection.execute(fits).first() is None:
        raise Invalid("user", "not_a_specialist")
    deed.case.assignee_id = deed.data["user"]
    deed.facts["user"] = deed.data["user"]
