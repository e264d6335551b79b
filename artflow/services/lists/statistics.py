"""What a department or a programme did in a month: decisions, lateness, returns, time.

Counted are the turns that ended in the month, as their rows say: what each was to its party, by
which action it ended, the working days it had used and by how many it was late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from artflow.domain.access import policy
from artflow.domain.access.account_rules import own_programmes
from artflow.domain.people.roles import Person, Role
from artflow.domain.process.turns import TurnOutcome
from artflow.domain.process.workflow import Workflow
from artflow.extensions import db
from artflow.models import Definition, Organisation, Programme, Turn
from artflow.services.database.transactions import literal_limit
from artflow.services.programmes import definitions

from . import monthly_stats, proposal_rows, queues
from .monthly_stats import Month, MonthlyStats
from .proposal_rows import ProposalRow

TURN = Turn.__table__
OWN = (TurnOutcome.DECIDED.value, TurnOutcome.RETURNED.value)
"""What a party has done itself."""
RECEIVED, SETTLED = "received", "settled"
OF_ARTISTS = 0
"""Stands for the artists where parties are told apart by their organisation."""


class Scope(NamedTuple):
    """Whose turns are counted: those of some offices, or all of some programmes."""

    offices: tuple[int, ...] = ()
    programmes: tuple[int, ...] = ()


class Figure(NamedTuple):
    """What some turns come to: those of a stage and a party that ended by one action alike."""

    stage: str
    party: int
    outcome: str
    action: str
    late: bool
    number: int
    days: int
    longest: int


class Statistics(NamedTuple):
    """The figures of a month, how many works were sent back how often, and who the parties are.

    `summary` is what the desk of a department says of the month; None for a whole programme.
    """

    figures: list[Figure]
    returns: dict[int, int]
    names: dict[int, Organisation]
    workflows: list[Workflow]
    summary: MonthlyStats | None = None


class Asked(NamedTuple):
    """Which turns a figure counts; what is None is not asked.

    `works` asks for works instead: those that a department has `RECEIVED` or `SETTLED`.
    """

    stage: str | None = None
    party: int | None = None
    outcome: str | None = None
    action: str | None = None
    late: bool | None = None
    times: int | None = None
    works: str | None = None


def may_count(person: Person, today: date) -> bool:
    """Return whether there is something that the person may count."""
    return _runs_programmes(person) or bool(queues.departments_of(person, today))


def scope_of(person: Person, today: date) -> Scope | None:
    """Return whose work the person may count: who runs programmes theirs, a department its own.

    None for everybody else.
    """
    if person.holds(Role.ADMINISTRATOR):
        return Scope(programmes=tuple(db.session.scalars(select(Programme.id))))
    if programmes := own_programmes(person):
        return Scope(programmes=tuple(sorted(programmes)))
    offices = queues.departments_of(person, today)
    return Scope(offices=tuple(sorted(offices))) if offices else None


def counts_offices(person: Person, today: date) -> bool:
    """Return whether what the person counts is the work of a department, not of programmes."""
    return not _runs_programmes(person) and bool(queues.departments_of(person, today))


def _runs_programmes(person: Person) -> bool:
    return person.holds(Role.ADMINISTRATOR) or bool(own_programmes(person))


def load(scope: Scope, month: Month) -> Statistics:
    """Load the statistics of a month, in a constant number of statements."""
    connection = db.session.connection()
    late, party = TURN.c.late_days > 0, func.coalesce(TURN.c.organisation_id, OF_ARTISTS)
    keys = (TURN.c.stage, party, TURN.c.outcome, TURN.c.ended_by, case((late, 1), else_=0))
    used = TURN.c.used_days
    query = select(*keys, func.count(), func.sum(used), func.max(used))
    rows = connection.execute(query.where(_ended(scope, month)).group_by(*keys)).all()
    figures = [Figure(row[0], row[1], row[2], row[3], bool(row[4]), *row[5:]) for row in rows]
    return Statistics(
        sorted(figures),
        _count_returns(scope, month),
        _organisations({figure.party for figure in figures}),
        _workflows(),
        monthly_stats.load_month(scope.offices, month) if scope.offices else None,
    )


def _ended(scope: Scope, month: Month) -> ColumnElement[bool]:
    """Build the condition for the turns that ended in a month, each by something known."""
    whose, wanted = TURN.c.organisation_id, scope.offices
    if scope.programmes:
        whose, wanted = TURN.c.programme_id, scope.programmes
    within = (TURN.c.closed_at >= month.since, TURN.c.closed_at < month.until)
    return and_(whose.in_(wanted), *within, TURN.c.outcome != "")


def _returned(scope: Scope, month: Month) -> Select[int, int]:
    returned = TURN.c.outcome == TurnOutcome.RETURNED.value
    query = select(TURN.c.proposal_id, func.count().label("times"))
    return query.where(_ended(scope, month), returned).group_by(TURN.c.proposal_id)


def _count_returns(scope: Scope, month: Month) -> dict[int, int]:
    """Count how many works were sent back once, twice, and so on."""
    found = _returned(scope, month).subquery()
    query = select(found.c.times, func.count()).group_by(found.c.times)
    rows = db.session.connection().execute(query)
    return dict(sorted(Counter(dict(map(tuple, rows))).items()))


def _organisations(keys: Iterable[int]) -> dict[int, Organisation]:
    wanted = set(keys) - {OF_ARTISTS}
    query = select(Organisation).where(Organisation.id.in_(wanted))
    return {one.id: one for one in db.session.scalars(query)}


def _workflows() -> list[Workflow]:
    """List all published processes, the newest first: they say what stages and actions are."""
    keys = list(db.session.scalars(select(Definition.id).order_by(Definition.id.desc())))
    connection = db.session.connection()
    return [definitions.load_workflow(connection, key) for key in keys]


def list_works(
    person: Person, scope: Scope, month: Month, asked: Asked, after: int | None, size: int
) -> list[ProposalRow]:
    """List the works that a figure counts, the newest first; only what the person may see."""
    if asked.times is not None:
        returned = _returned(scope, month).having(func.count() == asked.times).subquery()
        ids = select(returned.c.proposal_id)
    elif asked.works == RECEIVED:
        ids = monthly_stats.select_received(scope.offices, month)
    elif asked.works == SETTLED:
        ids = monthly_stats.select_settled(scope.offices, month)
    else:
        ids = select(TURN.c.proposal_id).where(_ended(scope, month), *_conditions(asked))
    found = ids.subquery()
    key = found.c.proposal_id
    page = select(key).distinct()
    page = page if after is None else page.where(key < after)
    page = page.order_by(key.desc()).limit(literal_limit(size))
    rows = proposal_rows.load_proposals(
        proposal_rows.select_rows(
            select(page.subquery().c.proposal_id), proposal_rows.PROPOSAL.c.id.desc()
        )
    )
    return [row for row in rows if policy.sees(person, row)]


def _conditions(asked: Asked) -> list[ColumnElement[bool]]:
    found = [
        column == value
        for column, value in (
            (TURN.c.stage, asked.stage),
            (TURN.c.outcome, asked.outcome),
            (TURN.c.ended_by, asked.action),
        )
        if value is not None
    ]
    if asked.party is not None:
        found.append(func.coalesce(TURN.c.organisation_id, OF_ARTISTS) == asked.party)
    if asked.late is not None:
        found.append(TURN.c.late_days > 0 if asked.late else TURN.c.late_days == 0)
    return found
