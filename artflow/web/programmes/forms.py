"""Forms of programmes and of the calendar."""

from __future__ import annotations

import re
from datetime import date

from babel import Locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import ValidationError

from artflow.models import Programme
from artflow.services.programmes.creation import NewProgramme
from artflow.services.programmes.programmes import NUMBER_FORMS
from artflow.services.programmes.settings import SETTINGS, Setting
from artflow.web.account import forms as account_forms
from artflow.web.shared import form_fields, formatting, language
from artflow.web.shared.base_forms import LocalizedForm, values_by_language

PREFIX_PATTERN = re.compile(r"[A-Z0-9]{2,10}")
MAX_PREFIX = 10
PREFIX_HINT = _l("Two to ten capital Latin letters or digits, for instance SHY")


def number_form_choices() -> list[tuple[object, form_fields.Words]]:
    """List how the number of a work can look, each by an example."""
    found = NUMBER_FORMS.items()
    return [(key, form.format(prefix="SHY", year=2026, n=7)) for key, form in found]


def country_choices() -> list[tuple[object, form_fields.Words]]:
    """List the states whose days off are known, by name in the language of the page."""
    import holidays

    names = Locale.parse(formatting.LOCALES[language.code()]).territories
    known = holidays.list_supported_countries()
    return sorted(((code, names[code]) for code in known if code in names), key=lambda one: one[1])


class ProgrammeTextsForm(LocalizedForm):
    """What a programme and its city are called."""

    TEXTS = ("name", "city")
    name_kk = form_fields.localized_text(_l("Name in Kazakh"), "kk")
    name_ru = form_fields.localized_text(_l("Name in Russian"), "ru")
    name_en = form_fields.localized_text(_l("Name in English"), "en")
    city_kk = form_fields.localized_text(_l("City in Kazakh"), "kk")
    city_ru = form_fields.localized_text(_l("City in Russian"), "ru")
    city_en = form_fields.localized_text(_l("City in English"), "en")


class ProgrammeForm(ProgrammeTextsForm):
    """The texts of a programme, and when it takes proposals."""

    open = form_fields.yes_no(
        _l("Is the programme going on?"),
        description=_l(
            "If not, it takes no proposals, whatever the days below say; works that "
            "have begun go on"
        ),
    )
    opens_on = form_fields.date(_l("First day of the call"), required=False)
    closes_on = form_fields.date(
        _l("Last day of the call"),
        required=False,
        description=_l("Leave both empty for a call without end"),
    )

    number_form = form_fields.choice(_l("How are works numbered?"), number_form_choices)
    calendar_id = form_fields.choice(
        _l("Whose working days count?"),
        coerce=int,
        description=_l("Deadlines that were given keep their dates"),
    )

    @classmethod
    def from_programme(cls, programme: Programme) -> ProgrammeForm:
        """Return the form with the present values."""
        values = {name: getattr(programme, name) for name in SETTINGS if name not in cls.TEXTS}
        texts = values_by_language(name=programme.name, city=programme.city)
        return cls(data=values | texts | {"open": "yes" if programme.open else "no"})

    def settings(self) -> dict[str, Setting]:
        """Return the values by column."""
        return {
            "name": self.localized("name"),
            "city": self.localized("city"),
            "open": self.open.data == "yes",
            "opens_on": self.opens_on.data,
            "closes_on": self.closes_on.data,
            "number_form": self.number_form.data,
            "calendar_id": self.calendar_id.data,
        }


class NewProgrammeForm(ProgrammeTextsForm):
    """A programme that is opened."""

    prefix = form_fields.text(
        _l("Beginning of its numbers"),
        limit=MAX_PREFIX,
        description=PREFIX_HINT,
    )
    number_form = form_fields.choice(_l("How are works numbered?"), number_form_choices)
    calendar = form_fields.choice(_l("Whose working days count?"), coerce=int)
    definition = form_fields.choice(_l("Which process do its works go through?"), coerce=int)
    opens_on = form_fields.date(_l("First day of the call"), required=False)
    closes_on = form_fields.date(
        _l("Last day of the call"),
        required=False,
        description=_l("Leave both empty for a call without end"),
    )
    with_parties = form_fields.checkbox(
        _l("The same organisations take part as in the programme that is copied"), required=""
    )

    @classmethod
    def after(cls, example: Programme) -> NewProgrammeForm:
        """Return the form filled in after the example of another programme."""
        return cls(
            data=values_by_language(name=example.name, city=example.city)
            | {
                "number_form": example.number_form,
                "calendar": example.calendar_id,
                "definition": example.definition_id,
                "with_parties": True,
            }
        )

    def validate_prefix(self, field: Field) -> None:
        """Raise `ValidationError` for what would not stand well before a number."""
        if not PREFIX_PATTERN.fullmatch((field.data or "").upper()):
            raise ValidationError(PREFIX_HINT)

    def programme(self) -> NewProgramme:
        """Return what was given, as the service takes it; only for a form without errors."""
        return NewProgramme(
            prefix=(self.prefix.data or "").upper(),
            number_form=self.number_form.data,
            name=self.localized("name"),
            city=self.localized("city"),
            definition_id=self.definition.data,
            calendar_id=self.calendar.data,
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
        )


class CalendarForm(LocalizedForm):
    """The working days of another city."""

    TEXTS = ("name",)
    name_kk = form_fields.localized_text(_l("City in Kazakh"), "kk")
    name_ru = form_fields.localized_text(_l("City in Russian"), "ru")
    name_en = form_fields.localized_text(_l("City in English"), "en")
    country = form_fields.dropdown(_l("Whose days off does it begin with?"), country_choices)
    zone = form_fields.dropdown(_l("Time zone"), account_forms.zone_choices)


class ProcessFileForm(FlaskForm):
    """A document that describes a process."""

    document = form_fields.file(
        _l("Document of the process"),
        description=_l("A file that ends with .toml"),
        render_kw=dict(accept=".toml"),  # noqa: C408  # "accept" is an action of the mural, too
    )


class PartyForm(FlaskForm):
    """An organisation that is to take part."""

    organisation = form_fields.choice(_l("Which organisation?"), coerce=int)


class DayForm(FlaskForm):
    """A day of the calendar."""

    day = form_fields.date(_l("Day"))
    kind = form_fields.choice(
        _l("What becomes of it?"), [("off", _l("A day off")), ("work", _l("A working day"))]
    )
    name = form_fields.text(
        _l("Why"), required=False, description=_l("The holiday, or the decree that moves the day")
    )

    @property
    def given_day(self) -> date:
        """Return the day; only for a form without errors."""
        assert self.day.data is not None
        return self.day.data
