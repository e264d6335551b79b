"""What waits for those who look after an installation, in words, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.people.roles import Person
from artflow.services.accounts.directory import State
from artflow.services.administration import overview
from artflow.services.administration.overview import History, Mailing, Overview
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS


class Duty(NamedTuple):
    """Something that waits: how urgent (`kind` of a tag), in words, and where to see to it."""

    kind: str
    text: str
    url: str


def load_duties(by: Person, now: datetime, language: str) -> list[Duty]:
    """List what waits for the person, what stops works first; empty if nothing does."""
    found = overview.load_overview(by, now)
    duties = [
        *_works(found, language),
        *_letters(found.mailing),
        *_people(found),
        *_invitations(found),
        *(_history(found.history, now) if found.history else ()),
    ]
    return sorted(duties, key=lambda duty: duty.kind != "stop")


def _works(found: Overview, language: str) -> Iterator[Duty]:
    """Tell what keeps works waiting for nobody."""
    for key, name in found.unsigned:
        yield Duty(
            "stop",
            _("Nobody may sign for %(name)s", name=name[language]),
            url_for("people.organisation", organisation_id=key),
        )
    for one in found.incomplete:
        parts = ", ".join(str(PART_LABELS[part]) for part in one.missing)
        yield Duty(
            "stop",
            _("Missing in %(name)s: %(parts)s", name=one.name[language], parts=parts),
            url_for("programmes.show", programme_id=one.id),
        )


def _letters(mailing: Mailing) -> Iterator[Duty]:
    if mailing.failed:
        text = ngettext(
            "%(num)s letter was not delivered", "%(num)s letters were not delivered", mailing.failed
        )
        yield Duty("stop", text, url_for("mail.index", state="dead"))
    if mailing.late:
        text = ngettext(
            "%(num)s letter should have been sent already: the worker does not seem to be running",
            "%(num)s letters should have been sent already: the worker does not seem to be running",
            mailing.late,
        )
        yield Duty("stop", text, url_for("mail.index"))


def _people(found: Overview) -> Iterator[Duty]:
    """Tell which roles and accounts ask for a look."""
    if found.expiring:
        text = ngettext(
            "The role of %(num)s person ends within a month",
            "The roles of %(num)s people end within a month",
            found.expiring,
        )
        yield Duty("wait", text, url_for("directory.index", state=State.EXPIRING.value))
    if found.suspended:
        text = ngettext(
            "%(num)s account is suspended", "%(num)s accounts are suspended", found.suspended
        )
        yield Duty("wait", text, url_for("directory.index", state=State.SUSPENDED.value))


def _invitations(found: Overview) -> Iterator[Duty]:
    url = url_for("invited.index")
    if found.bounced:
        text = ngettext(
            "The letter of %(num)s invitation did not arrive",
            "The letters of %(num)s invitations did not arrive",
            found.bounced,
        )
        yield Duty("wait", text, url)
    if found.expired:
        text = ngettext(
            "%(num)s invitation has expired unanswered",
            "%(num)s invitations have expired unanswered",
            found.expired,
        )
        yield Duty("wait", text, url)


def _history(history: History, now: datetime) -> Iterator[Duty]:
    """Tell what is wrong with the history, or that nobody has looked for long."""
    run, url = history.run, url_for("audits.index")
    if run is not None and (run.findings or run.error):
        url = url_for("audits.show", run_id=run.id)
        yield Duty("stop", _("The last verification of the history found something wrong"), url)
    elif not overview.is_recent(run.ended_at if run else None, now, overview.VERIFIED_AGE):
        text = (
            _("The history was last verified on %(day)s", day=formatting.day(run.ended_at))
            if run
            else _("The history was never verified here")
        )
        yield Duty("wait", text, url)
    if history.sealed_at and not overview.is_recent(history.sealed_at, now, overview.SEAL_AGE):
        day = formatting.day(history.sealed_at)
        yield Duty("wait", _("The history was last sealed on %(day)s", day=day), url)
