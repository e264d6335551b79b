"""What closing an organisation does, in words and numbers; only what does happen is said."""

from __future__ import annotations

from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.services.accounts.closings import Closing, LeftProgramme
from artflow.services.accounts.consequences import COUNT_LIMIT
from artflow.services.programmes import parties
from artflow.web.accounts.departure_pages import SHOWN_WORKS, WorkLink, work_link
from artflow.web.shared import formatting
from artflow.web.shared.role_labels import PART_LABELS, ROLE_LABELS


class LeftProgrammeView(NamedTuple):
    """A programme that is left: its name, what becomes of its works, who would be missing."""

    url: str
    name: str
    works: str
    warning: str


class ClosingPage(NamedTuple):
    """Everything the page of a closing shows. `refused` says why there is no button."""

    id: int
    name: str
    people: list[tuple[str, str, str]]
    programmes: list[LeftProgrammeView]
    works: list[WorkLink]
    works_told: str
    more: int
    effects: list[str]
    refused: str
    needs_reason: bool


def build_closing_page(found: Closing, language: str) -> ClosingPage:
    """Build the page on which somebody agrees to the consequences."""
    return ClosingPage(
        found.organisation_id,
        found.name[language],
        [
            (
                url_for("people.show", user_id=role.user_id),
                role.name,
                str(ROLE_LABELS[role.role]),
            )
            for role in found.roles
        ],
        [_programme(one, language) for one in found.programmes],
        [work_link(work) for work in found.works[:SHOWN_WORKS]],
        _works_told(len(found.works)),
        max(len(found.works) - SHOWN_WORKS, 0),
        _effects(found),
        _refusal(found),
        found.needs_reason,
    )


def _programme(one: LeftProgramme, language: str) -> LeftProgrammeView:
    works = warning = ""
    if one.under_way:
        count = formatting.capped_count(one.under_way, parties.COUNT_LIMIT)
        works = _("Works under way that were sent to it and keep its name: %(n)s", n=count)
    if one.missing:
        names = ", ".join(str(PART_LABELS[part]) for part in one.missing)
        warning = _(
            "Nobody in this programme would be: %(parts)s. New works would wait for them.",
            parts=names,
        )
    part = PART_LABELS[one.part]
    url = url_for("programmes.show", programme_id=one.id)
    return LeftProgrammeView(url, f"{one.name[language]} ({part})", works, warning)


def _works_told(n: int) -> str:
    count = formatting.capped_count(n, COUNT_LIMIT - 1)
    told = _("Works that wait for it now, and then for nobody who may act: %(n)s", n=count)
    return told if n else ""


def _effects(found: Closing) -> list[str]:
    """List what happens besides; what does not happen is left out."""
    told = (
        (
            found.own_works,
            ngettext(
                "%(num)s work of its artists is under way: they can neither change nor submit it.",
                "%(num)s works of its artists are under way: they can neither change nor submit "
                "them.",
                found.own_works,
            ),
        ),
        (
            found.invitations,
            ngettext(
                "%(num)s invitation into it works no longer.",
                "%(num)s invitations into it work no longer.",
                found.invitations,
            ),
        ),
    )
    return [words for count, words in told if count]


def _refusal(found: Closing) -> str:
    if not found.is_open:
        return _("This organisation is closed already.")
    own = _("Your own right to administer rests on this organisation. Somebody else must close it.")
    return own if found.is_own else ""
