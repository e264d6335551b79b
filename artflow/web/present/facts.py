"""The summary list of a proposal."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.domain import consent
from artflow.domain.dossier import BY_KEY, FIELDS, Field
from artflow.domain.policy import Show
from artflow.services.dossier_page import Dossier
from artflow.web import format
from artflow.web.words.fields import CHOICES, FIELD_LABELS, UNITS


class Fact(NamedTuple):
    """A term and what is said of it; with a tag the text is a state. `more` may stay folded."""

    term: str
    text: Any
    tag: str = ""
    sum: bool = False
    more: bool = False


APART = ("title", "concept", "height_m", "width_m", "start_on", "finish_on", "originality", "walls")
"""Fields that stand elsewhere on the page, or together in one line."""
MAIN = ("paint", "budget_kzt", "sponsor_credit")
"""Fields that everybody asks for. A question answered with yes is one of them."""


def facts(rows: Dossier, snapshot: dict[str, Any], seen: frozenset[Show]) -> list[Fact]:
    """What a reader may know, in the order of the dossier."""
    values = snapshot["facts"]
    found = _wall(rows) + size(values)
    if Show.DOSSIER in seen:
        found += [
            Fact(str(FIELD_LABELS[field.key]), written(field, values[field.key]),
                 sum=field.kind == "money",
                 more=_may_wait(field.key, values[field.key], rows))
            for field in FIELDS
            if field.key not in APART and values.get(field.key) not in (None, "")
            and (field.kind != "money" or Show.TOTAL in seen)
        ]  # fmt: skip
        found += _dates(values)
    if Show.CONTACT in seen:
        who = rows.proposal.applicant
        found.append(Fact(_("Contact"), ", ".join(filter(None, (who.email, who.phone)))))
    return found + (_consent(rows) if Show.CONSENT in seen else [])


def _may_wait(key: str, value: Any, rows: Dossier) -> bool:
    """The rest of the dossier, and what was said of the place once there is a wall."""
    if BY_KEY[key].section == "place":
        return rows.proposal.wall is not None
    return key not in MAIN and value is not True


def written(field: Field, value: Any) -> str:
    """A value of the dossier as people read it."""
    match field.kind:
        case "choice":
            return str(CHOICES[value])
        case "yes_no":
            return str(CHOICES["yes" if value else "no"])
        case "money":
            return format.money(value)
        case "integer" | "decimal":
            unit = str(UNITS.get(field.unit, ""))
            return f"{format.number(value)}{format.NBSP}{unit}".rstrip(format.NBSP)
        case "date":
            return format.day(date.fromisoformat(value))
    return str(format.typeset(str(value)))


def _wall(rows: Dossier) -> list[Fact]:
    wall = rows.proposal.wall
    if wall is None:
        return []
    link = Markup('<a href="{}">{}</a>').format(
        url_for("walls.show", wall_id=wall.id), format.typeset(wall.address)
    )
    return [Fact(_("Wall"), link)]


def size(values: dict[str, Any]) -> list[Fact]:
    """The size of the work and its area, once both its sides are known."""
    height, width = values.get("height_m"), values.get("width_m")
    if not (height and width):
        return []
    area = format.number(round(float(height) * float(width), 1))
    unit, gap = UNITS["m"], format.NBSP
    sides = f"{format.number(width)} × {format.number(height)}{gap}{unit}"
    return [Fact(_("Size"), sides), Fact(_("Area"), f"{area}{gap}{unit}²")]


def _dates(values: dict[str, Any]) -> list[Fact]:
    ends = [values.get("start_on"), values.get("finish_on")]
    if not all(ends):
        return []
    text = " – ".join(format.day(date.fromisoformat(end)) for end in ends)
    return [Fact(_("Dates of the work"), text)]


def _consent(rows: Dossier) -> list[Fact]:
    latest = next((r for r in reversed(rows.records) if r.kind == "owner_consent"), None)
    if latest is None:
        return []
    agreed = consent.carried(latest.data)
    votes = f"{latest.data['votes_for']} / {latest.data['owners_total']}"
    return [Fact(_("Owners' consent"), votes, tag="done" if agreed else "no")]
