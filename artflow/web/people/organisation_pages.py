"""The page model of one organisation, for those who manage it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from artflow.domain.people.roles import Part
from artflow.domain.text import LocalizedText
from artflow.models import FormerName, Organisation
from artflow.services.accounts.corrections import Uses
from artflow.services.people.organisations import OrganisationDetails
from artflow.services.programmes.admin_log import LogEntry
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.history import TimelineRow

from .admin_log_labels import ADMIN_EVENT_LABELS


class NameRow(NamedTuple):
    """A name with the languages it was given in, and the days on which it counted."""

    words: list[tuple[str, str]]
    time: str
    now: bool


class OrganisationPage(NamedTuple):
    """Everything the page of an organisation shows besides its people."""

    id: int
    name: str
    kind: str
    facts: list[Fact]
    programmes: list[tuple[str, str]]
    works_url: str
    names: list[NameRow]
    history: list[TimelineRow]
    may_edit: bool
    is_open: bool
    closed: str
    may_close: bool
    may_correct: bool


class CorrectionPage(NamedTuple):
    """An organisation that is to be corrected or deleted; `uses` say why it cannot be."""

    id: int
    name: str
    kind: str
    uses: list[str]


def build_organisation_page(details: OrganisationDetails, language: str) -> OrganisationPage:
    """Build the page of an organisation."""
    row = details.row
    facts = [
        Fact(_("BIN"), row.bin or "—"),
        Fact(_("Address"), row.address or "—"),
        Fact(_("Telephone"), row.phone or "—"),
        Fact(_("E-mail"), row.email or "—"),
    ]
    programmes = [(p.name[language], str(PART_LABELS[part])) for p, part in details.parts]
    sponsors = any(part is Part.SPONSOR for _programme, part in details.parts)
    works = url_for("proposals.index", sponsor=row.id) if sponsors else ""
    return OrganisationPage(
        row.id,
        row.name[language],
        str(PART_LABELS[Part(row.kind)]),
        facts,
        programmes,
        works,
        name_rows(row),
        [admin_event_row(event) for event in details.history],
        details.may_edit,
        row.active,
        "" if row.active else _closed_since(details.history),
        details.may_close,
        details.may_close and not details.parts,
    )


def _closed_since(history: Iterable[LogEntry]) -> str:
    """Say since which day it is closed, if the newest entries still tell."""
    days = (event.data["day"] for event in history if event.type == "organisation_closed")
    day = next(days, "")
    if not day:
        return _("closed")
    return _("closed since %(day)s", day=formatting.day(date.fromisoformat(day)))


def build_correction_page(row: Organisation, uses: Uses, language: str) -> CorrectionPage:
    """Build the page on which an organisation that was entered by mistake is corrected."""
    return CorrectionPage(
        row.id,
        row.name[language],
        str(PART_LABELS[Part(row.kind)]),
        _use_words(uses),
    )


def _use_words(uses: Uses) -> list[str]:
    """List what rests on an organisation, with its number."""
    told = (
        (
            uses.roles,
            ngettext(
                "%(num)s role is or was held in it",
                "%(num)s roles are or were held in it",
                uses.roles,
            ),
        ),
        (
            uses.programmes,
            ngettext(
                "it takes or took part in %(num)s programme",
                "it takes or took part in %(num)s programmes",
                uses.programmes,
            ),
        ),
        (
            uses.invitations,
            ngettext(
                "%(num)s invitation into it waits for an answer",
                "%(num)s invitations into it wait for an answer",
                uses.invitations,
            ),
        ),
        (uses.has_records, _("works or papers of authority name it")),
    )
    return [words for count, words in told if count]


def name_rows(row: Organisation) -> list[NameRow]:
    """List the names it bears and bore, the present one first; none if it was always called so."""
    if not row.former:
        return []
    begins = [None, *(name.until for name in row.former)]
    ends = [*begins[1:], None]
    names: list[FormerName | Organisation] = [*row.former, row]
    spans = zip(names, begins, ends, strict=True)
    found = [
        NameRow(_without_repeats(name.name), _period(begin, end), name is row)
        for name, begin, end in spans
    ]
    return found[::-1]


def _without_repeats(name: LocalizedText) -> list[tuple[str, str]]:
    """List language and words; words that two languages share stand once."""
    first = {words: code for code, words in reversed(list(name.texts.items()))}
    return [(code, words) for code, words in name.texts.items() if first[words] == code]


def _period(begin: date | None, end: date | None) -> str:
    if begin is None:
        return _("before %(day)s", day=formatting.day(end))
    if end is None:
        return _("since %(day)s", day=formatting.day(begin))
    return _(
        "since %(begin)s, before %(end)s", begin=formatting.day(begin), end=formatting.day(end)
    )


def admin_event_row(event: LogEntry) -> TimelineRow:
    """Tell what a keeper did, when, and who it was."""
    text = Markup("{}: {}").format(ADMIN_EVENT_LABELS[event.type], event.actor)
    note = event.data.get("reason", "") or _old_kind(event.data.get("old", {}))
    return TimelineRow("", event.at.isoformat(), formatting.date_time(event.at), text, note)


def _old_kind(old: Mapping[str, str]) -> str:
    """Say what kind an organisation was taken for before."""
    known = PART_LABELS[Part(old["kind"])] if "kind" in old else ""
    return _("Before: %(terms)s", terms=known) if known else ""


def deleted_row(event: LogEntry, language: str) -> TimelineRow:
    """Tell which organisation was deleted, what it was taken for, when, and who did it."""
    name = LocalizedText(event.data["name"])[language]
    text = Markup("{} ({}): {}").format(name, PART_LABELS[Part(event.data["kind"])], event.actor)
    return TimelineRow("", event.at.isoformat(), formatting.date_time(event.at), text)
