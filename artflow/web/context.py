"""What every template may use: the current person, the navigation, filters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from artflow import private_files
from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Person
from artflow.services.people import people
from artflow.web.shared.role_labels import ROLE_LABELS

from .http import static_files
from .people import impersonation
from .shared import current, formatting, language

ADMIN_TABS = {
    "administration": "overview",
    "people": "people",
    "directory": "people",
    "invited": "people",
    "departures": "people",
    "memberships": "people",
    "organisations": "organisations",
    "closings": "organisations",
    "corrections": "organisations",
    "programmes": "programmes",
    "parties": "programmes",
    "calendar": "calendar",
    "imports": "imports",
    "processes": "processes",
    "audits": "audit",
}
"""Blueprints of the administration, and under which of its tabs their pages stand."""
PARENT_ENTRIES = {
    "assignments": "desk",
    "wall_photos": "walls",
    "past_works": "walls",
    "jobs": "mail",
    "exports": "portfolio",
    **dict.fromkeys(ADMIN_TABS, "administration"),
}
"""Blueprints whose pages stand under another's entry of the menu."""
ORGANISATION_PAGES = ("people.organisation", "people.invite")


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the main navigation."""

    url: str
    label: str
    current: bool
    count: str = ""


class HeaderPerson(NamedTuple):
    """The person in the header."""

    name: str
    role_label: str


class WrongHistory(NamedTuple):
    """That the history is not what was written; where it stands, for those who may look."""

    url: str


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; where its disk is full they are compiled anew each time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template for the next start, if there is room for it."""
        try:
            super().dump_bytecode(bucket)
        except OSError as error:
            current_app.logger.warning("a compiled template cannot be kept: %s", error)


def init_app(app: Flask) -> None:
    """Register globals and filters for all templates."""
    compiled = Path(app.instance_path) / "templates"
    private_files.make_folder(compiled)  # it holds code: nobody else may write there
    app.jinja_env.bytecode_cache = CompiledTemplates(str(compiled))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_template_context)
    app.jinja_env.globals["static_url"] = static_files.static_url
    app.jinja_env.globals["may_verify"] = lambda: may(current.me(), Can.VERIFY_HISTORY)
    app.jinja_env.globals["may_publish"] = lambda: may(current.me(), Can.PUBLISH_PROCESS)
    app.jinja_env.filters.update(
        date=formatting.day,
        file_size=formatting.file_size,
        number=formatting.number,
        set=formatting.typeset,
    )


def _template_context() -> dict[str, object]:
    person = current.person()
    return {
        "locale": language.code(),
        "languages": language.links(),
        "person": HeaderPerson(person.name, _role_label(person)) if person else None,
        "nav": _nav_items(person) if person else [],
        "admin_tab": _admin_tab(person) if person else "",
        "impersonation": impersonation.build_banner(),
        "wrong_history": _wrong_history(person) if person else None,
    }


def _wrong_history(person: Person) -> WrongHistory | None:
    """Return what those must see who answer for the history, on their desk and where they manage.

    None if the newest verification has found nothing wrong.
    """
    run = current_user.wrong_run
    if run is None or not may(person, Can.SEE_PEOPLE):
        return None
    if request.endpoint != "desk.show" and not _admin_tab(person):
        return None
    may_see = may(person, Can.VERIFY_HISTORY)
    return WrongHistory(url_for("audits.show", run_id=run) if may_see else "")


def _admin_tab(person: Person) -> str:
    """Return the tab of the administration under which the page stands; empty for others."""
    if not may(person, Can.SEE_PEOPLE):
        return ""
    if request.endpoint in ORGANISATION_PAGES:
        return "organisations"
    return ADMIN_TABS.get(request.blueprint or "", "")


def _role_label(person: Person) -> str:
    """Name the first role that counts, and say how many more there are."""
    held = sorted(person.memberships, key=lambda one: not one.is_current)
    if not held:
        return _("no role yet")
    label, more = str(ROLE_LABELS[held[0].role]), len(held) - 1
    told = ngettext("%(role)s and %(num)s more", "%(role)s and %(num)s more", more, role=label)
    return told if more else label


def _nav_items(person: Person) -> list[NavItem]:
    places = [
        ("desk.show", _("Desk")),
        ("proposals.index", _("Proposals")),
        ("notices.index", _("Notifications")),
    ]
    if may(person, Can.SEE_PORTFOLIO):
        places.insert(2, ("portfolio.index", _("Portfolio")))
    if may(person, Can.SEE_BOARD):
        places.insert(1, ("board.index", _("Board")))
    if may(person, Can.SEE_WALLS):
        places.append(("walls.index", _("Walls")))
    if may(person, Can.SEE_PROCESS):
        places.append(("process.index", _("Way of a work")))
    if may(person, Can.SEE_PEOPLE):
        places.append(("administration.index", _("Administration")))
    if may(person, Can.SEE_MAIL):
        places.append(("mail.index", _("Letters")))
    here = "proposals" if "proposal_id" in (request.view_args or {}) else request.blueprint
    here = PARENT_ENTRIES.get(here or "", here)
    unread = {"notices.index": _unread_badge(current_user.unread)}
    return [
        NavItem(url_for(e), label, here == e.split(".")[0], unread.get(e, ""))
        for e, label in places
    ]


def _unread_badge(n: int) -> str:
    """Return the number in the menu: empty for none, capped where counting stops."""
    return formatting.capped_count(n, people.MAX_UNREAD - 1) if n else ""
