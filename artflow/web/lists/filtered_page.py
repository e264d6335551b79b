"""The page model of a filtered list: rows, count, and the filters as chips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms import BooleanField, Field, SelectField

from artflow.services.lists.listing import PAGE_SIZE, Count
from artflow.services.lists.proposal_rows import ProposalRow
from artflow.web.shared import formatting
from artflow.web.shared.form_fields import selected_label

from . import list_pages
from .forms import FilterForm
from .rows import ListRow


class FilterChip(NamedTuple):
    """One active filter, and the address of the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the template shows. `first` and `more` are addresses, empty where there is no page."""

    form: FilterForm
    chips: list[FilterChip]
    rows: list[ListRow]
    count: str
    first: str
    more: str


def build_list_page(
    form: FilterForm, found: Sequence[ProposalRow], count: Count | None, after: int | None
) -> ListPage:
    """Build the page after the place `after`; `found` may hold one more than fits, if there is."""
    shown = found[:PAGE_SIZE]
    return ListPage(
        form=form,
        chips=[] if form.errors else [_chip(form, field) for field in form.active_fields],
        rows=list_pages.build_rows(shown),
        count=count_label(count) if count else "",
        first="" if after is None else list_url(form),
        more=list_url(form, after=shown[-1].id) if len(found) > PAGE_SIZE else "",
    )


def list_url(form: FilterForm, without: Field | None = None, after: int | None = None) -> str:
    """Return the address of the list as it is asked for, without one thing, or further on."""
    asked: dict[str, Any] = {
        f.name: "1" if f.data is True else f.data for f in form.active_fields if f is not without
    }
    return url_for("proposals.index", **asked, after=after)


def _chip(form: FilterForm, field: Field) -> FilterChip:
    return FilterChip(str(field.label.text), _chip_value(field), list_url(form, without=field))


def _chip_value(field: Field) -> str:
    """Put what was asked into words; a tick says all by its label."""
    if isinstance(field, BooleanField):
        return ""
    if isinstance(field, SelectField):
        return selected_label(field)
    return f"«{field.data}»"


def count_label(count: Count) -> str:
    """Say how many there are, as far as they were counted."""
    if count.more:
        return _("More than %(n)s proposals", n=formatting.number(count.n))
    return ngettext("%(num)s proposal", "%(num)s proposals", count.n)
