"""The form of a wall."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from artflow.web.words.walls import FACES, HERITAGE

from . import fields


class WallForm(FlaskForm):
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

    def facts(self) -> dict[str, Any]:
        """The values by column; empty lines stay empty texts."""
        return {key: "" if value is None and key in TEXTS else value
                for key, value in self.data.items() if key != "csrf_token"}  # fmt: skip


TEXTS = ("substrate", "owner_name", "owner_contact", "notes")
