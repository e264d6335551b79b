"""The page of a filtered list: its rows, how many there are, and what narrows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import BooleanField, Field, SelectField

from artflow.services.listing import PAGE, Count
from artflow.web import format
from artflow.web.forms.filters import FilterForm

from . import lists
from .rows import Row


class Chip(NamedTuple):
    """One thing that narrows the list, and the address of the list without it."""

    label: str
    value: str
    url: str


class ListPage(NamedTuple):
    """What the template shows. `first` and `more` are addresses, empty where there is no page."""

    form: FilterForm
    chips: list[Chip]
    rows: list[Row]
    count: str
    first: str
    more: str


def page_of(
    form: FilterForm, found: Sequence[Any], count: Count | None, after: int | None
) -> ListPage:  # fmt: skip
    """The page after the place `after`; `found` may hold one more than fits, if there is more."""
    shown = found[:PAGE]
    return ListPage(
        form=form,
        chips=[] if form.errors else [_chip(form, field) for field in form.chosen],
        rows=lists.rows(shown),
        count=counted(count) if count else "",
        first="" if after is None else address(form),
        more=address(form, after=shown[-1].id) if len(found) > PAGE else "",
    )


def address(form: FilterForm, without: Field | None = None, **more: Any) -> str:
    """The address of the list as it is asked for, with one thing taken off or something added."""
    asked = {f.name: "1" if f.data is True else f.data for f in form.chosen if f is not without}
    return url_for("proposals.index", **asked, **more)


def _chip(form: FilterForm, field: Field) -> Chip:
    return Chip(str(field.label.text), _value(field), address(form, without=field))


def _value(field: Field) -> str:
    """What was asked, in words; a tick says all by its label."""
    if isinstance(field, BooleanField):
        return ""
    if isinstance(field, SelectField):
        return next(str(choice.label) for choice in field.iter_choices() if choice.selected)
    return f"«{field.data}»"


def counted(count: Count) -> str:
    """How many there are, as far as they were counted."""
    if count.more:
        return _("More than %(n)s proposals", n=format.number(count.n))
    return ngettext("%(num)s proposal", "%(num)s proposals", count.n)
