"""Who plays in the demo: organisations of the programme and at least two people for every role.

Names of people are invented; the organisations are those of the programme's announcement, and a
foundation, invented too, that can take the place of a sponsor that has declined.
"""

from __future__ import annotations

from dataclasses import dataclass

from artflow.domain.roles import Part, Role
from artflow.domain.words import Words

PASSWORD = "qazygurt-koktemi"


@dataclass(frozen=True, slots=True)
class Player:
    """One person of the demo."""

    email: str
    name: str
    role: Role
    organisation: str
    position: str = ""
    basis: str = ""


ORGANISATIONS = {
    "department": (Part.ARCHITECTURE, Words(
        "Шымкент қаласының сәулет және қала құрылысы басқармасы",
        "Управление архитектуры и градостроительства города Шымкента",
        "Shymkent Department of Architecture and Urban Planning")),
    "jusan": (Part.SPONSOR, Words("Jusan", "Jusan", "Jusan")),
    "tourism": (Part.SPONSOR, Words("Kazakh Tourism", "Kazakh Tourism", "Kazakh Tourism")),
    "office": (Part.COORDINATOR, Words(
        "Шымкент қаласының туризм, сыртқы байланыстар және креативті индустрия басқармасы",
        "Управление туризма, внешних связей и креативной индустрии города Шымкента",
        "Shymkent Department of Tourism, External Relations and Creative Industry")),
    "artists": (Part.ARTIST, Words(
        "Шымкент қаласы креативті индустрия ассоциациясы",
        "Ассоциация креативной индустрии города Шымкента",
        "Shymkent Creative Industry Association")),
    "platform": (Part.PLATFORM, Words(
        "artflow әкімшілігі", "Администрация artflow", "artflow administration")),
    "foundation": (Part.SPONSOR, Words(
        "«Оңтүстік өнері» қоры", "Фонд «Оңтүстік өнері»", "Ońtústik Óneri Foundation")),
}  # fmt: skip

PLAYERS = (
    Player("aigerim@artflow.example", "Айгерім Сейтжан", Role.ARTIST, "artists"),
    Player("nurlan@artflow.example", "Нұрлан Есенжол", Role.ARTIST, "artists"),
    Player("gulmira@artflow.example", "Гүлмира Әбдіраман", Role.ARCHITECTURE_SPECIALIST,
           "department"),
    Player("baurzhan@artflow.example", "Бауыржан Қалдыбек", Role.ARCHITECTURE_SPECIALIST,
           "department"),
    Player("erlan@artflow.example", "Ерлан Тұрсынбек", Role.ARCHITECTURE_HEAD, "department",
           "басқарма басшысы", "№ 18 бұйрық"),
    Player("saltanat@artflow.example", "Салтанат Оразбай", Role.ARCHITECTURE_HEAD, "department",
           "басшының орынбасары", "№ 27 бұйрық"),
    Player("daniyar@artflow.example", "Данияр Омарұлы", Role.SPONSOR_SIGNATORY, "jusan",
           "бренд директоры", "№ 112 сенімхат"),
    Player("asel@artflow.example", "Әсел Жұмабек", Role.SPONSOR_SIGNATORY, "jusan",
           "басқарма мүшесі", "№ 9 бұйрық"),
    Player("timur@artflow.example", "Тимур Сәрсен", Role.SPONSOR_VIEWER, "jusan"),
    Player("marat@artflow.example", "Марат Исабек", Role.SPONSOR_VIEWER, "jusan"),
    Player("saule@artflow.example", "Сәуле Нұрғали", Role.SPONSOR_SIGNATORY, "tourism",
           "басқарушы директор", "№ 45 бұйрық"),
    Player("askar@artflow.example", "Асқар Дүйсен", Role.SPONSOR_SIGNATORY, "tourism",
           "басқарма төрағасының орынбасары", "№ 31 сенімхат"),
    Player("kamila@artflow.example", "Камила Рахым", Role.SPONSOR_VIEWER, "tourism"),
    Player("zhanar@artflow.example", "Жанар Төлеу", Role.SPONSOR_VIEWER, "tourism"),
    Player("madina@artflow.example", "Мадина Ермек", Role.COORDINATOR, "office"),
    Player("olzhas@artflow.example", "Олжас Бекқали", Role.COORDINATOR, "office"),
    Player("admin@artflow.example", "Аружан Сапар", Role.ADMINISTRATOR, "platform"),
    Player("admin2@artflow.example", "Руслан Ким", Role.ADMINISTRATOR, "platform"),
    Player("dina@artflow.example", "Дина Қайратқызы", Role.ARTIST, "artists"),
    Player("arman@artflow.example", "Арман Төлеген", Role.ARTIST, "artists"),
    Player("zhuldyz@artflow.example", "Жұлдыз Әміре", Role.SPONSOR_SIGNATORY, "foundation",
           "атқарушы директор", "№ 3 бұйрық"),
    Player("yerzhan@artflow.example", "Ержан Мұсабай", Role.SPONSOR_SIGNATORY, "foundation",
           "директордың орынбасары", "№ 5 сенімхат"),
)  # fmt: skip
PARTIES = ("department", "jusan", "tourism", "office", "artists")
PROGRAMME = {
    "prefix": "SHY",
    "name": Words("«Креативті art»", "«Креативті art»", "Creative art"),
    "city": Words("Шымкент", "Шымкент", "Shymkent"),
}
