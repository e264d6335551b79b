"""What a table may hold: its columns, the form that judges a row, and where the rows go.

A room enters its own kinds here; nobody else needs to know them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from werkzeug.datastructures import MultiDict
from wtforms import Form
from wtforms.form import BaseForm

from artflow.domain.access.permissions import Can
from artflow.domain.people.roles import Person
from artflow.services.imports.plans import Register
from artflow.web.shared.form_fields import Words

CITY, SOURCE = "city", "source"
"""The options of an upload: what stands where a row does not say it."""


LoggedRow = Mapping[str, Any]
"""What a register has returned of a row that it has written, and the number of the row."""


class Column(NamedTuple):
    """A column of a table, named as the field of the form that judges it.

    `aliases` are what it is called elsewhere besides the words of the field; `choices` its values
    and their words, `other_words` what else people write for them. So many `places` after the point
    are kept. Where a cell is empty the `option` of the upload stands, else the `default`. What is
    `known` here already is offered to a person in the template, and others are taken as well.
    """

    key: str
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, Words] = {}
    other_words: Mapping[str, tuple[str, ...]] = {}
    default: str | Callable[[], str] = ""
    option: str = ""
    places: int | None = None
    is_year: bool = False
    example: Words = ""
    hint: Words = ""
    known: Callable[[Person], Sequence[str]] | None = None


@dataclass(frozen=True)
class ImportKind:
    """One kind of tables.

    `values` takes what a form has found to what the register is given. `names` are the columns by
    which people know a row. `page` is the endpoint of all that is here, empty where there is
    none; `entered` tells of rows that the log keeps where each is seen now, and its name. `options`
    are those of an upload, with what each offers at first. `sends_letters` warns that people are
    written to.
    """

    key: str
    label: Words
    explanation: Words
    right: Can
    form: Callable[[MultiDict[str, str]], Form]
    columns: tuple[Column, ...]
    names: tuple[str, ...]
    values: Callable[[BaseForm], dict[str, object]]
    register: Callable[[], Register]
    page: str
    entered: Callable[[Sequence[LoggedRow]], list[tuple[str, str]]]
    options: Mapping[str, Callable[[], str]] = field(default_factory=dict)
    sends_letters: bool = False

    def column(self, key: str) -> Column:
        """Return the column of this name. Raises KeyError."""
        return next(column for column in self.columns if column.key == key)


KINDS: dict[str, ImportKind] = {}


def enter(kind: ImportKind) -> None:
    """Let tables of a kind be brought in."""
    KINDS[kind.key] = kind
