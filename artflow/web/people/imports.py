"""Tables of organisations and of people: their columns, and where they go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l
from wtforms.form import BaseForm

from artflow.domain.access.permissions import Can
from artflow.domain.people.roles import Part, Person, Role
from artflow.services.imports.organisations import OrganisationRegister
from artflow.services.imports.people import PeopleRegister
from artflow.services.people import organisations, roster
from artflow.services.programmes import settings
from artflow.web.imports.kinds import Column, ImportKind, LoggedRow
from artflow.web.shared import form_fields, language
from artflow.web.shared.role_labels import PART_LABELS, ROLE_LABELS

from .forms import InviteForm
from .organisation_forms import NewOrganisationForm

MAX_VALUES = 1000
"""So many names a template offers."""


class OrganisationRowForm(NewOrganisationForm):
    """An organisation as a row of a table; judged like the form of one."""

    class Meta:
        csrf = False


class InviteRowForm(InviteForm):
    """Somebody to invite as a row of a table; the organisation is named there, too."""

    class Meta:
        csrf = False

    organisation = form_fields.text(_l("Organisation"))
    programme = form_fields.text(_l("Programme"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, ROLE_LABELS[role]) for role in Role]
        self.role.choices = form_fields.select_choices(roles)


def _values(form: BaseForm) -> dict[str, object]:
    return {key: value or "" for key, value in form.data.items()}


def _organisation_names(person: Person) -> list[str]:
    found = roster.list_organisations(person, size=MAX_VALUES)
    return [organisation.name[language.code()] for organisation, _count in found]


def _programme_names(person: Person) -> list[str]:
    return [programme.name[language.code()] for programme in settings.list_programmes(person)]


def _first_language() -> str:
    return language.offered()[0]


ORGANISATION_COLUMNS = (
    Column(
        "kind",
        ("вид", "тип", "вид организации", "түрі", "ұйым түрі", "kind", "type"),
        choices={part.value: PART_LABELS[part] for part in Part},
        other_words={
            Part.ARTIST.value: ("студия", "художник", "художники", "studio", "суретші", "студиясы"),
            Part.ARCHITECTURE.value: ("архитектура", "управление архитектуры", "сәулет"),
        },
        example="sponsor",
    ),
    Column(
        "name_kk",
        ("название на казахском", "название каз", "атауы", "атауы қаз"),
        example="«Алатау» қоры",
    ),
    Column(
        "name_ru",
        ("название", "наименование", "название на русском", "название рус"),
        example="Фонд «Алатау»",
    ),
    Column(
        "name_en", ("name", "название на английском", "название англ"), example="Alatau Foundation"
    ),
    Column(
        "bin",
        ("бин", "бсн", "bin"),
        example="050140001234",
        hint=_l("By it, or by its name, an organisation is found again"),
    ),
    Column("address", ("адрес", "юридический адрес", "мекенжайы")),
    Column("phone", ("телефон", "тел", "телефоны"), example="+7 7252 00 00 00"),
    Column("email", ("почта", "электронная почта", "e mail", "email", "пошта")),
)
PEOPLE_COLUMNS = (
    Column(
        "email",
        ("почта", "электронная почта", "e mail", "email", "пошта"),
        example="asel@example.org",
        hint=_l("The invitation goes there"),
    ),
    Column("name", ("фио", "имя", "имя и фамилия", "аты жөні", "тегі аты"), example="Әсел Омарова"),
    Column(
        "role",
        ("роль", "рөл", "рөлі"),
        choices={role.value: ROLE_LABELS[role] for role in Role},
        other_words={"sponsor_signatory": ("подписант", "қол қоюшы", "signatory")},
        example="sponsor_signatory",
    ),
    Column(
        "organisation",
        ("организация", "ұйым", "ұйымы", "бин организации"),
        example="Фонд «Алатау»",
        hint=_l("Its name in any language, or its BIN; it must be here already"),
        known=_organisation_names,
    ),
    Column(
        "programme",
        ("программа", "бағдарлама"),
        hint=_l("Its name or the beginning of its numbers; the organisation must take part in it"),
        known=_programme_names,
    ),
    Column("position", ("должность", "лауазымы"), example=_l("Head of department")),
    Column("basis", ("основание", "доверенность", "негізі", "сенімхат")),
    Column(
        "language",
        ("язык", "тілі", "тіл"),
        choices={code: name.label for code, name in language.LANGUAGE_NAMES.items()},
        other_words={
            "kk": ("каз", "казахский", "kz", "қаз"),
            "ru": ("рус", "русский", "орысша"),
            "en": ("англ", "английский", "ағылшынша"),
        },
        default=_first_language,
        example="kk",
    ),
)


def _entered_organisations(rows: Sequence[LoggedRow]) -> list[tuple[str, str]]:
    names = organisations.load_names([row["organisation"] for row in rows])
    return [
        (url_for("people.organisation", organisation_id=key), name[language.code()])
        for key, name in sorted(names.items())
    ]


def _entered_people(rows: Sequence[LoggedRow]) -> list[tuple[str, str]]:
    """Tell which roles were offered where: the log keeps no names."""
    names = organisations.load_names({row["organisation"] for row in rows})
    return [
        (
            url_for("people.organisation", organisation_id=row["organisation"]),
            f"{names[row['organisation']][language.code()]}: {ROLE_LABELS[Role(row['role'])]}",
        )
        for row in rows
    ]


ORGANISATIONS = ImportKind(
    key="organisations",
    label=_l("Organisations"),
    explanation=_l("The department, sponsors, studios of artists: with their BIN and contacts."),
    right=Can.ADD_ORGANISATION,
    form=OrganisationRowForm,
    columns=ORGANISATION_COLUMNS,
    names=("name_kk", "name_ru", "bin"),
    values=_values,
    register=OrganisationRegister,
    page="organisations.index",
    entered=_entered_organisations,
)
PEOPLE = ImportKind(
    key="people",
    label=_l("People"),
    explanation=_l("Who is to have which role in which organisation: each gets an invitation."),
    right=Can.SEE_PEOPLE,
    form=InviteRowForm,
    columns=PEOPLE_COLUMNS,
    names=("name", "email", "organisation"),
    values=_values,
    register=PeopleRegister,
    page="invited.index",
    entered=_entered_people,
    sends_letters=True,
)
