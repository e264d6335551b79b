"""Forms of programmes and of the calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import ValidationError

from artflow.domain.money import TENGE
from artflow.models import Programme
from artflow.services.programmes.creation import NewProgramme
from artflow.services.programmes.programmes import NUMBER_FORMS
from artflow.services.programmes.settings import SETTINGS, Setting
from artflow.web.account import time_zones
from artflow.web.shared import form_fields, formatting, language
from artflow.web.shared.base_forms import LocalizedForm, values_by_language

PREFIX_PATTERN = re.compile(r"[A-Z0-9]{2,10}")
MAX_PREFIX = 10
LANGUAGES_HINT = _l(
    "Name and city must be there in all of them, and its approval sheets are printed in them"
)
CURRENCY_HINT = _l("It can be chosen until the first sum is recorded")
PREFIX_EXAMPLE = "ABC"
PREFIX_HINT = _l(
    "Two to ten capital Latin letters or digits, for instance %(example)s", example=PREFIX_EXAMPLE
)


def number_form_choices(prefix: str = "") -> list[tuple[object, form_fields.Words]]:
    """List how the number of a work can look, each by an example with the programme's prefix.

    While it is not known yet, letters stand for it.
    """
    example = prefix or PREFIX_EXAMPLE
    year = datetime.now(formatting.time_zone()).year
    return [
        (key, form.format(prefix=example, year=year, n=7)) for key, form in NUMBER_FORMS.items()
    ]


def country_choices() -> list[tuple[object, form_fields.Words]]:
    """List the states whose days off are known, by name in the language of the page."""
    import holidays

    names = Locale.parse(formatting.LOCALES[language.code()]).territories
    known = holidays.list_supported_countries()
    return sorted(((code, names[code]) for code in known if code in names), key=lambda one: one[1])


def currency_choices() -> list[tuple[object, form_fields.Words]]:
    """List the currencies that a state uses today, by name in the language of the page."""
    locale = Locale.parse(formatting.LOCALES[language.code()])
    known = {
        code
        for state in get_global("territory_currencies")
        for code in get_territory_currencies(state)
    }
    return sorted(
        ((code, f"{locale.currencies[code]} ({code})") for code in known & {*locale.currencies}),
        key=lambda one: (one[0] != TENGE, one[1]),
    )


class ProgrammeTextsForm(LocalizedForm):
    """What a programme and its city are called."""

    TEXTS = ("name", "city")
    name_kk = form_fields.localized_text(_l("Name in Kazakh"), "kk")
    name_ru = form_fields.localized_text(_l("Name in Russian"), "ru")
    name_en = form_fields.localized_text(_l("Name in English"), "en")
    city_kk = form_fields.localized_text(_l("City in Kazakh"), "kk")
    city_ru = form_fields.localized_text(_l("City in Russian"), "ru")
    city_en = form_fields.localized_text(_l("City in English"), "en")
    languages = form_fields.several(
        _l("Which languages does the programme have?"),
        [(code, known.label) for code, known in language.LANGUAGE_NAMES.items()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages.choices = form_fields.select_choices(language.offered_choices())
        self.languages.description = LANGUAGES_HINT

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Require name and city in every language that was chosen, besides all other rules."""
        fine = super().validate(extra_validators)
        fields = [self[f"{text}_{code}"] for text in self.TEXTS for code in self.chosen_languages()]
        empty = [field for field in fields if not (field.data or "").strip() and not field.errors]
        for field in empty:
            field.errors = [form_fields.FILL_IN]
        return fine and not empty

    def chosen_languages(self) -> list[str]:
        """Return the chosen languages, in the order of the installation."""
        return [code for code in language.offered() if code in (self.languages.data or ())]


class ProgrammeForm(ProgrammeTextsForm):
    """The texts of a programme, and when it takes proposals."""

    open = form_fields.yes_no(
        _l("Is the programme active?"),
        description=_l(
            "If not, it takes no proposals, whatever the days below say; works that have begun "
            "continue"
        ),
    )
    opens_on = form_fields.date(_l("First day of the call"), required=False)
    closes_on = form_fields.date(
        _l("Last day of the call"),
        required=False,
        description=_l("Leave both empty for an open-ended call"),
    )

    number_form = form_fields.choice(_l("How are works numbered?"), number_form_choices)
    calendar_id = form_fields.choice(
        _l("Whose working days count?"),
        coerce=int,
        description=_l("Deadlines that were given keep their dates"),
    )
    currency = form_fields.dropdown(
        _l("In which currency are sums?"), currency_choices, description=CURRENCY_HINT
    )

    def keep_currency(self, programme: Programme) -> None:
        """Offer no other currency, and say why not."""
        present = next(one for one in currency_choices() if one[0] == programme.currency)
        self.currency.choices = [present]
        self.currency.description = _(
            "Works name sums in this currency already, so it can no longer be changed"
        )

    @classmethod
    def from_programme(cls, programme: Programme) -> ProgrammeForm:
        """Return the form with the present values."""
        values = {name: getattr(programme, name) for name in SETTINGS if name not in cls.TEXTS}
        texts = values_by_language(name=programme.name, city=programme.city)
        values["languages"] = language.of_programme(programme.languages)
        form = cls(data=values | texts | {"open": "yes" if programme.open else "no"})
        examples = number_form_choices(programme.prefix)
        form.number_form.choices = form_fields.select_choices(examples)
        return form

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
            "currency": self.currency.data,
            "languages": self.chosen_languages(),
        }


class NewProgrammeForm(ProgrammeTextsForm):
    """A programme that is opened."""

    prefix = form_fields.text(
        _l("Number prefix"),
        limit=MAX_PREFIX,
        description=PREFIX_HINT,
    )
    number_form = form_fields.choice(_l("How are works numbered?"), number_form_choices)
    calendar = form_fields.choice(_l("Whose working days count?"), coerce=int)
    currency = form_fields.dropdown(
        _l("In which currency are sums?"),
        currency_choices,
        description=CURRENCY_HINT,
    )
    definition = form_fields.choice(_l("Which process do its works go through?"), coerce=int)
    opens_on = form_fields.date(_l("First day of the call"), required=False)
    closes_on = form_fields.date(
        _l("Last day of the call"),
        required=False,
        description=_l("Leave both empty for an open-ended call"),
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
                "currency": example.currency,
                "languages": language.of_programme(example.languages),
                "definition": example.definition_id,
                "with_parties": True,
            }
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted() and not self.languages.data:
            self.languages.data = language.offered()[:1]
        given = (self.prefix.data or "").upper()
        if PREFIX_PATTERN.fullmatch(given):
            examples = number_form_choices(given)
            self.number_form.choices = form_fields.select_choices(examples)

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
            currency=self.currency.data,
            languages=self.chosen_languages(),
        )


class CalendarNameForm(LocalizedForm):
    """The city whose working days a calendar holds."""

    TEXTS = ("name",)
    name_kk = form_fields.localized_text(_l("City in Kazakh"), "kk")
    name_ru = form_fields.localized_text(_l("City in Russian"), "ru")
    name_en = form_fields.localized_text(_l("City in English"), "en")


class ClosingForm(FlaskForm):
    """A calendar that takes the place of one that is closed."""

    replacement = form_fields.choice(_l("Which calendar takes its place?"), coerce=int)


class CalendarForm(CalendarNameForm):
    """The working days of another city."""

    country = form_fields.dropdown(_l("Whose days off does it begin with?"), country_choices)
    zone = form_fields.dropdown(_l("Time zone"), time_zones.zone_choices)
    again = form_fields.checkbox(_l("Add another calendar of the same name"), required="")


class ProcessFileForm(FlaskForm):
    """A document that describes a process."""

    document = form_fields.file(
        _l("Document of the process"),
        description=_l("A file that ends with .toml"),
        render_kw=dict(accept=".toml"),  # noqa: C408  # "accept" is an action of the mural, too
    )


class JoiningForm(FlaskForm):
    """An organisation that is to take part; `seen` binds the press to what was told."""

    seen = HiddenField()


class LeavingForm(JoiningForm):
    """An organisation that is to take part no longer."""

    leaves_on = form_fields.date(
        _l("From which day on?"),
        description=_l("Works submitted on or after this day will not include it"),
    )

    @property
    def given_day(self) -> date:
        """Return the day; only for a form without errors."""
        assert self.leaves_on.data is not None
        return self.leaves_on.data


class DayForm(FlaskForm):
    """A day of the calendar."""

    day = form_fields.date(_l("Day"))
    kind = form_fields.choice(
        _l("Change to"), [("off", _l("A day off")), ("work", _l("A working day"))]
    )
    name = form_fields.text(
        _l("Why"), required=False, description=_l("The holiday, or the decree that moves the day")
    )

    @property
    def given_day(self) -> date:
        """Return the day; only for a form without errors."""
        assert self.day.data is not None
        return self.day.data
