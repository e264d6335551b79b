"""One organisation, prepared for those who look after it."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.domain.roles import Part
from artflow.services.organisations import House
from artflow.web import format
from artflow.web.words.keepers import EVENTS
from artflow.web.words.roles import PARTS

from .facts import Fact
from .history import Line


class NameShown(NamedTuple):
    """A name in the three languages, and the days on which it counted."""

    kk: str
    ru: str
    en: str
    time: str
    now: bool


class HousePage(NamedTuple):
    """Everything the page of an organisation shows beside its people."""

    id: int
    name: str
    kind: str
    facts: list[Fact]
    programmes: list[tuple[str, str]]
    works_url: str
    names: list[NameShown]
    history: list[Line]
    may_edit: bool


def page(house: House, language: str) -> HousePage:
    """One organisation."""
    row = house.row
    facts = [
        Fact(_("BIN"), row.bin or "—"), Fact(_("Address"), row.address or "—"),
        Fact(_("Telephone"), row.phone or "—"), Fact(_("E-mail"), row.email or "—"),
    ]  # fmt: skip
    programmes = [(p.name(language), str(PARTS[part])) for p, part in house.parts]
    sponsors = any(part is Part.SPONSOR for _programme, part in house.parts)
    works = url_for("proposals.index", sponsor=row.id) if sponsors else ""
    return HousePage(row.id, row.name(language), str(PARTS[Part(row.kind)]), facts, programmes,
                     works, names(row), [line(event) for event in house.history],
                     house.may_edit)  # fmt: skip


def names(row: Any) -> list[NameShown]:
    """The names it bears and bore, the present one first; nothing if it was always called so."""
    if not row.former:
        return []
    begins = [None, *(name.until for name in row.former)]
    ends = [*begins[1:], None]
    spans = zip((*row.former, row), begins, ends, strict=True)
    found = [
        NameShown(name.name_kk, name.name_ru, name.name_en, _time(begin, end), name is row)
        for name, begin, end in spans
    ]
    return found[::-1]


def _time(begin: date | None, end: date | None) -> str:
    if begin is None:
        return _("before %(day)s", day=format.day(end))
    if end is None:
        return _("since %(day)s", day=format.day(begin))
    return _("since %(begin)s, before %(end)s", begin=format.day(begin), end=format.day(end))


def line(event: Any) -> Line:
    """What a keeper did, when, and who it was."""
    text = Markup("{}: {}").format(EVENTS[event.type], event.actor)
    return Line("", event.at.isoformat(), format.minute(event.at), text)
