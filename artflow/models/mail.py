"""The outbox: letters written in the transaction of the deed they tell of, sent afterwards."""

from sqlalchemy import Integer

from .types import Code, Facts, Instant, Long, Name, column, partial, pointer, table

WAITS = "sent_at IS NULL AND dead_at IS NULL"

Mail = table(
    "mail",
    column("address", Name),
    column("name", Name, default=""),
    column("language", Code),
    column("kind", Code),
    column("data", Facts),
    pointer("link_id", "one_time_link", nullable=True),
    pointer("notice_id", "notice", nullable=True),
    column("created_at", Instant),
    column("due_at", Instant),
    column("attempts", Integer, default=0),
    column("sent_at", Instant, nullable=True),
    column("dead_at", Instant, nullable=True),
    column("error", Long, default=""),
    partial("ix_mail_waiting", "due_at", "id", where=WAITS),
)
"""A letter to one address: what it is about, not yet its words.

`due_at` is when it may be tried (again); whoever takes it moves this ahead, which is the
lease. `attempts` counts the tries, `dead_at` says that nobody will try any more.
"""
