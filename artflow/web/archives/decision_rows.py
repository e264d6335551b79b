"""What was decided, asked and put on record, as entries of an archive's page."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.people.roles import APPLICANT
from artflow.domain.process.case import Case
from artflow.services.archives.reading import AnyRow, KeptFile, WorkRows
from artflow.web.proposals.detail_parts import cover_text
from artflow.web.shared import formatting
from artflow.web.summaries import votes
from artflow.web.summaries.lanes import signoff_label

SEVERITIES = {"must": _l("Obligatory"), "should": _l("Recommendation"), "note": _l("Comment")}
REMARK_STATES = {"open": _l("Open"), "answered": _l("Answered"), "closed": _l("Carried out")}


class Entry(NamedTuple):
    """One thing of the file: what, in which words, by whom and when, with its files and hash."""

    what: str
    text: str
    by: str
    files: list[KeptFile]
    sha256: str = ""


def signoff_entries(case: Case, rows: WorkRows, language: str) -> list[Entry]:
    """List every party's decision on every version, also those that count no longer."""
    numbers = {version.id: version.no for version in rows.tables["version"]}
    return [
        _signoff_entry(case, rows, signoff, numbers[signoff.version_id], language)
        for signoff in rows.tables["signoff"]
    ]


def _signoff_entry(case: Case, rows: WorkRows, signoff: AnyRow, no: int, language: str) -> Entry:
    over = _("no longer counts since %(day)s", day=formatting.day(signoff.superseded_at))
    amount = getattr(signoff, "amount", 0)
    what = (
        _("Version %(n)s", n=no),
        case.workflow.stages[signoff.stage].label[language],
        party_name(rows, signoff, language),
        signoff_label(signoff.state, over=signoff.superseded_at is not None)[1],
        formatting.money(amount, case.currency) if amount else "",
        over if signoff.superseded_at else "",
    )
    condition = signoff.conditions and f"{_('Condition')}: {signoff.conditions}"
    return Entry(
        ", ".join(filter(None, what)),
        " ".join(filter(None, (condition, signoff.reason))),
        by_whom(rows, signoff.decided_by_id, signoff.decided_at, signoff.basis),
        [],
    )


def party_name(rows: WorkRows, row: AnyRow, language: str) -> str:
    """Return what the party of a row was called on the day on which it decided."""
    if getattr(row, "party", "") == APPLICANT:
        return _("Artist")
    known = rows.organisations.get(row.organisation_id or 0)
    at = getattr(row, "decided_at", None)
    return known.name_on(formatting.local_date(at) if at else None)[language] if known else ""


def remark_entries(rows: WorkRows) -> list[Entry]:
    """List the remarks with their answers."""
    numbers = {version.id: version.no for version in rows.tables["version"]}
    found = []
    for remark in rows.tables["remark"]:
        answer = remark.answer and f"{_('Answer')}: {remark.answer}"
        what = (
            str(SEVERITIES.get(remark.severity, remark.severity)),
            _("Version %(n)s", n=numbers[remark.version_id]),
            str(REMARK_STATES.get(remark.state, remark.state)),
        )
        found.append(
            Entry(
                ", ".join(what),
                " ".join(filter(None, (remark.text, answer))),
                by_whom(rows, remark.author_id, remark.at),
                [],
            )
        )
    return found


def paper_entries(case: Case, rows: WorkRows, language: str) -> list[Entry]:
    """List what was put on record, also what is void."""
    found = []
    for record in rows.tables["record"]:
        paper = case.workflow.papers.get(record.kind)
        label = paper.label[language] if paper else record.kind
        void = _("void since %(day)s", day=formatting.day(record.void_at))
        found.append(
            Entry(
                ", ".join(filter(None, (label, void if record.void_at else ""))),
                _paper_text(case, record, language),
                by_whom(rows, record.recorded_by_id, record.at),
                rows.linked("record_file", "record_id", record.id),
            )
        )
    return found


def when(value: datetime) -> str:
    """Return an instant with the zone in which it is told."""
    return f"{formatting.date_time(value)} ({formatting.zone(value)})"


def _paper_text(case: Case, record: AnyRow, language: str) -> str:
    """Say what a paper holds: what it recommends, how the owners voted, who covers a gap, words."""
    data = record.data
    wanted = data.get("decision")
    actions = (action for _stage, action in case.workflow.actions() if action.name == wanted)
    recommended = next((action.label[language] for action in actions), "")
    voted = ""
    if "owners_total" in data:
        voted = _(
            "%(agreed)s of %(total)s agreed, needed: %(needed)s",
            agreed=data.get("votes_for", ""),
            total=data.get("owners_total", ""),
            needed=votes.needed_label(case.workflow),
        )
    parts = (recommended, voted, cover_text(case, record), str(data.get("text") or ""))
    return ". ".join(filter(None, parts))


def by_whom(rows: WorkRows, user_id: int | None, at: datetime | None, basis: str = "") -> str:
    """Say who, on which basis and when, with the zone of the time."""
    told = when(at) if at else ""
    return ", ".join(filter(None, (rows.people.get(user_id or 0, ""), basis, told)))
