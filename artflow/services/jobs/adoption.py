"""Rows that wait without a job: a server of the version before has written them.

Versions before the table of jobs kept the queue in the rows of letters and pictures. Their servers
may go on while a newer worker runs, as they do while several servers are renewed one by one.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, exists, insert, literal, select
from sqlalchemy.exc import IntegrityError

from artflow.domain.jobs import WAITING, Kind
from artflow.extensions import db
from artflow.models import Job
from artflow.services.database.transactions import literal_limit, writing

JOB = Job.__table__


def adopt(kind: Kind, waiting: Select[tuple[int, int]], now: datetime) -> None:
    """Write a job for each of these rows, given by id and priority, that has none."""
    rows = waiting.subquery()
    key, priority = rows.c
    has_one = exists().where(JOB.c.kind == kind.name, JOB.c.subject_id == key)
    without = select(key).where(~has_one)
    with db.engine.connect() as connection:
        if connection.execute(without.limit(literal_limit(1))).first() is None:
            return
    values = (literal(kind.name), key, priority, literal(WAITING), literal(now), literal(now))
    columns = ("kind", "subject_id", "priority", "state", "created_at", "due_at")
    missing = select(*values, literal(0), literal(""), literal("")).where(~has_one)
    try:
        with writing() as connection:
            connection.execute(
                insert(JOB).from_select([*columns, "attempts", "reason", "error"], missing)
            )
    except IntegrityError:
        return  # another worker was quicker, and that is just as well
