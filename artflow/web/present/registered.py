"""The page of the register of walls: its rows, how many there are, and what narrows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask import url_for
from flask_babel import ngettext

from artflow.services.walls import Listed
from artflow.web.forms.walls import RegisterForm

from . import walls
from .filtered import Chip
from .rows import Row

PAGE = 25


class RegisterPage(NamedTuple):
    """What the template shows. `first` and `more` are addresses, empty where there is no page."""

    form: RegisterForm
    chips: list[Chip]
    rows: list[Row]
    count: str
    points: str
    first: str
    more: str


def page_of(
    form: RegisterForm, found: Sequence[Listed], count: int, after: int | None
) -> RegisterPage:
    """The page after the place `after`; `found` may hold one more than fits, if there is more."""
    asked, shown = form.chosen, found[:PAGE]
    more = url_for("walls.index", **asked, after=shown[-1].wall.id) if len(found) > PAGE else ""
    return RegisterPage(
        form=form,
        chips=[] if form.errors else [_chip(form, name) for name in asked],
        rows=walls.rows(shown),
        count=ngettext("%(num)s wall", "%(num)s walls", count),
        points=url_for("walls.points", **asked),
        first="" if after is None else url_for("walls.index", **asked),
        more=more,
    )


def _chip(form: RegisterForm, name: str) -> Chip:
    rest = {key: value for key, value in form.chosen.items() if key != name}
    said = next(str(choice.label) for choice in form[name].iter_choices() if choice.selected)
    return Chip(str(form[name].label.text), said, url_for("walls.index", **rest))
