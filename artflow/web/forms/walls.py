"""The forms of the register: a wall, one taken over from a dossier, its photos, the filter."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Form

from artflow.domain.case import Case
from artflow.services import walls
from artflow.services.walls import Wanted
from artflow.web.words.walls import FACES, HERITAGE, STATES

from . import fields
from .base import ActionForm
from .filters import ALL, choice

TEXTS = ("substrate", "owner_name", "owner_contact", "notes")


class WallFields:
    """What is known of a wall."""

    code = fields.line(_l("Number in the register"), limit=40)
    city = fields.line(_l("City"))
    district = fields.line(_l("District"))
    address = fields.line(_l("Address"))
    face = fields.choice(_l("Which side faces the street?"), list(FACES.items()))
    width_m = fields.number(_l("Width"), places=2, least=0, most=500, unit=_l("m"))
    height_m = fields.number(_l("Height"), places=2, least=0, most=500, unit=_l("m"))
    substrate = fields.line(_l("Surface"), required=False)
    heritage = fields.choice(_l("Protection of heritage"), list(HERITAGE.items()))
    owner_name = fields.line(_l("Owner"), required=False)
    owner_contact = fields.line(_l("Owner's contact"), required=False)
    latitude = fields.number(_l("Latitude"), places=6, least=-90, most=90, required=False)
    longitude = fields.number(_l("Longitude"), places=6, least=-180, most=180, required=False)
    notes = fields.lines(_l("Notes"), required=False)


class WallForm(WallFields, FlaskForm):
    """A wall of the register."""

    def facts(self) -> dict[str, Any]:
        """The values by column; empty lines stay empty texts."""
        return {key: "" if value is None and key in TEXTS else value
                for key, value in self.data.items() if key != "csrf_token"}  # fmt: skip


class NewWallForm(WallFields, ActionForm):
    """The wall that an artist has described; the office says what only it knows."""

    def prepare(self, case: Case) -> None:
        """On the first look everything that the dossier says stands there already."""
        if self.is_submitted():
            return
        said = case.dossier["facts"]
        self.city.data = walls.usual_city()
        for name in ("district", "address", "face", "width_m", "height_m", "substrate",
                     "latitude", "longitude"):  # fmt: skip
            self[name].data = said.get(f"wall_{name}")
        self.owner_name.data = said.get("wall_owner")


class PhotoForm(FlaskForm):
    photo = fields.upload(_l("Photo"), description=_l("JPEG, PNG or WebP, up to 50 MB"))
    alt = fields.line(_l("What the picture shows"),
                      description=_l("For people who cannot see the picture"))  # fmt: skip
    taken_on = fields.day(_l("When was it taken?"), required=False)


class RegisterForm(Form):
    """The filter of the register, sent by GET; nothing is required."""

    district = choice(_l("District"))
    state = choice(_l("State"))
    heritage = choice(_l("Protection of heritage"))

    def offering(self, districts: list[str]) -> Self:
        """With what there is to choose from."""
        self.district.choices = fields.listed([ALL, *((name, name) for name in districts)])
        self.state.choices = fields.listed([ALL, *STATES.items()])
        self.heritage.choices = fields.listed([ALL, *HERITAGE.items()])
        return self

    @property
    def chosen(self) -> dict[str, str]:
        """What narrows the register, by field."""
        return {field.name: field.data for field in self if field.data}

    def wanted(self) -> Wanted:
        """What the register is narrowed to; only for a form without errors."""
        return Wanted(**self.chosen)


class FreeForm(Form):
    """The same among walls that are free."""

    district = choice(_l("District"))
