"""The forms of the register: a wall, one taken over from a dossier, its photos, the filter."""

from __future__ import annotations

from typing import Self, TypedDict, cast

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form
from wtforms.form import BaseForm

from artflow.domain.process.case import Case
from artflow.services.lists.filters import WallPlaces
from artflow.services.walls import walls
from artflow.services.walls.walls import WallFilter
from artflow.web.lists.forms import ALL_CHOICE, filter_choice
from artflow.web.shared import form_fields
from artflow.web.shared.base_forms import ActionForm
from artflow.web.shared.wall_labels import FACE_LABELS, HERITAGE_LABELS, WALL_STATE_LABELS

TEXT_COLUMNS = ("substrate", "owner_name", "owner_contact", "notes")


class WallFields:
    """What is known of a wall."""

    code = form_fields.text(_l("Number in the register"), limit=40)
    city = form_fields.text(_l("City"))
    district = form_fields.text(_l("District"))
    address = form_fields.text(_l("Address"))
    face = form_fields.choice(_l("Which side faces the street?"), list(FACE_LABELS.items()))
    width_m = form_fields.size(_l("Width"), places=2, most=500, unit=_l("m"))
    height_m = form_fields.size(_l("Height"), places=2, most=500, unit=_l("m"))
    substrate = form_fields.text(_l("Surface"), required=False)
    heritage = form_fields.choice(_l("Protection of heritage"), list(HERITAGE_LABELS.items()))
    owner_name = form_fields.text(_l("Owner"), required=False)
    owner_contact = form_fields.text(_l("Owner's contact"), required=False)
    latitude = form_fields.number(_l("Latitude"), places=6, least=-90, most=90, required=False)
    longitude = form_fields.number(_l("Longitude"), places=6, least=-180, most=180, required=False)
    notes = form_fields.text_area(_l("Notes"), required=False)


class WallForm(WallFields, FlaskForm):
    """A wall of the register."""


class WallRowForm(WallFields, Form):
    """A wall as a row of a table; judged like the form of one."""


def wall_facts(form: BaseForm) -> dict[str, object]:
    """Return the values of a wall by column; empty lines stay empty texts."""
    return {
        key: "" if value is None and key in TEXT_COLUMNS else value
        for key, value in form.data.items()
        if key != "csrf_token"
    }


class NewWallForm(WallFields, ActionForm):
    """The wall that an artist has described; the office adds the rest."""

    def prepare(self, case: Case) -> None:
        """Fill in what the dossier says, on the first look."""
        if self.is_submitted():
            return
        facts = case.dossier["facts"]
        self.city.data = walls.last_city()
        for name in (
            "district",
            "address",
            "face",
            "width_m",
            "height_m",
            "substrate",
            "latitude",
            "longitude",
        ):
            self[name].data = facts.get(f"wall_{name}")
        self["owner_name"].data = facts.get("wall_owner")


class PhotoForm(FlaskForm):
    photo = form_fields.file(_l("Photo"), description=_l("JPEG, PNG or WebP, up to 50 MB"))
    alt = form_fields.text(
        _l("What the picture shows"), description=_l("For people who cannot see the picture")
    )
    taken_on = form_fields.date(_l("When was it taken?"), required=False)


class RegisterArgs(TypedDict, total=False):
    """What narrows the register, as the address says it."""

    city: str
    district: str
    state: str
    heritage: str


class RegisterForm(Form):
    """The filter of the register, sent by GET; nothing is required."""

    city = filter_choice(_l("City"))
    district = filter_choice(_l("District"))
    state = filter_choice(_l("State"))
    heritage = filter_choice(_l("Protection of heritage"))

    def with_choices(self, places: WallPlaces) -> Self:
        """Set the choices; return the form. Where there is one city, none is asked for."""
        self.city.choices = _name_choices(places.cities)
        if len(places.cities) < 2 and self.city.data in ("", *places.cities):
            del self.city
        self.district.choices = _name_choices(places.districts)
        self.state.choices = form_fields.select_choices([ALL_CHOICE, *WALL_STATE_LABELS.items()])
        self.heritage.choices = form_fields.select_choices([ALL_CHOICE, *HERITAGE_LABELS.items()])
        return self

    @property
    def chosen(self) -> RegisterArgs:
        """Return what narrows the register, by field."""
        return cast("RegisterArgs", {field.name: field.data for field in self if field.data})

    def criteria(self) -> WallFilter:
        """Return the filter; only for a form without errors."""
        return WallFilter(**self.chosen)


def _name_choices(names: list[str]) -> list[form_fields.SelectChoice]:
    return form_fields.select_choices([ALL_CHOICE, *((name, name) for name in names)])


class FreeWallsForm(Form):
    """The filter of the free walls."""

    district = filter_choice(_l("District"))
