"""The walls of the demo's register. Addresses and owners are invented."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from artflow.domain.roles import Person
from artflow.services import wall_photos, walls

CITY = "Шымкент"
WALLS: tuple[dict[str, Any], ...] = (
    {"code": "SHY-117", "district": "Әл-Фараби ауданы", "address": "Тәуке хан даңғылы, 41-үй",
     "face": "east", "width_m": "12.4", "height_m": "27.1", "substrate": "панель, жіктері бітелген",
     "heritage": "none", "owner_name": "«Тәуке хан 41» МИБ", "owner_contact": "+7 701 000 41 41",
     "latitude": "42.317400", "longitude": "69.596100", "notes": "9 қабатты үй, 1986 жылы "
     "салынған. 2,1 м биіктікте газ құбыры, сол жағында мекенжай тақтасы."},
    {"code": "SHY-102", "district": "Әл-Фараби ауданы", "address": "Республика даңғылы, 58-үй",
     "face": "south", "width_m": "11.8", "height_m": "26.4", "substrate": "панель",
     "heritage": "none", "owner_name": "«Республика 58» МИБ", "owner_contact": "+7 701 000 58 58",
     "latitude": "42.322100", "longitude": "69.588700", "notes": ""},
    {"code": "SHY-088", "district": "Қаратау ауданы", "address": "Нұрсәт шағынауданы, 88-үй",
     "face": "west", "width_m": "14.0", "height_m": "27.0", "substrate": "кірпіш",
     "heritage": "none", "owner_name": "«Нұрсәт 88» МИБ", "owner_contact": "+7 701 000 88 88",
     "latitude": "42.371900", "longitude": "69.620300", "notes": ""},
    {"code": "SHY-019", "district": "Еңбекші ауданы", "address": "Қонаев даңғылы, 19-үй",
     "face": "north", "width_m": "10.5", "height_m": "15.2", "substrate": "сылақ",
     "heritage": "regulated_zone", "owner_name": "«Қонаев 19» МИБ",
     "owner_contact": "+7 701 000 19 19", "latitude": "42.330800", "longitude": "69.612400",
     "notes": "Ескі қала орталығына жақын."},
    {"code": "SHY-064", "district": "Абай ауданы", "address": "Бәйдібек би даңғылы, 64-үй",
     "face": "east", "width_m": "12.0", "height_m": "26.0", "substrate": "желдетілетін қасбет",
     "heritage": "unknown", "owner_name": "", "owner_contact": "", "latitude": None,
     "longitude": None, "notes": "Қарап-тексеру керек."},
    {"code": "SHY-031", "district": "Абай ауданы", "address": "Байтұрсынов көшесі, 12-үй",
     "face": "east", "width_m": "12.2", "height_m": "26.8", "substrate": "панель",
     "heritage": "none", "owner_name": "«Байтұрсынов 12» МИБ", "owner_contact": "+7 701 000 12 12",
     "latitude": "42.309800", "longitude": "69.583400", "notes": ""},
    {"code": "SHY-045", "district": "Тұран ауданы", "address": "Астана даңғылы, 45-үй",
     "face": "south", "width_m": "12.6", "height_m": "27.0", "substrate": "панель, қайта сыланған",
     "heritage": "none", "owner_name": "«Астана 45» МИБ", "owner_contact": "+7 701 000 45 45",
     "latitude": "42.341500", "longitude": "69.541200", "notes": ""},
    {"code": "SHY-073", "district": "Еңбекші ауданы", "address": "Қабанбай батыр көшесі, 7-үй",
     "face": "west", "width_m": "11.9", "height_m": "26.2", "substrate": "кірпіш",
     "heritage": "none", "owner_name": "«Қабанбай батыр 7» МИБ",
     "owner_contact": "+7 701 000 70 07",
     "latitude": "42.327300", "longitude": "69.634800", "notes": ""},
    {"code": "SHY-126", "district": "Әл-Фараби ауданы", "address": "Желтоқсан көшесі, 26-үй",
     "face": "north", "width_m": "12.4", "height_m": "27.0", "substrate": "панель",
     "heritage": "none", "owner_name": "«Желтоқсан 26» МИБ", "owner_contact": "+7 701 000 26 26",
     "latitude": "42.318800", "longitude": "69.601900", "notes": ""},
    {"code": "SHY-140", "district": "Қаратау ауданы", "address": "Нұрсәт шағынауданы, 140-үй",
     "face": "east", "width_m": "13.2", "height_m": "27.4", "substrate": "панель",
     "heritage": "none", "owner_name": "«Нұрсәт 140» МИБ", "owner_contact": "+7 701 000 14 40",
     "latitude": "42.368200", "longitude": "69.627500", "notes": ""},
    {"code": "SHY-158", "district": "Еңбекші ауданы", "address": "Ташкент көшесі, 158-үй",
     "face": "south", "width_m": "12.0", "height_m": "26.0", "substrate": "сылақ",
     "heritage": "none", "owner_name": "«Ташкент 158» МИБ", "owner_contact": "+7 701 000 58 15",
     "latitude": "42.311200", "longitude": "69.622600", "notes": ""},
    {"code": "SHY-172", "district": "Тұран ауданы", "address": "Асар шағынауданы, 72-үй",
     "face": "east", "width_m": "12.0", "height_m": "26.6", "substrate": "панель",
     "heritage": "none", "owner_name": "«Асар 72» МИБ", "owner_contact": "+7 701 000 72 72",
     "latitude": "42.352700", "longitude": "69.524100", "notes": ""},
    {"code": "SHY-185", "district": "Қаратау ауданы", "address": "Бозарық шағынауданы, 18-үй",
     "face": "west", "width_m": "12.8", "height_m": "26.9", "substrate": "газблок, сылақ",
     "heritage": "none", "owner_name": "«Бозарық 18» МИБ", "owner_contact": "+7 701 000 18 18",
     "latitude": "42.380400", "longitude": "69.655300", "notes": ""},
    {"code": "SHY-190", "district": "Абай ауданы", "address": "Рысқұлов көшесі, 90-үй",
     "face": "south", "width_m": "12.1", "height_m": "26.4", "substrate": "панель",
     "heritage": "none", "owner_name": "«Рысқұлов 90» МИБ", "owner_contact": "+7 701 000 90 90",
     "latitude": "42.301700", "longitude": "69.571800", "notes": ""},
    {"code": "SHY-195", "district": "Абай ауданы", "address": "Бәйдібек би даңғылы, 95-үй",
     "face": "south", "width_m": "12.3", "height_m": "26.7", "substrate": "панель",
     "heritage": "none", "owner_name": "«Бәйдібек би 95» МИБ", "owner_contact": "+7 701 000 95 95",
     "latitude": "42.295600", "longitude": "69.577300", "notes": ""},
)  # fmt: skip
DECIMALS = ("width_m", "height_m", "latitude", "longitude")
PHOTO_ALT = "Бос бүйір қабырға, сол жағында теректер, төменде газ құбыры мен мекенжай тақтасы"


def enter(person: Person, photo_id: int, now: datetime) -> dict[str, int]:
    """Enter the walls; the first one with its photo. Returns their ids by code."""
    found = {wall["code"]: walls.add(person, _row(wall), now) for wall in WALLS}
    first = found[WALLS[0]["code"]]
    wall_photos.add(first, person, photo_id, alt=PHOTO_ALT, taken_on=now.date(), now=now)
    return found


def _row(wall: dict[str, Any]) -> dict[str, Any]:
    decimals = {key: Decimal(wall[key]) if wall[key] else None for key in DECIMALS}
    return wall | decimals | {"city": CITY}
