"""Works of before as pages show them: what the earlier register says, and that it says so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask import url_for
from flask_babel import gettext as _

from artflow.domain.access.policy import Can, may
from artflow.domain.people.roles import Person
from artflow.models import PastWork
from artflow.services.walls.past_works import RecordedWork
from artflow.web.shared import formatting, language
from artflow.web.shared.field_labels import UNIT_LABELS


class PastWorkRow(NamedTuple):
    """One work; `edit_url` is empty for those who may not correct it."""

    title: str
    by: str
    where: str
    source: str
    tag_kind: str
    tag_text: str
    edit_url: str


def recorded_rows(
    works: Iterable[RecordedWork], person: Person, *, wall: bool
) -> list[PastWorkRow]:
    """Return rows of works; with the address of their `wall` where that is not the page itself."""
    mine = may(person, Can.EDIT_WALLS)
    return [_row(work, wall=wall, mine=mine) for work in works]


def _row(work: RecordedWork, *, wall: bool, mine: bool) -> PastWorkRow:
    row = work.row
    programme = work.programme[language.code()] if work.programme else ""
    said = _(
        "Recorded from: %(source)s (%(who)s, %(day)s)",
        source=", № ".join(filter(None, (row.source, row.number))),
        who=work.recorded_by,
        day=formatting.day(row.at),
    )
    address = url_for("past_works.edit", wall_id=row.wall_id, past_work_id=row.id) if mine else ""
    return PastWorkRow(
        row.title,
        f"{row.artist}, {row.year}",
        ", ".join(filter(None, (work.wall.address if wall else "", programme, _size(row)))),
        said,
        "orn" if row.stands else "na",
        _("On the wall") if row.stands else _("No longer there"),
        address,
    )


def _size(row: PastWork) -> str:
    if row.width_m is None or row.height_m is None:
        return ""
    sides = f"{formatting.number(row.width_m)} × {formatting.number(row.height_m)}"
    return f"{sides}{formatting.NBSP}{UNIT_LABELS['m']}"
