"""Exports in words."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.jobs import FAILED
from artflow.services.exports import exports
from artflow.services.exports.exports import ExportRow
from artflow.web.jobs import labels as job_labels
from artflow.web.shared import formatting

KIND_LABELS = {"portfolio": _l("Portfolio")}
PATIENCE = timedelta(minutes=2)
"""After so long without a beginning it is said that no worker may be running."""


class ExportView(NamedTuple):
    """An export on a page: how it stands in words, and what can be done with it.

    `done` of `total` rows are written; `total` is 0 where nothing is known yet.
    """

    title: str
    asked: str
    standing: str
    is_open: bool
    done: int
    total: int
    reason: str
    url: str
    file_url: str
    until: str


def build_view(row: ExportRow, now: datetime) -> ExportView:
    """Build how an export stands now."""
    is_ready, has_failed = row.ready_at is not None, row.state in (FAILED, None)
    return ExportView(
        f"{KIND_LABELS[row.kind]}, {row.format.upper()}",
        formatting.date_time(row.created_at),
        _standing(row, now),
        not is_ready and not has_failed,
        row.rows_done,
        row.rows_total or 0,
        job_labels.reason(row.reason) if has_failed and not is_ready else "",
        url_for("exports.show", export_id=row.id),
        url_for("exports.download", export_id=row.id) if is_ready else "",
        formatting.date_time(row.created_at + exports.RETENTION),
    )


def _standing(row: ExportRow, now: datetime) -> str:
    if row.ready_at is not None:
        return _("Ready")
    if row.state in (FAILED, None):
        return _("The table could not be written.")
    if row.started_at is not None:
        return _("The table is being written.")
    if row.created_at < now - PATIENCE:
        return _("Nobody has begun yet. If this stays so, tell the administrator.")
    return _("The table will be begun in a moment.")
