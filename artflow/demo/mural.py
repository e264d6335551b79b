"""«Қазығұрт көктемі»: sent back once, agreed by the architects, waiting for the second sponsor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from artflow.domain.people.roles import Person
from artflow.domain.snapshot import Value

from .story import Story

StorePicture = Callable[[str, Person], int]

FACTS: dict[str, Value] = {
    "title": "Қазығұрт көктемі",
    "art_type": "mural",
    "concept": "Бүркітші қыз Қазығұрттың асуынан өтіп барады: аспанда қыраны, артында шаңырақтай "
    "дөңгелек күн, алдында Ақсу-Жабағылының қызғалдағы гүлдеген дала. Шымкентке көктем келгені "
    "көшенің ұзына бойынан көрініп тұрады.",
    "text_in_image": "ШЫМКЕНТ",
    "depicts_real_person": False,
    "state_symbols": False,
    "height_m": "26.0",
    "width_m": "12.0",
    "technique": "Аспалы бесіктен қылқаламмен және білікпен",
    "paint": "Қасбеттік акрил бояу, силикатты грунт",
    "coating": "",
    "expected_life_years": 10,
    "wished_place": "Тәуке хан даңғылы, орталыққа жақын көпқабатты үй",
    "budget_kzt": 12_480_000,
    "sponsor_credit": "plaque",
    "maintenance_by": "«Тәуке хан 41» МИБ, 5 жыл",
    "licence": "programme",
    "originality": True,
}
SKETCH_1 = "1-нұсқа эскизі: көк аспан, сары күн, оның астында қыран, төменде ШЫМКЕНТ деген жазу"
SKETCH_2 = (
    "2-нұсқа эскизі: жоғарыда қанатын жайған қыран, ортада шаңырақ-күн аясында бүркітші қыз, "
    "төменде өрнекті дала мен қызғалдақтар"
)
MONTAGE = "Тоғыз қабатты үй, бүйір қабырғасында муралдың фотомонтажы"
WALL = "Бос бүйір қабырға, сол жағында теректер, төменде газ құбыры"
REMARKS = (
    (
        "must",
        50,
        16,
        "Күн мен қыранның орналасуы Мемлекеттік Туды қайталайды. Композицияны өзгертіңіз.",
    ),
    ("must", 62, 98, "Төменгі жазу газ құбырының артында қалады."),
    ("should", 18, 93, "Төменгі 1,5 метрге граффитиге қарсы жабын керек."),
    (
        "note",
        92,
        11.5,
        "Қанат ұшы қабырға шетіне 20 см ғана жетпейді, контур көшіргенде ескерілсін.",
    ),
)
ANSWERS = (
    "Қыран жоғары көтерілді, күн шаңыраққа айналды, ортасына бүркітші қыз салынды.",
    "Жазу алынып тасталды, орнына өрнекті жолақ салынды.",
    "Материалдар тізіміне қосылды.",
)
ASSESSED = {
    "gates": dict.fromkeys(
        (
            "address",
            "owners",
            "advertising",
            "content",
            "symbols",
            "structure",
            "openings",
            "materials",
            "upkeep",
            "rights",
            "drawing",
        ),
        "yes",
    )
    | {"heritage": "na"},
    "scores": {
        "building": 13,
        "street": 12,
        "quality": 18,
        "culture": 14,
        "legibility": 9,
        "residents": 4,
        "drivers": 4,
        "durability": 8,
        "dialogue": 4,
    },
}
CONSENT = {
    "format": "meeting",
    "owners_total": 112,
    "votes_for": 81,
    "votes_against": 9,
    "abstained": 6,
    "document": "№ 7",
}


def create_mural(
    cast: dict[str, Person],
    programme: int,
    walls: dict[str, int],
    store: StorePicture,
    now: datetime,
) -> int:
    """Create the mural with its history up to the day before `now`; return the proposal's id."""
    who = {email.partition("@")[0]: person for email, person in cast.items()}
    story = Story(who["aigerim"], programme, now - timedelta(days=46))
    _draft(story, store)
    _site(story, who, walls, now)
    _first_review(story, who)
    _second_version(story, who, store)
    _agreed(story, who, store, walls, now)
    return story.id


def _draft(story: Story, store: StorePicture) -> None:
    begin = story.now.date()
    spring = begin.replace(year=begin.year + 1, month=4, day=5)
    dates = {
        "start_on": spring.isoformat(),
        "finish_on": spring.replace(month=6, day=4).isoformat(),
    }
    story.draft(FACTS | dates)
    story.attach(store("mural-v1.webp", story.artist), "sketch", alt=SKETCH_1)
    story.attach(store("montage1.webp", story.artist), "montage", alt=MONTAGE)
    story.attach(store("wall.webp", story.artist), "wall_photo", alt=WALL)
    story.later(days=4).act(story.artist, "submit")


def _site(story: Story, who: dict[str, Person], walls: dict[str, int], now: datetime) -> None:
    story.later(days=1).act(who["madina"], "assign", user=who["gulmira"].id)
    story.act(who["madina"], "accept", text="")
    story.later(days=2).act(
        who["gulmira"],
        "propose_wall",
        wall=walls["SHY-117"],
        score=88,
        text="Орталық көшеден анық көрінеді, қабырғасы тегіс.",
    )
    story.act(
        who["madina"],
        "propose_wall",
        wall=walls["SHY-102"],
        score=71,
        text="Алдын теректер жауып тұр.",
    )
    story.later(days=2).act(who["madina"], "choose_wall", wall=walls["SHY-117"], text="")
    story.later(days=1).act(who["gulmira"], "confirm_site", text="")


def _first_review(story: Story, who: dict[str, Person]) -> None:
    story.later(days=8)
    for severity, x, y, text in REMARKS:
        story.act(who["gulmira"], "remark", severity=severity, x=x, y=y, text=text)
    story.later(days=1).act(
        who["erlan"], "return", text="1-нұсқа төрт ескертумен пысықтауға қайтарылды."
    )


def _second_version(story: Story, who: dict[str, Person], store: StorePicture) -> None:
    story.later(days=8)
    for remark, text in zip(story.case.remarks, ANSWERS, strict=False):
        story.act(story.artist, "answer", remark=remark.id, fixed=True, text=text)
    story.edit(text_in_image="", coating="Төменгі 1,5 метрге граффитиге қарсы жабын")
    story.replace("sketch", store("mural-v2.jpg", story.artist), alt=SKETCH_2)
    story.replace("montage", store("street.webp", story.artist), alt=MONTAGE)
    story.act(
        story.artist,
        "resubmit",
        text="Қыран көтерілді, бүркітші қыз қосылды, жазу алынып тасталды.",
    )


def _agreed(
    story: Story, who: dict[str, Person], store: StorePicture, walls: dict[str, int], now: datetime
) -> None:
    story.later(days=3)
    for remark in story.case.remarks[:3]:
        story.act(who["gulmira"], "close_remark", remark=remark.id, text="")
    held_on = story.now.date() - timedelta(days=1)
    story.act(
        who["madina"],
        "record_owner_consent",
        **CONSENT,
        held_on=held_on,
        files=[store("minutes.pdf", who["madina"])],
    )
    story.act(
        who["gulmira"],
        "record_ad_test",
        ok=True,
        document="№ 14",
        files=[store("ad-test.pdf", who["gulmira"])],
        text="Тақтайша 40 × 30 см, суретте логотип жоқ: сыртқы жарнама емес.",
    )
    story.act(
        who["gulmira"],
        "recommend",
        decision="approve",
        **ASSESSED,
        text="Екінші нұсқада барлық міндетті ескерту орындалған.",
    )
    _decided(story, who, now)


CONDITION = "Контур көшірілгенде қанат ұшы мен қабырға шетінің арасы 30 см-ден кем болмасын."


def _decided(story: Story, who: dict[str, Person], now: datetime) -> None:
    story.now = max(story.now, now - timedelta(days=3))
    story.act(
        who["erlan"],
        "approve_with_conditions",
        text=CONDITION,
        conditions=[{"text": CONDITION, "holds": "acceptance"}],
    )
    story.now = max(story.now, now - timedelta(days=1))
    story.act(who["saule"], "sign", amount=4_980_000, text="")
