"""Forms of programmes and of the calendar."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from artflow.models import Programme
from artflow.services.programmes.settings import SETTINGS, Setting
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import LocalizedForm, values_by_language


class ProgrammeForm(LocalizedForm):
    """The texts of a programme, and when it takes proposals."""

    TEXTS = ("name", "city")
    name_kk = form_fields.localized_text(_l("Name in Kazakh"), "kk")
    name_ru = form_fields.localized_text(_l("Name in Russian"), "ru")
    name_en = form_fields.localized_text(_l("Name in English"), "en")
    city_kk = form_fields.localized_text(_l("City in Kazakh"), "kk")
    city_ru = form_fields.localized_text(_l("City in Russian"), "ru")
    city_en = form_fields.localized_text(_l("City in English"), "en")
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
        }


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
