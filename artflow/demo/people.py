"""The people of the demo: organisations of the programme and at least two people for every role.

Names of people are invented; the organisations are those of the programme's announcement, and a
foundation, invented too, that can replace a sponsor that has declined.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from artflow.domain.people.roles import Part, Role
from artflow.domain.text import LocalizedText, trilingual

PASSWORD = "qazygurt-koktemi"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """One person of the demo."""

    email: str
    name: str
    role: Role
    organisation: str
    position: str = ""
    basis: str = ""


ORGANISATIONS = {
    "department": (
        Part.ARCHITECTURE,
        trilingual(
            "Шымкент қаласының сәулет және қала құрылысы басқармасы",
            "Управление архитектуры и градостроительства города Шымкента",
            "Shymkent Department of Architecture and Urban Planning",
        ),
    ),
    "jusan": (Part.SPONSOR, trilingual("Jusan", "Jusan", "Jusan")),
    "tourism": (Part.SPONSOR, trilingual("Kazakh Tourism", "Kazakh Tourism", "Kazakh Tourism")),
    "office": (
        Part.COORDINATOR,
        trilingual(
            "Шымкент қаласының туризм, сыртқы байланыстар және креативті индустрия басқармасы",
            "Управление туризма, внешних связей и креативной индустрии города Шымкента",
            "Shymkent Department of Tourism, External Relations and Creative Industry",
        ),
    ),
    "artists": (
        Part.ARTIST,
        trilingual(
            "Шымкент қаласы креативті индустрия ассоциациясы",
            "Ассоциация креативной индустрии города Шымкента",
            "Shymkent Creative Industry Association",
        ),
    ),
    "platform": (
        Part.PLATFORM,
        trilingual("artflow әкімшілігі", "Администрация artflow", "artflow administration"),
    ),
    "foundation": (
        Part.SPONSOR,
        trilingual("«Оңтүстік өнері» қоры", "Фонд «Оңтүстік өнері»", "Ońtústik Óneri Foundation"),
    ),
}

DEMO_PEOPLE = (
    DemoPerson("aigerim@artflow.example", "Айгерім Сейтжан", Role.ARTIST, "artists"),
    DemoPerson("nurlan@artflow.example", "Нұрлан Есенжол", Role.ARTIST, "artists"),
    DemoPerson(
        "gulmira@artflow.example", "Гүлмира Әбдіраман", Role.ARCHITECTURE_SPECIALIST, "department"
    ),
    DemoPerson(
        "baurzhan@artflow.example", "Бауыржан Қалдыбек", Role.ARCHITECTURE_SPECIALIST, "department"
    ),
    DemoPerson(
        "erlan@artflow.example",
        "Ерлан Тұрсынбек",
        Role.ARCHITECTURE_HEAD,
        "department",
        "басқарма басшысы",
        "№ 18 бұйрық",
    ),
    DemoPerson(
        "saltanat@artflow.example",
        "Салтанат Оразбай",
        Role.ARCHITECTURE_HEAD,
        "department",
        "басшының орынбасары",
        "№ 27 бұйрық",
    ),
    DemoPerson(
        "daniyar@artflow.example",
        "Данияр Омарұлы",
        Role.SPONSOR_SIGNATORY,
        "jusan",
        "бренд директоры",
        "№ 112 сенімхат",
    ),
    DemoPerson(
        "asel@artflow.example",
        "Әсел Жұмабек",
        Role.SPONSOR_SIGNATORY,
        "jusan",
        "басқарма мүшесі",
        "№ 9 бұйрық",
    ),
    DemoPerson("timur@artflow.example", "Тимур Сәрсен", Role.SPONSOR_VIEWER, "jusan"),
    DemoPerson("marat@artflow.example", "Марат Исабек", Role.SPONSOR_VIEWER, "jusan"),
    DemoPerson(
        "saule@artflow.example",
        "Сәуле Нұрғали",
        Role.SPONSOR_SIGNATORY,
        "tourism",
        "басқарушы директор",
        "№ 45 бұйрық",
    ),
    DemoPerson(
        "askar@artflow.example",
        "Асқар Дүйсен",
        Role.SPONSOR_SIGNATORY,
        "tourism",
        "басқарма төрағасының орынбасары",
        "№ 31 сенімхат",
    ),
    DemoPerson("kamila@artflow.example", "Камила Рахым", Role.SPONSOR_VIEWER, "tourism"),
    DemoPerson("zhanar@artflow.example", "Жанар Төлеу", Role.SPONSOR_VIEWER, "tourism"),
    DemoPerson("madina@artflow.example", "Мадина Ермек", Role.COORDINATOR, "office"),
    DemoPerson("olzhas@artflow.example", "Олжас Бекқали", Role.COORDINATOR, "office"),
    DemoPerson("admin@artflow.example", "Аружан Сапар", Role.ADMINISTRATOR, "platform"),
    DemoPerson("admin2@artflow.example", "Руслан Ким", Role.ADMINISTRATOR, "platform"),
    DemoPerson("dina@artflow.example", "Дина Қайратқызы", Role.ARTIST, "artists"),
    DemoPerson("arman@artflow.example", "Арман Төлеген", Role.ARTIST, "artists"),
    DemoPerson(
        "zhuldyz@artflow.example",
        "Жұлдыз Әміре",
        Role.SPONSOR_SIGNATORY,
        "foundation",
        "атқарушы директор",
        "№ 3 бұйрық",
    ),
    DemoPerson(
        "yerzhan@artflow.example",
        "Ержан Мұсабай",
        Role.SPONSOR_SIGNATORY,
        "foundation",
        "директордың орынбасары",
        "№ 5 сенімхат",
    ),
)
PARTIES = ("department", "jusan", "tourism", "office", "artists")


class ProgrammeWords(TypedDict):
    """How the programme is called, where it is, and how its numbers begin."""

    prefix: str
    name: LocalizedText
    city: LocalizedText


PROGRAMME: ProgrammeWords = {
    "prefix": "SHY",
    "name": trilingual("«Креативті art»", "«Креативті art»", "Creative art"),
    "city": trilingual("Шымкент", "Шымкент", "Shymkent"),
}
