"""The overview: what waits for those who look after an installation, and the ways to its rooms."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from artflow.domain.access.policy import Can, may
from artflow.services.administration.overview import is_recent
from artflow.services.backups import making
from artflow.services.database import disk_space
from artflow.services.files import files
from artflow.web.shared import current, formatting, language
from artflow.web.shared.access import needs
from artflow.web.shared.form_fields import Words

from . import first_steps_page, overview_page

bp = Blueprint("administration", __name__, url_prefix="/administration")
BACKUP_AGE = timedelta(days=2)


ROOMS: tuple[tuple[str, Words, Words, Can | None], ...] = (
    (
        "directory.index",
        _l("People"),
        _l("Everybody with an account, their roles and invitations"),
        None,
    ),
    (
        "organisations.index",
        _l("Organisations"),
        _l("Departments, sponsors, studios: their people, names and contacts"),
        None,
    ),
    (
        "programmes.index",
        _l("Programmes"),
        _l("Calls, who takes part in them, which process is in force"),
        None,
    ),
    ("calendar.index", _l("Working days"), _l("Days off and worked weekends"), None),
    (
        "imports.index",
        _l("Tables"),
        _l("Walls, earlier works, organisations and people from XLSX or CSV"),
        None,
    ),
    (
        "processes.index",
        _l("Processes"),
        _l("Published processes and what differs between them"),
        Can.PUBLISH_PROCESS,
    ),
    (
        "audits.index",
        _l("Verification"),
        _l("Is the history still what was written?"),
        Can.VERIFY_HISTORY,
    ),
    ("mail.index", _l("Letters"), _l("What was sent and what was not"), Can.SEE_MAIL),
)
"""Where a room is, what it is called, what is done there, and the right that it needs."""


class StateRow(NamedTuple):
    """How the machine is: a tag, its words, and what it is about."""

    term: str
    kind: str
    text: str


class Room(NamedTuple):
    """A part of the administration, and what is done there."""

    url: str
    name: str
    text: str


@bp.get("/")
@needs(Can.SEE_PEOPLE)
def index() -> str:
    """Show what waits, how the machine is, and where everything else is."""
    me, now = current.me(), current.now()
    sees_machine = may(me, Can.SEE_MAIL)
    return render_template(
        "administration/index.html",
        duties=overview_page.load_duties(me, now, language.code()),
        steps=first_steps_page.load_steps(me, now, language.code()),
        machine=[_disk_row(), _backup_row()] if sees_machine else [],
        rooms=_rooms(),
    )


def _disk_row() -> StateRow:
    if disk_space.can_write_database() and files.is_writable():
        return StateRow(_("Disks"), "done", _("there is room"))
    return StateRow(_("Disks"), "stop", _("there is hardly any room left: nothing can be saved"))


def _backup_row() -> StateRow:
    moment = making.last_made()
    if moment is None:
        text = _("none that this server knows of; «artflow backup» makes one")
        return StateRow(_("Last backup"), "wait", text)
    kind = "done" if is_recent(moment, current.now(), BACKUP_AGE) else "wait"
    return StateRow(_("Last backup"), kind, formatting.date_time(moment))


def _rooms() -> list[Room]:
    """List the rooms that are open to the person, each with its way."""
    me = current.me()
    rooms = [
        (endpoint, name, text) for endpoint, name, text, can in ROOMS if can is None or may(me, can)
    ]
    return [Room(url_for(endpoint), str(name), str(text)) for endpoint, name, text in rooms]
