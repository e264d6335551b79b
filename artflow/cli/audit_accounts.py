"""What is wrong with the account chain and with anchors, in words of the shell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from artflow.domain.history.chain import Fault
from artflow.services.account_chain.verification import AccountFault, Report

WORDS = {
    "missing": "a link is missing here",
    "unlinked": "this link does not follow the one before it",
    "changed": "this link was changed after it was written",
    "end": "the chain does not end where its end was noted: link {said} was, {stored} is there",
    "twice": "link {said} seals what an earlier one has sealed",
    "rows": "{said} rows were sealed, they were changed or taken out, {stored} are there",
    "unsealed": "written past the program ({said})",
    "lost": "taken out; the history has {said}",
    "unknown": "the history does not know it",
    "differs": "{column} is {stored!r}, the history says {said!r}",
}


ANCHOR_WORDS = {
    "signature": "its signature does not hold: it was changed or forged",
    "unsigned": "has no signature, though anchors were signed by then",
    "foreign": "was signed by another key",
    "not_by_key": "the newest anchor is not signed by a key that was given",
    "accounts": "does not fit the account chain: that was written anew",
    "accounts_older": "covers more than the account chain has: that was cut off",
}


def anchors_in_words(faults: Iterable[Fault]) -> Iterator[str]:
    """Say of each anchor what does not hold."""
    for fault in faults:
        yield f"anchor {fault.n}: {ANCHOR_WORDS[fault.code]}"


def accounts_in_words(report: Report) -> Iterator[str]:
    """Say each fault in a line, and how many more there are."""
    for fault in report.faults:
        yield f"{fault.table} {fault.key}: {_words(fault)}"
    if report.more:
        yield f"and {report.more} more"


def _words(fault: AccountFault) -> str:
    return WORDS[fault.code].format(**fault._asdict())


def accounts_as_json(report: Report) -> dict[str, object]:
    """Tell the report as an object of JSON."""
    faults = [fault._asdict() for fault in report.faults]
    return {"links": report.links, "since": report.since, "faults": faults, "more": report.more}
