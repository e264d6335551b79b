"""What waits for those who look after an installation, in words, each with the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.domain.people.roles import PART_OF, Part, Person
from artflow.services.accounts.directory import State
from artflow.services.administration import overview
from artflow.services.administration.overview import History, Mailing, Overview
from artflow.services.lists.vacancies import StuckWork, Vacancy
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS, ROLE_LABELS

MAX_NAMED = 5


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
    stuck = {one.place.organisation_id for one in found.vacancies if one.place and one.works}
    yield from (_vacancy(one, language) for one in found.vacancies if _is_news(one))
    for key, name in found.unsigned:
        if key in stuck:
            continue  # said already, with the works that wait
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


def _is_news(one: Vacancy) -> bool:
    """Tell whether a vacancy is said here: of sponsors without works `unsigned` says it."""
    is_sponsor = one.place is not None and PART_OF[one.place.role] is Part.SPONSOR
    return bool(one.works) or not is_sponsor


def _vacancy(one: Vacancy, language: str) -> Duty:
    """Say where nobody can act, and name the works that wait there."""
    if one.place is None:
        who = _("The artist's account is closed")
    else:
        role = str(ROLE_LABELS[one.place.role])
        who = _(
            "Nobody can act in %(name)s, role: %(role)s",
            name=one.place.name[language],
            role=role,
        )
    if not one.works:
        assert one.place is not None
        key = one.place.organisation_id
        return Duty("stop", who, url_for("people.organisation", organisation_id=key))
    titles = ", ".join(_work_title(work) for work in one.works[:MAX_NAMED])
    rest = len(one.works) - MAX_NAMED
    if rest > 0:
        more = ngettext("and %(num)s more", "and %(num)s more", rest)
        titles = f"{titles} {more}"
    text = _("%(who)s. Waiting for nobody: %(works)s", who=who, works=titles)
    return Duty("stop", text, url_for("desk.show", queue="stuck"))


def _work_title(work: StuckWork) -> str:
    title = f"«{work.title or _('Untitled')}»"
    return f"{work.number} {title}" if work.number else title


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
