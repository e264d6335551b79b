"""What a verification found, in words and by place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from artflow.services.audit import Seal
from artflow.services.audit_runs import Finding, Run
from artflow.web.shared import formatting

from . import account_findings

FAULT_LABELS = {
    "missing": _l("an entry of the history is missing here, or came in by another way"),
    "unlinked": _l("this entry does not follow the one before it"),
    "changed": _l("this entry was changed after it was written"),
    "jump": _l("this entry continues from another stage than the one before it left"),
    "orphan": _l("there is a history, but the proposal is not there"),
    "stage": _l("the proposal stands elsewhere than its history says"),
    "version": _l("the proposal has another version than its history says"),
    "rewritten": _l("the changes of rows that this entry sealed are not those that are kept"),
    "unsealed": _l("this row was changed by no entry of the history"),
    "row_changed": _l("this row is not what the history says"),
    "row_lacking": _l("a row that the history tells of is not there"),
    "row_added": _l("there is a row of which the history knows nothing"),
    "anchor": _l("this seal does not fit the history before it"),
    "signature": _l("the signature of this seal does not hold: it was changed or forged"),
    "unsigned": _l("this seal has no signature, though seals were signed by then"),
    "foreign": _l("this seal was signed by another key than that of this installation"),
    "accounts": _l("this seal does not fit the account history: that was written anew"),
    "accounts_older": _l("this seal covers more than the account history has: that was cut off"),
    "older": _l("this seal covers more than the history has: the database is older than it"),
}
CONTENT_LABELS = {
    "missing file": _l("A file is missing: %(what)s"),
    "definition": _l("A published process was changed: %(what)s"),
    "version": _l("A frozen version was changed: %(what)s"),
    "title": _l("A work is shown under another title than its version has: proposal %(what)s"),
    "file": _l("A file is not what was sent in: %(what)s"),
}


class FindingRow(NamedTuple):
    """Something wrong: where, with the way to it if there is one, and what."""

    place: str
    url: str
    text: str | Markup


class RunRow(NamedTuple):
    """A verification in a list."""

    url: str
    when: str
    by: str
    kind: str
    state: str


class RunPage(NamedTuple):
    """Everything the page of a verification shows."""

    row: RunRow
    facts: list[tuple[str, str | Markup]]
    findings: list[FindingRow]
    error: str
    is_waiting: bool


class SealRow(NamedTuple):
    """A seal whose root is to be kept elsewhere."""

    root: str
    when: str
    chains: str
    last: str
    is_signed: bool


def run_row(run: Run) -> RunRow:
    """Tell a verification in one line."""
    kind, state = _state(run)
    return RunRow(
        url_for("audits.show", run_id=run.id),
        formatting.date_time(run.asked_at),
        run.by or _("the worker, at night"),
        kind,
        state,
    )


def _state(run: Run) -> tuple[str, str]:
    if run.ended_at is None:
        return ("now", _("under way")) if run.started_at else ("wait", _("waits for the worker"))
    if run.error:
        return "stop", _("broke off")
    if run.findings:
        n = len(run.findings)
        return "no", ngettext("%(num)s thing is wrong", "%(num)s things are wrong", n)
    return "done", _("all is well")


def build_run_page(run: Run, numbers: Mapping[int, str]) -> RunPage:
    """Build the page of one verification."""
    facts: list[tuple[str, str | Markup]] = [
        (_("Asked for by"), run.by or _("the worker, at night")),
        (_("Asked for"), formatting.date_time(run.asked_at)),
        (_("Ended at"), formatting.date_time(run.ended_at) if run.ended_at else "—"),
        (_("Took"), _duration(run.started_at, run.ended_at)),
        (_("Proposals checked"), formatting.number(run.proposals)),
        (_("Entries of the history checked"), formatting.number(run.events)),
        (_("Newest seal"), _code(run.head)),
        (_("Compared with the root"), _code(run.root)),
    ]
    return RunPage(
        run_row(run),
        facts,
        [_finding(one, numbers) for one in run.findings],
        run.error,
        run.ended_at is None,
    )


def _code(sha256: str) -> str | Markup:
    return Markup("<code>{}</code>").format(sha256) if sha256 else "—"


def _duration(start: datetime | None, end: datetime | None) -> str:
    if start is None or end is None:
        return "—"
    return _("%(n)s s", n=formatting.number(round((end - start).total_seconds(), 1)))


def seal_row(seal: Seal) -> SealRow:
    """Tell a seal: its root, when it was made and what it covers."""
    return SealRow(
        seal.root,
        formatting.date_time(seal.at) if seal.at else "—",
        formatting.number(seal.chains),
        formatting.number(seal.last_event_id),
        bool(seal.signature),
    )


def _finding(found: Finding, numbers: Mapping[int, str]) -> FindingRow:
    """Say where something is wrong, and what."""
    if found["kind"] == "fault":
        return _fault(found, numbers)
    if found["kind"] == "more_faults":
        n = found["count"]
        text = ngettext("%(num)s more thing is wrong.", "%(num)s more things are wrong.", n)
        return FindingRow(_("The history"), "", text)
    if found["kind"] in account_findings.KINDS:
        return FindingRow(*account_findings.in_words(found))
    if found["kind"] == "older":
        return FindingRow(_("The database"), "", _older(found))
    if found["kind"] == "later":
        text = ngettext(
            "%(num)s file came after the last thing that the database knows of: it is older than "
            "its files, or an upload broke off.",
            "%(num)s files came after the last thing that the database knows of: it is older than "
            "its files, or an upload broke off.",
            found["contents"],
        )
        return FindingRow(_("Files"), "", text)
    kind = next(kind for kind in CONTENT_LABELS if found["what"].startswith(kind))
    what = found["what"].removeprefix(kind).strip()
    return FindingRow(_("Files"), "", str(CONTENT_LABELS[kind]) % {"what": what})


def _fault(found: Finding, numbers: Mapping[int, str]) -> FindingRow:
    label, key = str(FAULT_LABELS[found["code"]]), found.get("proposal")
    if key is None:
        return FindingRow(_("Seal %(n)s", n=found["n"]), "", label)
    name = numbers.get(key) or str(key)
    place = _("Proposal %(name)s, entry %(n)s", name=name, n=found["n"])
    url = url_for("proposals.show", proposal_id=key) if key in numbers else ""
    return FindingRow(place, url, _row_text(found, label))


def _row_text(found: Finding, label: str) -> str | Markup:
    """Say which row is meant, and what the history and the row say of its column."""
    if "table" not in found:
        return label
    row = Markup("{}: <code>{} {}</code>").format(label, found["table"], found["row"])
    if "column" not in found:
        return row
    text = Markup(_("%(row)s. The history says %(column)s = %(recorded)s, here stands %(found)s."))
    code = {key: Markup("<code>{}</code>").format(found[key]) for key in ("recorded", "found")}
    return text % {"row": row, "column": _code(found["column"]), **code}  # our own text


def _older(found: Mapping[str, Any]) -> Markup:
    ends = formatting.date_time(datetime.fromisoformat(found["at"])) if found["at"] else "—"
    text = _(
        "It lacks what the seal %(root)s covers: it is older than the seal, or another one. Its "
        "last entry is of %(ends)s; decisions after that may be missing."
    )
    return Markup(text) % {"root": _code(found["root"]), "ends": ends}  # our own text
