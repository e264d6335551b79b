"""Turns keep what they have used up: working days that ran, were paused, and were too late.

A turn that is stopped has the day on which its work comes back as its due date.

What turns of running works have used before is counted here, with the calendars as they are now;
what was used before a hold that was lifted long ago is not known any more, and counts as nothing.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from artflow.domain.calendar import WorkCalendar
from artflow.domain.process.turns import Clock

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

SAID = ("ended_by", "outcome")
ENDED = "closed_at IS NOT NULL"
COUNTED = ("used_days", "paused_days", "late_days")
TURN = sa.table(
    "turn",
    *(
        sa.column(name)
        for name in ("id", "proposal_id", "programme_id", "stopped_days", "days", *COUNTED)
    ),
    *(sa.column(name, sa.Date()) for name in ("opened_on", "due_on", "stopped_on")),
    *(sa.column(name, sa.DateTime(timezone=True)) for name in ("opened_at", "closed_at")),
)
PROPOSAL = sa.table(
    "proposal",
    *(sa.column(name) for name in ("id", "programme_id")),
    sa.column("ended", sa.Boolean()),
    sa.column("moved_at", sa.DateTime(timezone=True)),
    sa.column("held_review_on", sa.Date()),
)
PLACE = ["programme_id", "openness", "due_on", "proposal_id", "closed_at", "stopped_days"]
INDEXES = {
    "ix_turn_waiting_programme": "closed_at IS NULL AND stopped_days IS NULL",
    "ix_turn_held": "closed_at IS NULL AND stopped_days IS NOT NULL",
}
SIZE = 1000


def upgrade() -> None:
    op.add_column("turn", sa.Column("stopped_on", sa.Date(), nullable=True))
    for name in SAID:
        op.add_column("turn", sa.Column(name, sa.String(40), nullable=False, server_default=""))
    for name in COUNTED:
        op.add_column("turn", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    _count()
    back = sa.select(PROPOSAL.c.held_review_on).where(PROPOSAL.c.id == TURN.c.proposal_id)
    held = (TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_not(None))
    op.execute(sa.update(TURN).where(*held).values(due_on=back.scalar_subquery()))
    for name, where in INDEXES.items():
        condition = sa.text(where)
        op.create_index(
            name, "turn", PLACE, sqlite_where=condition, postgresql_where=condition
        )
    op.create_index(
        "ix_turn_programme_id_closed_at",
        "turn",
        ["programme_id", "closed_at"],
        sqlite_where=sa.text(ENDED),
        postgresql_where=sa.text(ENDED),
    )


def _count() -> None:
    """Count what the turns of works that are not over have used; a hold is a work's last event."""
    connection = op.get_bind()
    known = (
        sa.select(TURN, PROPOSAL.c.programme_id.label("programme"), PROPOSAL.c.moved_at)
        .join(PROPOSAL, PROPOSAL.c.id == TURN.c.proposal_id)
        .where(PROPOSAL.c.ended.is_(sa.false()))
        .where(TURN.c.closed_at.is_not(None) | TURN.c.stopped_days.is_not(None))
        .order_by(TURN.c.id)
        .limit(SIZE)
    )
    names = ("used_days", "late_days", "stopped_on")
    values = {name: sa.bindparam(f"new_{name}") for name in names}
    write = sa.update(TURN).where(TURN.c.id == sa.bindparam("row")).values(values)
    calendars, last = _calendars(connection), 0
    while rows := connection.execute(known.where(TURN.c.id > last)).all():
        found = [_counted(row, calendars.get(row.programme, WorkCalendar())) for row in rows]
        connection.execute(write, found)
        last = rows[-1].id


def _calendars(connection: sa.Connection) -> dict[int, WorkCalendar]:
    """Read the calendars of all programmes."""
    days = {"off": {}, "work": {}}
    for calendar, day, kind in connection.execute(
        sa.text("SELECT calendar_id, day, kind FROM calendar_day")
    ):
        days[kind].setdefault(calendar, {})[_day(day)] = kind
    of_programmes = sa.text(
        "SELECT p.id, c.id, c.zone FROM programme p JOIN calendar c ON c.id = p.calendar_id"
    )
    return {
        programme: WorkCalendar(
            days["off"].get(calendar, {}), frozenset(days["work"].get(calendar, ())), ZoneInfo(zone)
        )
        for programme, calendar, zone in connection.execute(of_programmes)
    }


def _counted(row: sa.Row, calendar: WorkCalendar) -> dict[str, object]:
    ended = row.closed_at or row.moved_at
    if row.closed_at and row.stopped_days is not None:
        used = max((row.days or 0) - row.stopped_days, 0)
        return _values(row.id, used, max(-row.stopped_days, 0))
    since = max(_day(row.opened_on), calendar.registered(_instant(row.opened_at)))
    clock = Clock(since, row.due_on and _day(row.due_on)).until(calendar, _instant(ended))
    if row.stopped_days is None:
        return _values(row.id, max(clock.used, 0), clock.late)
    return _values(row.id, max(clock.used, 0), max(-row.stopped_days, 0), clock.since)


def _values(row: int, used: int, late: int = 0, stopped: date | None = None) -> dict[str, object]:
    return {"row": row, "new_used_days": used, "new_late_days": late, "new_stopped_on": stopped}


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _instant(value: datetime) -> datetime:
    """Return an instant with its zone: SQLite keeps it without one and means UTC."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def downgrade() -> None:
    op.drop_index("ix_turn_programme_id_closed_at", "turn")
    for name in INDEXES:
        op.drop_index(name, "turn")
    held = (TURN.c.closed_at.is_(None), TURN.c.stopped_days.is_not(None))
    op.execute(sa.update(TURN).where(*held).values(due_on=None))
    for name in (*COUNTED, *SAID, "stopped_on"):
        op.drop_column("turn", name)
