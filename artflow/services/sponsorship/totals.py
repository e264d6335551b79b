"""What the works of each stage come to: kept by the database, read at once, counted anew to prove.

A decision keeps the sums of its own work (`effects.add_up_shares`); triggers add them up by
programme, process, stage and openness, which is all that decides who may know a sum.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, func, select, text, update

from artflow.domain.process.joins import SignoffState
from artflow.domain.sponsorship import compute_share
from artflow.models import Proposal, Signoff, StageTotal, Version
from artflow.services.database.transactions import literal_limit, writing
from artflow.services.programmes import definitions
from artflow.services.row_changes import sealing

from .sums import CONFIRMED, PAID

PROPOSAL = Proposal.__table__
VERSION = Version.__table__
SIGNOFF = Signoff.__table__
TOTAL = StageTotal.__table__
KEY = (TOTAL.c.programme_id, TOTAL.c.definition_id, TOTAL.c.stage, TOTAL.c.openness)
SUMS = ("budget", "committed", "payable", "paid")
CHUNK = 1000
NO_ENDS: Mapping[tuple[int, int], datetime] = {}
LOCK_PROPOSALS = {
    "postgresql": "LOCK TABLE proposal IN SHARE ROW EXCLUSIVE MODE",
    "sqlite": "SELECT 1",  # its one writer is alone already
}
_totals = (
    select(*KEY, *(func.sum(TOTAL.c[name]).label(name) for name in ("works", *SUMS)))
    .group_by(*KEY)
    .order_by(*KEY)
)
_sent_before = (
    select(*(PROPOSAL.c[column.name] for column in KEY), func.count())
    .add_columns(*(func.sum(PROPOSAL.c[name]) for name in SUMS))
    .where(PROPOSAL.c.programme_id == bindparam("programme"))
    .where(PROPOSAL.c.openness == bindparam("openness"))
    .where(PROPOSAL.c.submitted_at < bindparam("until"))
    .group_by(*(PROPOSAL.c[column.name] for column in KEY))
)
"""What an organisation that leaves was sent, by stage."""
_works = (
    select(
        PROPOSAL.c.id,
        PROPOSAL.c.programme_id,
        PROPOSAL.c.definition_id,
        PROPOSAL.c.stage,
        PROPOSAL.c.openness,
        *(PROPOSAL.c[name] for name in SUMS),
        func.coalesce(VERSION.c.budget, 0).label("asked"),
        CONFIRMED.label("confirmed"),
    )
    .select_from(PROPOSAL.outerjoin(VERSION, VERSION.c.id == PROPOSAL.c.version_id))
    .where(PROPOSAL.c.id > bindparam("after"))
    .order_by(PROPOSAL.c.id)
    .limit(literal_limit(CHUNK))
)
_signed = (
    select(
        SIGNOFF.c.proposal_id,
        SIGNOFF.c.stage,
        SIGNOFF.c.organisation_id,
        SIGNOFF.c.state,
        SIGNOFF.c.amount,
        PAID.label("paid"),
    )
    .select_from(SIGNOFF.join(PROPOSAL, PROPOSAL.c.version_id == SIGNOFF.c.version_id))
    .where(SIGNOFF.c.organisation_id.is_not(None), SIGNOFF.c.superseded_at.is_(None))
    .where(PROPOSAL.c.id.between(bindparam("first"), bindparam("last")))
)
_correct = update(PROPOSAL).where(PROPOSAL.c.id == bindparam("row"))
_correct = _correct.values({name: bindparam(f"new_{name}") for name in SUMS})
_fill = text(
    "INSERT INTO stage_total (programme_id, definition_id, stage, openness, works, budget, "
    "committed, payable, paid) SELECT programme_id, definition_id, stage, openness, count(*), "
    "sum(budget), sum(committed), sum(payable), sum(paid) FROM proposal GROUP BY 1, 2, 3, 4"
)
_fold = text(
    "WITH gone AS (DELETE FROM stage_total RETURNING *) INSERT INTO stage_total (programme_id, "
    "definition_id, stage, openness, works, budget, committed, payable, paid) SELECT programme_id, "
    "definition_id, stage, openness, sum(works), sum(budget), sum(committed), sum(payable), "
    "sum(paid) FROM gone GROUP BY 1, 2, 3, 4"
)


class Total(NamedTuple):
    """The works of one stage that are open to the same readers; answers the policy for them.

    Sums are in the currency of the programme. Nobody is the applicant: what is one's own is another
    question, and so is when they were sent, see `load_totals`.
    """

    programme_id: int
    definition_id: int
    stage: str
    openness: int
    works: int
    budget: int
    committed: int
    payable: int
    paid: int

    @property
    def applicant_id(self) -> int:
        return 0

    @property
    def submitted_at(self) -> datetime | None:
        return None


class Difference(NamedTuple):
    """A work whose kept sums are not what its signatures, milestones and payments come to."""

    proposal_id: int
    kept: tuple[int, ...]
    counted: tuple[int, ...]


def load_totals(
    connection: Connection, ends: Mapping[tuple[int, int], datetime] = NO_ENDS
) -> list[Total]:
    """Load what every stage comes to, those without works left out. Reads no proposal.

    `ends` has, by programme and openness, until when works were sent that count: for somebody whose
    organisation leaves, or has left. Those works are added up one by one.
    """
    found = [Total(*row[:4], *map(int, row[4:])) for row in connection.execute(_totals)]
    kept = [total for total in found if total.works and (total[0], total[3]) not in ends]
    for (programme, openness), until in ends.items():
        asked = {"programme": programme, "openness": openness, "until": until}
        rows = connection.execute(_sent_before, asked)
        kept += (Total(*row[:4], *map(int, row[4:])) for row in rows)
    return kept


def fold(now: datetime | None = None) -> None:
    """Make one row of the changes that PostgreSQL has noted; they come to the same.

    `now` is what a chore of the worker is given.
    """
    with writing() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(_fold)


def fill(connection: Connection) -> None:
    """Count everything for a database that has not kept sums before."""
    list(correct(connection))
    connection.execute(_fill)


def find_differences(connection: Connection) -> Iterator[Difference]:
    """Find works whose kept sums are wrong, by counting all of them anew, some at a time."""
    after = 0
    while rows := connection.execute(_works, {"after": after}).all():
        after = rows[-1].id
        for row, counted in zip(rows, _count(connection, rows), strict=True):
            kept = tuple(int(row._mapping[name]) for name in SUMS)
            if kept != counted:
                yield Difference(row.id, kept, counted)


def correct(connection: Connection) -> Iterator[Difference]:
    """Write what the works come to where something else was kept; yields what was wrong."""
    for wrong in find_differences(connection):
        values = {f"new_{name}": value for name, value in zip(SUMS, wrong.counted, strict=True)}
        connection.execute(_correct, {"row": wrong.proposal_id, **values})
        yield wrong


def rebuild() -> tuple[int, int]:
    """Count everything anew and keep what was counted. Returns how many works and stages differed.

    Nobody decides meanwhile. The history of a work says that its row was corrected; what was
    changed past artflow before stays unsealed.
    """
    with writing() as connection:
        connection.exec_driver_sql(LOCK_PROPOSALS[connection.dialect.name])
        altered = sealing.list_unsealed(connection)
        works = len(list(correct(connection)))
        corrected = sealing.list_unsealed(connection) - altered
        if corrected:
            sealing.seal(connection, sorted(corrected), datetime.now(UTC))
        stages = len(find_wrong_totals(connection))
        connection.execute(delete(TOTAL))
        connection.execute(_fill)
    return works, stages


def find_wrong_totals(connection: Connection) -> list[Total]:
    """List the stages whose totals are not the sums of their works: what counting anew gives."""
    keys = [PROPOSAL.c[column.name] for column in KEY]
    sums = (func.sum(PROPOSAL.c[name]) for name in SUMS)
    counted = connection.execute(select(*keys, func.count(), *sums).group_by(*keys))
    known = set(load_totals(connection))
    found = {Total(*row[:4], *map(int, row[4:])) for row in counted}
    gone = {total._replace(works=0) for total in known - found}
    missing = {total[:4] for total in found}
    return sorted([*(found - known), *(total for total in gone if total[:4] not in missing)])


def _count(connection: Connection, rows: Sequence[object]) -> Iterator[tuple[int, ...]]:
    """Count what some works come to, from what was signed, proved and paid."""
    found = [row._mapping for row in rows]  # type: ignore[attr-defined]
    asked = {"first": found[0]["id"], "last": found[-1]["id"]}
    signed = defaultdict(list)
    for signoff in connection.execute(_signed, asked):
        signed[signoff.proposal_id].append(signoff)
    for work in found:
        workflow = definitions.load_workflow(connection, work["definition_id"])
        sums = Counter[str]()
        for each in signed[work["id"]]:
            if not workflow.stages[each.stage].counts_money:
                continue
            share = compute_share(
                each.organisation_id,
                SignoffState(each.state),
                each.amount,
                stage=workflow.stages[work["stage"]],
                confirmed=work["confirmed"],
                paid=int(each.paid),
                most=workflow.pay_before_acceptance,
            )
            sums.update(committed=share.committed, payable=share.called, paid=share.paid)
        yield int(work["asked"]), sums["committed"], sums["payable"], sums["paid"]
