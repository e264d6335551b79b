"""Tables of works that were painted before."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm

from artflow.domain.access.permissions import Can
from artflow.services.walls import known_values, past_works
from artflow.services.walls.past_imports import PastWorkRegister
from artflow.web.imports.kinds import SOURCE, Column, ImportKind, LoggedRow
from artflow.web.shared import language

from .past_forms import PastWorkRowForm, past_work_facts

COLUMNS = (
    Column("title", ("название", "название работы", "мурал", "атауы", "туынды"), example="Наурыз"),
    Column("artist", ("художник", "автор", "авторы", "суретші"), example="Айгерим Садықова"),
    Column("year", ("год", "год создания", "жылы", "жыл"), is_year=True, example="2019"),
    Column(
        "wall",
        ("стена", "код стены", "номер стены", "қабырға", "қабырға нөмірі"),
        example="A-017",
        hint=_l("As in the register of walls; the wall must be here already"),
        known=lambda _person: known_values.list_codes(),
    ),
    Column("width_m", ("ширина", "ені"), example="12"),
    Column("height_m", ("высота", "биіктігі"), example="24"),
    Column(
        "programme",
        ("программа", "бағдарлама"),
        hint=_l("One of ours; empty for none"),
        known=lambda person: [
            name for _key, name in past_works.list_own_programmes(person, language.code())
        ],
    ),
    Column(
        "stands",
        ("сохранился", "сохранилась", "на стене", "состояние", "сақталған"),
        choices={"yes": _l("Yes"), "no": _l("No")},
        other_words={"yes": ("есть", "бар", "true", "+"), "no": ("закрашен", "жоқ", "false", "-")},
        default="yes",
        example="yes",
    ),
    Column(
        "source",
        ("источник", "реестр", "дереккөз"),
        option=SOURCE,
        example=_l("Register of the department of culture, 2020"),
    ),
    Column("number", ("номер", "№ в реестре", "нөмірі"), example="17"),
    Column("notes", ("примечание", "комментарий", "ескертулер")),
)


def _values(form: BaseForm) -> dict[str, object]:
    return past_work_facts(form) | {"programme": form["programme"].data or ""}


def _entered(rows: Sequence[LoggedRow]) -> list[tuple[str, str]]:
    found = past_works.list_by_ids([row["past_work"] for row in rows])
    return [
        (
            url_for("walls.show", wall_id=work.wall_id),
            f"«{work.title}», {work.artist}, {work.year}",
        )
        for work in found
    ]


PAST_WORKS = ImportKind(
    key="past-works",
    label=_l("Earlier works"),
    explanation=_l(
        "Works that were painted before artflow. They are shown as recorded from an earlier "
        "register, not as decided here."
    ),
    right=Can.EDIT_WALLS,
    form=PastWorkRowForm,
    columns=COLUMNS,
    names=("title", "artist", "year"),
    values=_values,
    register=PastWorkRegister,
    page="",
    entered=_entered,
    options={SOURCE: str},
)
