"""Tables of walls: their columns, and the register that they go into."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import lazy_gettext as _l

from artflow.domain.access.permissions import Can
from artflow.services.lists import filters
from artflow.services.walls import known_values, walls
from artflow.services.walls.imports import WallRegister
from artflow.services.walls.places import MAX_DISTANCE, Place
from artflow.services.walls.walls import WallFilter
from artflow.web.imports.kinds import CITY, Column, ImportKind, LoggedRow
from artflow.web.shared.wall_labels import FACE_LABELS, HERITAGE_LABELS

from . import maps
from .forms import WallRowForm, wall_facts

FACE_WORDS = {
    "north": ("север", "С", "N"),
    "north_east": ("северо-восток", "СВ", "СШ", "NE"),
    "east": ("восток", "В", "Ш", "E"),
    "south_east": ("юго-восток", "ЮВ", "ОШ", "SE"),
    "south": ("юг", "Ю", "О", "S"),
    "south_west": ("юго-запад", "ЮЗ", "ОБ", "SW"),
    "west": ("запад", "З", "Б", "W"),
    "north_west": ("северо-запад", "СЗ", "СБ", "NW"),
}
HERITAGE_WORDS = {
    "none": ("нет", "жоқ", "no", "не охраняется", "не памятник", "қорғалмайды"),
    "monument_local": ("памятник местного значения", "жергілікті маңызы бар ескерткіш"),
    "monument_republican": (
        "памятник республиканского значения",
        "республикалық маңызы бар ескерткіш",
    ),
    "protection_zone": ("охранная зона", "қорғау аймағы"),
    "regulated_zone": ("зона регулирования застройки", "құрылысты реттеу аймағы"),
    "unknown": ("неизвестно", "не известно", "белгісіз", "?"),
}
COLUMNS = (
    Column(
        "code",
        ("номер", "код", "код стены", "номер стены", "нөмірі", "қабырға нөмірі", "number"),
        example="A-017",
        hint=_l("By this number the wall is found again when the table is sent again"),
    ),
    Column(
        "city",
        ("город", "қала", "населённый пункт"),
        option=CITY,
        example="Алматы",
        known=lambda _person: known_values.list_cities(),
    ),
    Column(
        "district",
        ("район города", "аудан", "ауданы"),
        example=_l("Almaly district"),
        known=lambda _person: filters.list_districts(),
    ),
    Column(
        "address",
        ("адрес стены", "адрес дома", "местоположение", "мекенжай", "мекенжайы", "орналасқан жері"),
        example=_l("12 Abay Avenue"),
    ),
    Column(
        "face",
        ("сторона", "фасад", "ориентация", "тарап", "тарабы", "қасбеті", "side"),
        choices=FACE_LABELS,
        other_words=FACE_WORDS,
        example="east",
    ),
    Column("width_m", ("ширина стены", "ені", "енi"), example="12.4"),
    Column("height_m", ("высота стены", "биіктігі"), example="27"),
    Column(
        "substrate",
        ("поверхность", "материал", "материал стены", "материалы"),
        known=lambda _person: known_values.list_surfaces(),
    ),
    Column(
        "heritage",
        ("памятник", "охрана", "охранный статус", "объект наследия", "ескерткіш", "қорғау"),
        choices=HERITAGE_LABELS,
        other_words=HERITAGE_WORDS,
        default="unknown",
        example="unknown",
    ),
    Column(
        "owner_name",
        ("владелец", "балансодержатель", "осй", "оси", "меншік иесі"),
        known=lambda _person: known_values.list_owners(),
    ),
    Column("owner_contact", ("контакт", "контакты", "телефон", "байланыс", "телефоны")),
    Column("latitude", ("lat", "широта", "y"), places=6, example="43.238949"),
    Column("longitude", ("lon", "lng", "long", "долгота", "x"), places=6, example="76.889709"),
    Column("notes", ("примечание", "комментарий", "ескерту", "ескертулер")),
)


def build_register() -> WallRegister:
    """Return the register; coordinates are weighed against the map's middle, or the country's."""
    start = maps.default_start()
    latitude, longitude = map(float, start.at.split(","))
    reach = MAX_DISTANCE if start.zoom == maps.CITY_ZOOM else maps.COUNTRY_REACH
    return WallRegister(Place(latitude, longitude), reach)


def _entered(rows: Sequence[LoggedRow]) -> list[tuple[str, str]]:
    keys = tuple(row["wall"] for row in rows)
    found = walls.list_walls(WallFilter(among=keys), size=len(keys))
    return [
        (url_for("walls.show", wall_id=each.wall.id), f"{each.wall.code}, {each.wall.address}")
        for each in found
    ]


WALLS = ImportKind(
    key="walls",
    label=_l("Walls"),
    explanation=_l("Walls that can carry art, with address, side and size."),
    right=Can.EDIT_WALLS,
    form=WallRowForm,
    columns=COLUMNS,
    names=("code", "address"),
    values=wall_facts,
    register=build_register,
    page="walls.index",
    entered=_entered,
    options={CITY: walls.last_city},
)
