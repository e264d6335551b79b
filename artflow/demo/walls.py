"""The walls of the demo's register, and how they looked. Addresses and owners are invented."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from artflow.domain.people.roles import Person
from artflow.services.walls import photos as walls_photos
from artflow.services.walls import walls

CITY = "Шымкент"
WALLS: tuple[dict[str, str | None], ...] = (
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
    {"code": "SHY-081", "district": "Еңбекші ауданы", "address": "Диваев көшесі, 81, мектептің "
     "спорт залы", "face": "south", "width_m": "24.0", "height_m": "7.5", "substrate": "сылақ",
     "heritage": "none", "owner_name": "Диваев көшесіндегі мектеп",
     "owner_contact": "+7 701 000 81 81", "latitude": "42.325100", "longitude": "69.620700",
     "notes": "Оқу жылында жұмыс демалыс күндері ғана жүреді."},
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
     "face": "west", "width_m": "11.9", "height_m": "26.2", "substrate": "панель",
     "heritage": "none", "owner_name": "«Қабанбай батыр 7» МИБ",
     "owner_contact": "+7 701 000 70 07",
     "latitude": "42.327300", "longitude": "69.634800", "notes": ""},
    {"code": "SHY-052", "district": "Тұран ауданы", "address": "Асар шағынауданы, 52, қазандық",
     "face": "west", "width_m": "18.0", "height_m": "9.0", "substrate": "кірпіш",
     "heritage": "none", "owner_name": "«Асар жылу» ЖШС", "owner_contact": "+7 701 000 52 52",
     "latitude": "42.356100", "longitude": "69.530200",
     "notes": "Оң жағынан жылу құбырлары өтеді, жылыту маусымында оларға жақындауға болмайды."},
    {"code": "SHY-126", "district": "Әл-Фараби ауданы", "address": "Желтоқсан көшесі, 26-үй",
     "face": "north", "width_m": "12.4", "height_m": "27.0", "substrate": "панель",
     "heritage": "none", "owner_name": "«Желтоқсан 26» МИБ", "owner_contact": "+7 701 000 26 26",
     "latitude": "42.318800", "longitude": "69.601900", "notes": ""},
    {"code": "SHY-133", "district": "Әл-Фараби ауданы", "address": "Қазыбек би көшесі, 33-үй",
     "face": "east", "width_m": "12.6", "height_m": "15.2", "substrate": "силикат кірпіш",
     "heritage": "none", "owner_name": "«Қазыбек би 33» МИБ", "owner_contact": "+7 701 000 33 33",
     "latitude": "42.320500", "longitude": "69.594300",
     "notes": "5 қабатты үй, 1967 жылы салынған. Төменде газ құбыры."},
    {"code": "SHY-140", "district": "Қаратау ауданы", "address": "Нұрсәт шағынауданы, 140-үй",
     "face": "east", "width_m": "13.2", "height_m": "27.4", "substrate": "панель",
     "heritage": "none", "owner_name": "«Нұрсәт 140» МИБ", "owner_contact": "+7 701 000 14 40",
     "latitude": "42.368200", "longitude": "69.627500", "notes": ""},
    {"code": "SHY-164", "district": "Қаратау ауданы", "address": "Нұрсәт шағынауданы, 164, "
     "жабық базар", "face": "south", "width_m": "30.0", "height_m": "9.0",
     "substrate": "металл қаптама", "heritage": "none", "owner_name": "«Нұрсәт базары» ЖШС",
     "owner_contact": "+7 701 000 16 40", "latitude": "42.374600", "longitude": "69.631800",
     "notes": ""},
    {"code": "SHY-158", "district": "Еңбекші ауданы", "address": "Ташкент көшесі, 158-үй",
     "face": "south", "width_m": "12.0", "height_m": "26.0", "substrate": "сылақ",
     "heritage": "none", "owner_name": "«Ташкент 158» МИБ", "owner_contact": "+7 701 000 58 15",
     "latitude": "42.311200", "longitude": "69.622600", "notes": ""},
    {"code": "SHY-172", "district": "Тұран ауданы", "address": "Асар шағынауданы, 72-үй",
     "face": "east", "width_m": "12.0", "height_m": "26.6", "substrate": "панель",
     "heritage": "none", "owner_name": "«Асар 72» МИБ", "owner_contact": "+7 701 000 72 72",
     "latitude": "42.352700", "longitude": "69.524100", "notes": ""},
    {"code": "SHY-096", "district": "Абай ауданы", "address": "Қошқар ата көшесі, 96, тірек "
     "қабырға", "face": "north", "width_m": "26.0", "height_m": "5.5", "substrate": "бетон",
     "heritage": "unknown", "owner_name": "Абай ауданының әкімдігі",
     "owner_contact": "+7 701 000 96 96", "latitude": "42.306200", "longitude": "69.588900",
     "notes": "Жаңбыр суы шығатын тесіктерді жабуға болмайды."},
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
MOST_WIDE, MOST_HIGH = Decimal(12), Decimal(26)
"""Works of the demo are no larger, and never larger than their walls."""
DECIMALS = ("width_m", "height_m", "latitude", "longitude")


class Photo(NamedTuple):
    """A picture of a blank wall: its file, what it shows, its month and day."""

    file: str
    alt: str
    month: int
    day: int


PHOTOS = {
    "SHY-117": Photo(
        "wall",
        "Бос бүйір қабырға, сол жағында теректер, төменде газ құбыры мен мекенжай тақтасы",
        6,
        14,
    ),
    "SHY-102": Photo(
        "place-poplars", "Бүйір қабырғаның төменгі жартысын жауып тұрған теректер", 9, 11
    ),
    "SHY-081": Photo(
        "place-gym",
        "Спорт залының ұзын қабырғасы, алдындағы алаңда доп ойнап жүрген балалар",
        4,
        24,
    ),
    "SHY-019": Photo(
        "place-office",
        "Ернеуі ақ ескі үйдің сары қабырғасы, бір жерінің сылағы түскен, төменде раушан гүлдер",
        7,
        3,
    ),
    "SHY-064": Photo(
        "place-monolith",
        "Жаңа үйдің ашық түсті тақталармен қапталған қабырғасы, артында кран мен қарлы таулар",
        9,
        5,
    ),
    "SHY-031": Photo(
        "place-winter",
        "Сұр панельді үйдің бос қабырғасы, қар жауып тұр, оң жағында жалаңаш теректер",
        12,
        19,
    ),
    "SHY-045": Photo(
        "place-autumn", "Құм түстес үйдің бос қабырғасы, оң жағында сарғайған теректер", 10, 24
    ),
    "SHY-073": Photo(
        "place-spring", "Көкшіл үйдің бос қабырғасы, сол жағында гүлдеген өріктер", 4, 2
    ),
    "SHY-052": Photo(
        "place-boiler",
        "Қазандықтың қызыл кірпіш қабырғасы, үстінде мұржа, оң жағында жылу құбырлары",
        5,
        7,
    ),
    "SHY-133": Photo(
        "place-brick",
        "Бес қабатты кірпіш үйдің бос қабырғасы, алдында жайылған кір мен орындық",
        6,
        8,
    ),
    "SHY-164": Photo(
        "place-market",
        "Базардың металл қапталған қабырғасы, алдында сөрелер мен үйілген қарбыз",
        8,
        25,
    ),
    "SHY-096": Photo(
        "place-steps",
        "Көше бойындағы бетон тірек қабырға, оң жағында баспалдақ, жоғарыда бау-бақша",
        7,
        19,
    ),
    "SHY-190": Photo(
        "place-tiles",
        "Кешкі күн түскен бүйір қабырға, екі жағында балкондар, алдында аялдама",
        8,
        14,
    ),
}
"""Of the year before the programme: nothing was painted yet."""


def create_walls(person: Person, store: Callable[[str], int], now: datetime) -> dict[str, int]:
    """Create the walls with their photos. Return their ids by code."""
    found = {str(wall["code"]): walls.add_wall(person, _wall_columns(wall), now) for wall in WALLS}
    for code, photo in PHOTOS.items():
        taken_on = now.date().replace(now.year - 1, photo.month, photo.day)
        walls_photos.add(
            found[code],
            person,
            store(f"{photo.file}.webp"),
            alt=photo.alt,
            taken_on=taken_on,
            now=now,
        )
    return found


def _wall_columns(wall: Mapping[str, str | None]) -> dict[str, object]:
    decimals = {key: Decimal(text) if (text := wall[key]) else None for key in DECIMALS}
    return {**wall, **decimals, "city": CITY}


def room_on(code: str) -> dict[str, str]:
    """Return the size of a work that finds room on a wall, nothing without a wall."""
    wall = next((wall for wall in WALLS if wall["code"] == code), None)
    if wall is None:
        return {}  # it has not come so far that it has a wall
    sizes = (("width_m", MOST_WIDE), ("height_m", MOST_HIGH))
    return {name: str(min(most, Decimal(str(wall[name])))) for name, most in sizes}
