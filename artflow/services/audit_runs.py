"""Verifications asked for in the browser: carried out at once where that is quick, else by the
worker; what they found is remembered."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from artflow.domain.access.policy import Can, may
from artflow.domain.errors import NotAllowed, NotVisible
from artflow.domain.history.chain import Fault
from artflow.domain.people.roles import Person
from artflow.extensions import db
from artflow.models import Anchor, AuditRun, Event, File, Proposal, User
from artflow.services import anchor_signatures, audit, audit_contents, audit_news
from artflow.services.account_chain import verification as account_chain
from artflow.services.account_chain.verification import AccountFault
from artflow.services.audit import Seal, Shortfall
from artflow.services.audit_contents import LaterFiles
from artflow.services.database.transactions import literal_limit, reading, writing
from artflow.services.identity import persons

log = logging.getLogger(__name__)
RUN = AuditRun.__table__
USER = User.__table__
EVENT = Event.__table__
FILE = File.__table__
ANCHOR = Anchor.__table__
PROPOSAL = Proposal.__table__
LEASE = timedelta(hours=1)
"""How long a run may be under way before somebody else may take it: its server was stopped."""
QUICK_EVENTS, QUICK_BYTES = 20_000, 200 * 2**20
"""What a web server verifies while its reader waits: a second or two."""
SHOWN_RUNS, SHOWN_SEALS = 20, 30
KEPT_RUNS = 400
"""Of older verifications nothing is kept: a year of nights, and some that were asked for."""
NIGHT = range(1, 5)
"""Hours, in the zone of the pages, at which the worker verifies by itself."""
AGAIN, AT_LAST = timedelta(hours=20), timedelta(hours=30)
"""How long after a verification the next night's is due, and when one is at whatever hour."""
LONGEST = 300
"""Characters of a value that a finding keeps."""
Finding = dict[str, Any]


class Run(NamedTuple):
    """A verification as its page tells of it; `findings` is empty where all is well."""

    id: int
    by: str | None
    root: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    proposals: int
    events: int
    head: str
    findings: list[Finding]
    error: str


_runs = select(
    RUN.c.id,
    USER.c.name,
    RUN.c.root,
    RUN.c.asked_at,
    RUN.c.started_at,
    RUN.c.ended_at,
    RUN.c.proposals,
    RUN.c.events,
    RUN.c.head,
    RUN.c.findings,
    RUN.c.error,
).select_from(RUN.outerjoin(USER, USER.c.id == RUN.c.by_id))


def ask(by: Person, root: str, now: datetime) -> int:
    """Ask for a verification, compared with a root that was kept if one is given. Returns its id.

    While the same one is waiting or under way, that one is meant. Raises `NotAllowed`.
    """
    with persons.writing_as(by) as (connection, actor):
        if not may(actor, Can.VERIFY_HISTORY):
            raise NotAllowed
        same = (RUN.c.ended_at.is_(None), RUN.c.root == root, RUN.c.asked_at > now - LEASE)
        known: int | None = connection.execute(select(func.max(RUN.c.id)).where(*same)).scalar()
        if known is not None:
            return known
        row = {"by_id": actor.id, "root": root, "asked_at": now}
        key: int = connection.execute(insert(RUN).returning(RUN.c.id), row).scalar_one()
    return key


def is_quick() -> bool:
    """Return whether a web server may verify everything while its reader waits."""
    events = select(func.max(EVENT.c.id)).scalar_subquery()
    size = select(func.sum(FILE.c.size)).scalar_subquery()
    row = db.session.execute(select(events, size)).one()
    return (row[0] or 0) <= QUICK_EVENTS and (row[1] or 0) <= QUICK_BYTES


def carry_out(run_id: int, now: datetime) -> bool:
    """Verify, and write down what was found. Returns False if somebody else is at it."""
    with writing() as connection:
        mine = update(RUN).where(RUN.c.id == run_id, _is_due(now))
        if not connection.execute(mine, {"started_at": now}).rowcount:
            return False
        root: str = connection.execute(select(RUN.c.root).where(RUN.c.id == run_id)).scalar_one()
    try:
        found = _verify(root)
    except Exception as error:  # whoever asked is told, and the fault is in the log
        log.exception("the verification %s broke off", run_id)
        found = {"error": f"{type(error).__name__}: {error}"[:1000]}
    findings = found.get("findings", [])
    with writing() as connection:
        values = found | {"ended_at": datetime.now(UTC), "wrong": len(findings)}
        connection.execute(update(RUN).where(RUN.c.id == run_id), values)
        if not root and "error" not in found:
            audit_news.tell(connection, run_id, findings, now)
    return True


def verify_nightly(now: datetime) -> bool:
    """Verify once a night what nobody has asked for; the worker calls it. Returns whether it did.

    Where the worker does not run at night it is done at another hour.
    """
    with writing() as connection:
        if not _is_nightly_due(connection, now):
            return False
        row = {"by_id": None, "root": "", "asked_at": now}
        key: int = connection.execute(insert(RUN).returning(RUN.c.id), row).scalar_one()
        oldest = select(RUN.c.id).order_by(RUN.c.id.desc()).offset(KEPT_RUNS)
        last = connection.execute(oldest.limit(literal_limit(1))).scalar() or 0
        connection.execute(delete(RUN).where(RUN.c.id <= last))
    return carry_out(key, now)


def _is_nightly_due(connection: Connection, now: datetime) -> bool:
    nightly = select(func.max(RUN.c.asked_at)).where(RUN.c.by_id.is_(None)).scalar_subquery()
    first = select(func.min(ANCHOR.c.at)).scalar_subquery()
    last, sealed = connection.execute(select(nightly, first)).one()
    if now.astimezone(ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"])).hour in NIGHT:
        return last is None or last < now - AGAIN
    since = last or sealed
    return since is not None and since < now - AT_LAST


def carry_out_waiting(now: datetime) -> bool:
    """Carry out the next verification that waits; the worker calls it. Returns whether one did."""
    with reading() as connection:
        key = connection.execute(select(func.min(RUN.c.id)).where(_is_due(now))).scalar()
    return key is not None and carry_out(key, now)


def list_runs() -> list[Run]:
    """List the latest verifications, the newest first."""
    query = _runs.order_by(RUN.c.id.desc()).limit(literal_limit(SHOWN_RUNS))
    return [Run(*row) for row in db.session.execute(query)]


def load_run(run_id: int) -> Run:
    """Load one verification. Raises `NotVisible`."""
    row = db.session.execute(_runs.where(RUN.c.id == run_id)).one_or_none()
    if row is None:
        raise NotVisible
    return Run(*row)


def newest_ended() -> Run | None:
    """Return the latest verification that came to its end."""
    query = _runs.where(RUN.c.ended_at.is_not(None)).order_by(RUN.c.id.desc())
    row = db.session.execute(query.limit(literal_limit(1))).one_or_none()
    return Run(*row) if row else None


def list_seals() -> list[Seal]:
    """List the newest seals of the history, whose roots are to be kept elsewhere."""
    query = (
        select(*audit.SEAL_COLUMNS).order_by(ANCHOR.c.id.desc()).limit(literal_limit(SHOWN_SEALS))
    )
    return [Seal(*row) for row in db.session.execute(query)]


def load_numbers(run: Run) -> dict[int, str]:
    """Load the numbers of the proposals in which something is wrong."""
    keys = {one["proposal"] for one in run.findings if one.get("proposal")}
    query = select(PROPOSAL.c.id, PROPOSAL.c.number).where(PROPOSAL.c.id.in_(keys))
    return {key: number or "" for key, number in db.session.execute(query)}


def _is_due(now: datetime) -> ColumnElement[bool]:
    lost = or_(RUN.c.started_at.is_(None), RUN.c.started_at < now - LEASE)
    return and_(RUN.c.ended_at.is_(None), lost)


def _verify(root: str) -> dict[str, Any]:
    """Verify as `audit verify` does, on one snapshot. Returns the columns of the result."""
    noted = audit.read_noted_seal()  # before the database is looked at, so that it is not newer
    with reading() as connection:
        report = audit.verify(connection)
        head = audit.newest_seal(connection)
        findings = list(_findings(connection, report, Seal(root) if root else None, noted))
    return {
        "proposals": report.proposals,
        "events": report.events,
        "head": head.root if head else "",
        "findings": findings,
    }


def _findings(
    connection: Connection, report: audit.Report, given: Seal | None, noted: Seal | None
) -> Iterator[Finding]:
    yield from map(_fault, report.faults)
    if report.more:
        yield {"kind": "more_faults", "count": report.more}
    for fault in anchor_signatures.find_faults(connection):
        yield {"kind": "fault", "n": fault.n, "code": fault.code}
    older = audit.find_shortfall(connection, given, noted)
    if older is not None:
        yield _shortfall(older)
    later = audit_contents.find_later_files(connection)
    if later is not None:
        yield _later(later)
    for line in audit_contents.verify_files(connection):
        yield {"kind": "content", "what": line}
    accounts = account_chain.verify(connection)
    for each in accounts.faults:
        yield {"kind": "account", **{name: value[:LONGEST] for name, value in _texts(each)}}
    if accounts.more:
        yield {"kind": "more", "count": accounts.more}


def _texts(fault: AccountFault) -> Iterable[tuple[str, str]]:
    return fault._asdict().items()


def _fault(fault: Fault) -> Finding:
    place = {"kind": "fault", "n": fault.n, "code": fault.code}
    if fault.proposal_id:
        place["proposal"] = fault.proposal_id
    row = {"table": fault.table, "row": fault.row_id} if fault.table else {}
    column = ("column", "recorded", "found")
    return place | row | ({key: getattr(fault, key) for key in column} if fault.column else {})


def _shortfall(older: Shortfall) -> Finding:
    return {
        "kind": "older",
        "root": older.seal.root,
        "sealed_at": older.seal.at.isoformat() if older.seal.at else "",
        "event": older.last_event_id,
        "at": older.last_at,
    }


def _later(later: LaterFiles) -> Finding:
    return {
        "kind": "later",
        "contents": later.contents,
        "after": later.after.isoformat() if later.after else "",
    }
