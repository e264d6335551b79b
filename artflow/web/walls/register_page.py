"""The page model of the register of walls: rows, count, and the filters as chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from artflow.services.lists.listing import COUNT_LIMIT
from artflow.services.walls.walls import WallWithState
from artflow.web.lists.filtered_page import FilterChip
from artflow.web.lists.rows import ListRow
from artflow.web.shared import formatting
from artflow.web.shared.form_fields import selected_label

from . import page_models
from .forms import RegisterArgs, RegisterForm

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """What the template shows. `first` and `more` are addresses, empty where there is no page."""

    form: RegisterForm
    chips: list[FilterChip]
    rows: list[ListRow]
    count: str
    points: str
    first: str
    more: str


def build_register_page(
    form: RegisterForm, found: Sequence[WallWithState], count: int, after: int | None
) -> RegisterPage:
    """Build the page after the id `after`; `found` may hold one row more than fits."""
    asked, shown = form.chosen, found[:PAGE_SIZE]
    more = (
        url_for("walls.index", **asked, after=shown[-1].wall.id) if len(found) > PAGE_SIZE else ""
    )
    return RegisterPage(
        form=form,
        chips=[] if form.errors else [_chip(form, name) for name in asked],
        rows=page_models.wall_rows(shown),
        count=_count_label(count),
        points=url_for("walls.points", **asked),
        first="" if after is None else url_for("walls.index", **asked),
        more=more,
    )


def _count_label(count: int) -> str:
    """Say how many walls there are, as far as they were counted."""
    if count > COUNT_LIMIT:
        return _("More than %(n)s walls", n=formatting.number(COUNT_LIMIT))
    return ngettext("%(num)s wall", "%(num)s walls", count)


def _chip(form: RegisterForm, name: str) -> FilterChip:
    others = {key: value for key, value in form.chosen.items() if key != name}
    rest, value = cast("RegisterArgs", others), selected_label(form[name])
    return FilterChip(str(form[name].label.text), value, url_for("walls.index", **rest))
