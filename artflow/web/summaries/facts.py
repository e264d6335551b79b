"""The summary list of a proposal."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple, cast

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from artflow.domain.access.policy import PagePart
from artflow.domain.dossier.fields import FIELDS, FIELDS_BY_KEY, Field
from artflow.domain.process.workflow import Workflow
from artflow.domain.snapshot import Facts, Snapshot, Value
from artflow.services.proposals.detail import DetailRows
from artflow.web.shared import formatting
from artflow.web.shared.field_labels import CHOICE_LABELS, FIELD_LABELS, UNIT_LABELS

from . import votes


class Fact(NamedTuple):
    """A term and its text; with a tag the text is a state. `more` may be folded.

    `url` is where what a number counts is listed.
    """

    term: str
    text: str
    tag: str = ""
    sum: bool = False
    more: bool = False
    url: str = ""


SHOWN_ELSEWHERE = (
    "title",
    "concept",
    "height_m",
    "width_m",
    "start_on",
    "finish_on",
    "originality",
    "walls",
)
"""Fields that stand elsewhere on the page, or together in one line."""
MAIN_FIELDS = ("paint", "budget_kzt", "sponsor_credit")
"""Fields that everybody asks for. A question answered with yes is one of them."""


def build_facts(
    workflow: Workflow, rows: DetailRows, snapshot: Snapshot, seen: frozenset[PagePart]
) -> list[Fact]:
    """List what a reader may know, in the order of the dossier."""
    values = snapshot["facts"]
    found = _wall_facts(rows) + size_facts(values)
    if PagePart.DOSSIER in seen:
        found += [
            Fact(
                str(FIELD_LABELS[field.key]),
                format_value(field, values[field.key], rows.proposal.programme.currency),
                sum=field.kind == "money",
                more=_is_secondary(field.key, values[field.key], rows),
            )
            for field in FIELDS
            if field.key not in SHOWN_ELSEWHERE
            and values.get(field.key) not in (None, "")
            and (field.kind != "money" or PagePart.TOTAL in seen)
        ]
        found += _date_facts(values)
    if PagePart.CONTACT in seen:
        who = rows.proposal.applicant
        found.append(Fact(_("Contact"), ", ".join(filter(None, (who.email, who.phone)))))
    return found + (_consent_facts(workflow, rows) if PagePart.CONSENT in seen else [])


def _is_secondary(key: str, value: Value, rows: DetailRows) -> bool:
    """Tell whether it is of the rest of the dossier, or of the place once there is a wall."""
    if FIELDS_BY_KEY[key].section == "place":
        return rows.proposal.wall is not None
    return key not in MAIN_FIELDS and value is not True


def format_value(field: Field, value: Value, currency: str) -> str:
    """Write a value of the dossier as people read it, a sum in the `currency`."""
    match field.kind:
        case "choice":
            return str(CHOICE_LABELS[str(value)])
        case "yes_no" | "declare":
            return str(CHOICE_LABELS["yes" if value else "no"])
        case "money":
            return formatting.money(cast("int", value), currency)
        case "integer" | "decimal":
            unit = str(UNIT_LABELS.get(field.unit, ""))
            amount = formatting.number(cast("str | int", value))
            return f"{amount}{formatting.NBSP}{unit}".rstrip(formatting.NBSP)
        case "date":
            return formatting.day(date.fromisoformat(str(value)))
    return str(formatting.typeset(str(value)))


def _wall_facts(rows: DetailRows) -> list[Fact]:
    wall = rows.proposal.wall
    if wall is None:
        return []
    link = Markup('<a href="{}">{}</a>').format(
        url_for("walls.show", wall_id=wall.id), formatting.typeset(wall.address)
    )
    return [Fact(_("Wall"), link)]


def size_facts(values: Facts) -> list[Fact]:
    """Tell the size of the work and its area, once both its sides are known."""
    height, width = (cast("str | int | None", values.get(key)) for key in ("height_m", "width_m"))
    if not (height and width):
        return []
    area = formatting.number(round(float(height) * float(width), 1))
    unit, gap = UNIT_LABELS["m"], formatting.NBSP
    sides = f"{formatting.number(width)} × {formatting.number(height)}{gap}{unit}"
    return [Fact(_("Size"), sides), Fact(_("Area"), f"{area}{gap}{unit}²")]


def _date_facts(values: Facts) -> list[Fact]:
    ends = [values.get("start_on"), values.get("finish_on")]
    if not all(ends):
        return []
    text = " – ".join(formatting.day(date.fromisoformat(str(end))) for end in ends)
    return [Fact(_("Dates of the work"), text)]


def _consent_facts(workflow: Workflow, rows: DetailRows) -> list[Fact]:
    found = votes.build_votes(workflow, rows)
    if found is None:
        return []
    told = [Fact(_("Owners' consent"), found.text, tag="done" if found.carried else "no")]
    if found.override:
        told.append(Fact(_("Decided in spite of the vote"), found.override))
    return told
