"""Page models of programmes and their settings, for those who run them."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from babel.numbers import get_currency_name
from flask import current_app, url_for
from flask_babel import gettext as _

from artflow.domain.process.workflow import Workflow
from artflow.extensions import db
from artflow.models import Definition, Organisation, Programme
from artflow.services.files.intake import MAX_BYTES
from artflow.services.programmes import definitions
from artflow.services.programmes.processes import Published
from artflow.services.programmes.programmes import NUMBER_FORMS
from artflow.services.programmes.settings import Settings
from artflow.web.shared import formatting
from artflow.web.shared.language import LANGUAGE_NAMES, of_programme
from artflow.web.summaries.facts import Fact
from artflow.web.summaries.history import TimelineRow
from artflow.web.summaries.terms import period_text

from . import party_pages, process_pages
from .party_pages import PartyRow

MEGABYTE = 2**20


class ProgrammeRow(NamedTuple):
    """A programme in a list."""

    url: str
    name: str
    city: str
    kind: str
    state: str
    call: str


class VersionRow(NamedTuple):
    """A definition with the works that began under it."""

    sha256: str
    published: str
    works: str
    now: bool


class ProgrammePage(NamedTuple):
    """Everything the page of a programme shows."""

    id: int
    name: str
    row: ProgrammeRow
    facts: list[Fact]
    parties: list[PartyRow]
    former: list[PartyRow]
    candidates: list[tuple[str, str]]
    versions: list[VersionRow]
    history: list[TimelineRow]
    missing: list[str]
    others: list[tuple[str, str]]
    may_add: bool


def programme_row(programme: Programme, today: date, language: str) -> ProgrammeRow:
    """Build the row of a programme: whether it takes proposals, and the days of its call."""
    taking = programme.takes_proposals(today)
    later = programme.open and programme.opens_on is not None and today < programme.opens_on
    if not programme.open:
        kind, state = "na", _("not active")
    elif taking:
        kind, state = "done", _("takes proposals")
    else:
        kind, state = (
            ("wait", _("the call has not begun")) if later else ("no", _("the call is over"))
        )
    return ProgrammeRow(
        url_for("programmes.show", programme_id=programme.id),
        programme.name[language],
        programme.city[language],
        kind,
        state,
        call_period(programme),
    )


def call_period(programme: Programme) -> str:
    """Return the days of the call."""
    return period_text(programme.opens_on, programme.closes_on)


def build_programme_page(
    found: Settings, candidates: list[Organisation], today: date, now: datetime, language: str
) -> ProgrammePage:
    """Build the page of a programme; `candidates` are organisations that could join it."""
    programme = found.row
    workflow = definitions.load_workflow(db.session.connection(), programme.definition_id)
    return ProgrammePage(
        programme.id,
        programme.name[language],
        programme_row(programme, today, language),
        _facts(found, workflow, language),
        party_pages.party_rows(found, now, language),
        party_pages.former_rows(found, now, language),
        party_pages.candidate_links(programme.id, candidates, language),
        [_version_row(definition, n, programme) for definition, n in found.versions],
        [party_pages.history_row(event, found, language) for event in found.history],
        process_pages.part_names(found.missing),
        [_other_process(programme, one, language) for one in found.others],
        found.may_publish,
    )


def _other_process(programme: Programme, one: Published, language: str) -> tuple[str, str]:
    """Return the address of the page that puts a process into force here, and its name."""
    url = url_for("processes.put_in_force", programme_id=programme.id, definition_id=one.id)
    return url, process_pages.process_label(one, language)


def _facts(found: Settings, workflow: Workflow, language: str) -> list[Fact]:
    """Return what is edited here, and what the definition fixes for works that begin under it."""
    programme, days = found.row, workflow.settings
    form = current_app.config["MAX_CONTENT_LENGTH"] // MEGABYTE
    return [
        Fact(_("City"), programme.city[language]),
        Fact(_("Call"), call_period(programme)),
        Fact(_("Works are numbered"), _number_example(programme)),
        Fact(_("Process"), workflow.name[language]),
        Fact(_("Languages"), _languages(programme)),
        Fact(
            _("Currency"),
            get_currency_name(programme.currency, locale=formatting.LOCALES[language]),
        ),
        Fact(_("Working days"), found.calendar[language] or _("Our calendar")),
        *(
            Fact(str(words), formatting.number(days[name]))
            for name, words in process_pages.SETTING_LABELS.items()
            if name in days
        ),
        Fact(_("One file up to, MB"), formatting.number(MAX_BYTES // MEGABYTE)),
        Fact(_("Files sent at once up to, MB"), formatting.number(form)),
    ]


def _languages(programme: Programme) -> str:
    known = of_programme(programme.languages)
    return ", ".join(LANGUAGE_NAMES[code].label for code in known)


def _number_example(programme: Programme) -> str:
    pattern = NUMBER_FORMS[programme.number_form]
    return pattern.format(prefix=programme.prefix, year=_("year"), n=1)


def _version_row(definition: Definition, count: int, programme: Programme) -> VersionRow:
    return VersionRow(
        definition.sha256[:12],
        formatting.day(definition.published_at),
        formatting.number(count),
        definition.id == programme.definition_id,
    )
