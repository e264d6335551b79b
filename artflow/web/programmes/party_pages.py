"""Page models of those who take part in a programme, and of what joining and leaving do."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.domain.people.roles import Part
from artflow.models import Organisation
from artflow.services.programmes.admin_log import LogEntry
from artflow.services.programmes.open_ends import OwedWork
from artflow.services.programmes.parties import COUNT_LIMIT, Consequences, PartyTerm, TouchedWork
from artflow.services.programmes.settings import Settings
from artflow.web.people.admin_log_labels import ADMIN_EVENT_LABELS
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS
from artflow.web.summaries.history import TimelineRow

from . import process_pages


class PartyRow(NamedTuple):
    """An organisation that takes part, and until when; addresses are empty for other readers."""

    url: str
    name: str
    part: str
    leaves: str
    remove_url: str
    keep_url: str


class ChangePage(NamedTuple):
    """What it does to which works that an organisation joins or leaves.

    Of works that there are none of nothing is said; `more` counts the works under way that are not
    named.
    """

    name: str
    part: str
    url: str
    unsent: str
    under_way: str
    works: list[tuple[str, str]]
    more: int
    missing: list[str]
    lacking: str
    owed: list[tuple[str, str]]


def party_rows(found: Settings, now: datetime, language: str) -> list[PartyRow]:
    """List who takes part, and who is about to leave."""
    rows = []
    for term in found.terms:
        if term.has_left(now):
            continue
        leaving = term.leaves_on is not None
        words = _("leaves on %(day)s", day=formatting.day(term.leaves_on)) if leaving else ""
        edits = found.may_edit_parties
        rows.append(
            PartyRow(
                url_for("people.organisation", organisation_id=term.organisation.id),
                term.organisation.name[language],
                str(PART_LABELS[term.part]),
                words,
                _address("parties.remove", found, term) if edits and not leaving else "",
                _address("parties.keep", found, term) if edits and leaving else "",
            )
        )
    return rows


def _address(endpoint: str, found: Settings, term: PartyTerm) -> str:
    return url_for(endpoint, programme_id=found.row.id, organisation_id=term.organisation.id)


def former_rows(found: Settings, now: datetime, language: str) -> list[PartyRow]:
    """List who has left, the last first."""
    gone = [term for term in found.terms if term.has_left(now)]
    return [
        PartyRow(
            url_for("people.organisation", organisation_id=term.organisation.id),
            term.organisation.name[language],
            str(PART_LABELS[term.part]),
            _("left on %(day)s", day=formatting.day(term.leaves_on)),
            "",
            "",
        )
        for term in sorted(gone, key=lambda term: term.leaves_on or date.max, reverse=True)
    ]


def candidate_links(
    programme_id: int, candidates: list[Organisation], language: str
) -> list[tuple[str, str]]:
    """List the pages on which an organisation joins, each with its name and its part."""
    return [
        (
            url_for("parties.add", programme_id=programme_id, organisation_id=one.id),
            f"{one.name[language]} ({PART_LABELS[Part(one.kind)]})",
        )
        for one in candidates
    ]


def build_change_page(
    found: Consequences, programme_id: int, currency: str, language: str
) -> ChangePage:
    """Build the page that asks whether an organisation is to join or to leave."""
    return ChangePage(
        found.name[language],
        str(PART_LABELS[found.part]),
        url_for("programmes.show", programme_id=programme_id),
        process_pages.count_works(found.unsent, COUNT_LIMIT) if found.unsent else "",
        process_pages.count_works(found.under_way, COUNT_LIMIT) if found.under_way else "",
        [_work_link(work) for work in found.works],
        min(found.under_way, COUNT_LIMIT) - len(found.works),
        process_pages.part_names(found.missing),
        process_pages.count_works(found.lacking, COUNT_LIMIT) if found.lacking else "",
        [_owed_link(work, currency) for work in found.owed],
    )


def _owed_link(work: OwedWork, currency: str) -> tuple[str, str]:
    url = url_for("proposals.show", proposal_id=work.id)
    title, owed = work.title or _("Untitled"), formatting.money(work.amount, currency)
    return url, f"{work.number} · {title}: {owed}"


def _work_link(work: TouchedWork) -> tuple[str, str]:
    url = url_for("proposals.show", proposal_id=work.id)
    return url, f"{work.number} · {work.title or _('Untitled')}"


def history_row(event: LogEntry, found: Settings, language: str) -> TimelineRow:
    """Tell what was changed of a programme, of which organisation, and who it was."""
    organisation = found.names.get(event.data.get("organisation", 0))
    name = organisation[language] if organisation else ""
    leaves = event.data.get("day", "") if event.type == "party_leaving" else ""
    day = formatting.day(date.fromisoformat(leaves)) if leaves else ""
    words = ", ".join(filter(None, (name, day, event.actor)))
    text = Markup("{}: {}").format(ADMIN_EVENT_LABELS[event.type], words)
    return TimelineRow("", event.at.isoformat(), formatting.date_time(event.at), text)
