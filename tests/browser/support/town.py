"""A town with a proposal at every stage, so that every page shows something.

Its people, walls and pictures are those of the demo, its process is the tests' own mural.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from PIL import Image

from artflow.demo import load
from artflow.demo.mural import ANSWERS, CONSENT, FACTS, MONTAGE, REMARKS, SKETCH_2
from artflow.demo.story import Story
from artflow.domain.definitions.loading import load as load_definition
from artflow.domain.history import check_codes
from artflow.domain.process.workflow import Workflow
from artflow.domain.sponsorship import compute_shares
from artflow.extensions import db
from artflow.models import Proposal, Wall
from artflow.services import checks
from artflow.services.files import files
from artflow.services.programmes.definitions import load_workflow
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_DATA
from tests.fixtures.world import NOW, World, definition, image

from .imports import create_imports
from .mailbox import letter_links

DEMO_NAMES = {
    "artist": "aigerim",
    "other_artist": "nurlan",
    "specialist": "gulmira",
    "head": "erlan",
    "coordinator": "madina",
    "admin": "admin",
    "jusan": "daniyar",
    "tourism": "saule",
    "viewer": "timur",
}
DRAFT_AGE = timedelta(days=20)
SKETCHES = ("work1", "work2", "work3", "work4", "syrmaq")
REASON = "Өтінімнің бюджеті мен мерзімін бағдарламаның шарттарына сәйкестендіріңіз."
CONDITION = "Контур көшірілгенде қанат ұшы мен қабырға шетінің арасы 30 см-ден кем болмасын."
MUST_REMARK = {
    "severity": "must",
    "x": 40,
    "y": 30,
    "text": "Төменгі жазу газ құбырының артында қалады.",
}


CORRECTION = """
[actions.correct_payment]
label = { kk = "Төлемді түзету", ru = "Исправить сведения об оплате", en = "Correct a payment" }
past = { kk = "Төлем түзетілді", ru = "Сведения об оплате исправлены", en = "Payment corrected" }
form = "payment_correction"
effects = ["correct_payment"]

[shared.correct_payment]
at = ["execution"]
by = ["coordinator"]
needs = ["payment_booked"]

[actions.ask_again]
label = { kk = "Демеушіге қайта жүгіну", ru = "Запросить спонсора повторно", en = "Ask again" }
past = { kk = "Демеушіден қайта сұралды", ru = "Спонсор запрошен повторно", en = "Asked again" }
form = "ask_again"
effects = ["ask_again"]

[stages.sponsors.do.ask_again]
by = ["coordinator"]
needs = ["someone_declined"]

[actions.extend]
label = { kk = "Мерзімді ұзарту", ru = "Продлить срок", en = "Extend the time" }
past = { kk = "Мерзім ұзартылды", ru = "Срок продлён", en = "Time extended" }
form = "extension"
effects = ["extend:6"]

[stages.approved.do.extend]
by = ["architecture_head"]

[papers.appeal]
label = { kk = "шағым", ru = "жалоба", en = "appeal" }
form = "statement"

[actions.appeal]
label = { kk = "Шағым беру", ru = "Подать жалобу", en = "Appeal" }
past = { kk = "Шағым берілді", ru = "Подана жалоба", en = "Appealed" }
form = "statement"
effects = ["record:appeal"]

[stages.refused.do.appeal]
by = ["artist"]
needs = ["within_months:3"]
to = "appeal"

[stages.appeal]
step = "architecture"
label = { kk = "Шағым қаралуда", ru = "Жалоба рассматривается", en = "Under appeal" }
holders = [{ role = "coordinator" }]
limit = 15
[stages.appeal.do.refuse]
by = ["coordinator"]
to = "refused"
"""
CONDITIONS = """
[conditions.holds.acceptance]
label = { kk = "туынды қабылданғанға дейін", ru = "до приёмки", en = "before the acceptance" }

[actions.fulfil_condition]
label = { kk = "Шарт орындалды деу", ru = "Сообщить о выполнении", en = "Report it done" }
past = { kk = "Шарт орындалды", ru = "Сообщено о выполнении", en = "Reported done" }
form = "condition_proof"
effects = ["fulfil_condition"]

[actions.close_condition]
label = { kk = "Шартты жабу", ru = "Закрыть условие", en = "Close it" }
past = { kk = "Шарт жабылды", ru = "Условие закрыто", en = "Closed" }
form = "condition_choice"
effects = ["close_condition"]

[actions.return_condition]
label = { kk = "Шартты қайтару", ru = "Вернуть условие", en = "Return it" }
past = { kk = "Шарт қайтарылды", ru = "Условие возвращено", en = "Returned" }
form = "condition_return"
effects = ["return_condition"]

[shared.fulfil_condition]
at = ["sponsors", "acceptance"]
by = ["artist"]
needs = ["condition_open"]

[shared.close_condition]
at = ["sponsors", "acceptance"]
by = ["architecture_head"]
needs = ["own_condition_answered"]

[shared.return_condition]
at = ["sponsors", "acceptance"]
by = ["architecture_head"]
needs = ["own_condition_answered"]
"""
"""What the mural of the tests lacks, so that their forms are seen too."""
DEFECTS = {
    'form = "reason"\neffects = ["void:owner_act"]': (
        'form = "defects"\neffects = ["defects:acceptance", "void:owner_act"]'
    ),
    '"one_person_one_party"]\nto = [{ stage = "completed"': (
        '"one_person_one_party", "no_open_conditions:acceptance"]\nto = [{ stage = "completed"'
    ),
}


def town_process(key: str) -> str:
    """Return the document of the town's process: the tests' own, with what that lacks."""
    document = definition(key)
    for old, new in DEFECTS.items():
        assert old in document
        document = document.replace(old, new)
    for paper in ("contract", "insurance"):
        pattern = rf'(\[papers\.{paper}\]\n.*\n)form = "paper"'
        document, n = re.subn(pattern, rf'\1form = "{paper}"', document)
        assert n == 1
    return document + CORRECTION + CONDITIONS


class Town(World):
    """The people and walls of the demo under the names of the tests."""

    works: int

    @classmethod
    def create(cls) -> Town:
        """Create the demo's people and walls in an empty database."""
        programme, _walls = load.set_up(town_process(cls.key), datetime.now(UTC))
        made = cls(programme, {})
        cast = {email.partition("@")[0]: person for email, person in load.people_by_email().items()}
        made.people.update({username: cast[name] for username, name in DEMO_NAMES.items()})
        made.works = 0
        return made

    def number(self) -> int:
        """Return a number that nothing in this town has."""
        self.works += 1
        return self.works

    def workflow(self) -> Workflow:
        """Return the process of the town's works."""
        return load_definition(town_process(self.key))

    def file(self, colour: str = "", by: object = None) -> int:
        """Store a picture that nobody has sent in before."""
        n = self.number()
        return files.store_upload(sketch_picture(n), f"{n}.png", by=self.artist.id)

    def story(self, **facts: object) -> Story:
        """Create a complete draft with a sketch and a montage, and a wall of its own."""
        n = self.number()
        address = f"Нұрсұлтан Назарбаев даңғылы, {n}-үй"
        self.walls.insert(0, self.wall(f"SHY-{200 + n}"))
        wall = db.session.get_one(Wall, self.walls[0])
        wall.height_m = Decimal(28)  # room for the works of the demo
        wall.address = address
        db.session.commit()
        story = Story(self.artist, self.programme, max(NOW, datetime.now(UTC) - DRAFT_AGE))
        dates = {"start_on": "2027-04-05", "finish_on": "2027-06-04"}
        plain = {"budget_kzt": 10_000_000, "sponsor_credit": "none"}
        story.draft(FACTS | dates | plain | facts)
        story.attach(self.file(), "sketch", alt="Эскиз")
        return story.attach(self.file(), "montage", alt="Фотомонтаж")


def sketch_picture(n: int) -> object:
    """Return a work of the demo in a new size each time: no two files are alike."""
    stream = image(size=(1, 1))
    with Image.open(load.ART / f"{SKETCHES[n % len(SKETCHES)]}.webp") as work:
        work.thumbnail((480 - n, 480 - n))
        stream.seek(0)
        work.convert("RGB").save(stream, "PNG")
    stream.seek(0)
    return stream


def create_town() -> tuple[Town, dict[str, int | str]]:
    """Fill an empty database with a town: a proposal for every stage, letters with their links."""
    town = Town.create()
    works = create_proposals(town)
    found = works | letter_links(town) | create_imports(town)
    return town, found | {"check": check_address(works["sponsors"])}


def check_address(proposal: int) -> str:
    """Return the address that the square on the sheet of a work holds."""
    work = db.session.get_one(Proposal, proposal)
    workflow = load_workflow(db.session.connection(), work.definition_id)
    newest = checks.list_decisions(db.session.connection(), work.id, workflow)[-1]
    return f"/check/{work.number}/{check_codes.code_of(newest.hash)}"


def create_proposals(town: Town) -> dict[str, int]:
    """Create a proposal for every stage and every other ending; return their ids."""
    ids = {"empty": Story(town.artist, town.programme, NOW).draft({"title": ""}).id}
    return ids | {name: walk(town).id for name, walk in WALKS.items()}


def _review(town: Town) -> Story:
    story = walks.in_review(town, title="Ұлы Жібек жолының керуендері")
    story.act(town.specialist, "remark", **MUST_REMARK)
    story.act(town.specialist, "remark", severity="note", text="Қабырғаның жіктері көрінеді.")
    return story


def _site(town: Town) -> Story:
    described = {"wall_address": "Асар шағынауданы, 80-үй", "wall_district": "Тұран ауданы"}
    story = walks.at_site(town, title="Шымбұлақ", **described)
    story.act(town.coordinator, "propose_wall", wall=town.walls[0], score=88, text="Анық көрінеді.")
    return story


def _revision(town: Town) -> Story:
    story = _review(town)
    story.act(town.specialist, "return", text=REASON)
    return story


def _answered(town: Town) -> Story:
    story = _revision(town)
    story.act(town.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Алынды.")
    return story


def _revised(town: Town) -> Story:
    story = _answered(town)
    story.replace("sketch", town.file(), alt="Эскиз")
    story.act(town.artist, "resubmit", text="Жазу жоғары көтерілді.")
    return story


def _ready(town: Town) -> Story:
    story = walks.in_review(town, title="Тұлпар")
    held_on = walks.city_day(story)
    story.act(town.coordinator, "record_owner_consent", **CONSENT, held_on=held_on, files=[])
    story.act(town.specialist, "recommend", decision="approve", **ASSESSMENT_DATA, text="Жақсы.")
    return story


def _sponsors(town: Town) -> Story:
    """Create a work sent back once, agreed on a condition, with one sponsor still to sign."""
    own = {"budget_kzt": FACTS["budget_kzt"], "sponsor_credit": FACTS["sponsor_credit"]}
    story = walks.in_review(town, title=FACTS["title"], **own)
    for severity, x, y, text in REMARKS:
        story.act(town.specialist, "remark", severity=severity, x=x, y=y, text=text)
    story.act(town.head, "return", text=REASON)
    for remark, text in zip(story.case.remarks, ANSWERS, strict=False):
        story.act(town.artist, "answer", remark=remark.id, fixed=True, text=text)
    story.edit(text_in_image="", coating="Төменгі 1,5 метрге граффитиге қарсы жабын")
    story.replace("sketch", load.store_picture("mural-v2.jpg", town.artist), alt=SKETCH_2)
    story.replace("montage", load.store_picture("street.webp", town.artist), alt=MONTAGE)
    story.act(town.artist, "resubmit", text="Жазу алынып тасталды.")
    for remark in story.case.remarks[:3]:
        story.act(town.specialist, "close_remark", remark=remark.id, text="")
    return _pledged(town, story)


def _pledged(town: Town, story: Story) -> Story:
    """Record the papers of the second version, approve it and sign as the first sponsor."""
    minutes = load.store_picture("minutes.pdf", town.coordinator)
    held_on = walks.city_day(story)
    story.act(town.coordinator, "record_owner_consent", **CONSENT, held_on=held_on, files=[minutes])
    test = load.store_picture("ad-test.pdf", town.specialist)
    story.act(town.specialist, "record_ad_test", ok=True, document="№ 14", files=[test])
    story.act(town.specialist, "recommend", decision="approve", **ASSESSMENT_DATA, text="Жақсы.")
    story.now = max(story.now, datetime.now(UTC) - timedelta(days=3))
    stated = [{"text": CONDITION, "holds": "acceptance"}]
    story.act(town.head, "approve_with_conditions", text=CONDITION, conditions=stated)
    story.act(town.tourism, "sign", amount=4_980_000, text="")
    return story


def _reported(town: Town) -> Story:
    """Create a work agreed on a condition that its artist has reported fulfilled."""
    story = walks.ready_to_decide(town, title="Қызғалдақ")
    stated = [{"text": CONDITION, "holds": "acceptance"}]
    story.act(town.head, "approve_with_conditions", text=CONDITION, conditions=stated)
    (condition,) = story.case.conditions
    done = {"fixed": True, "text": "Контур түсірілді.", "files": [town.file()]}
    story.act(town.artist, "fulfil_condition", condition=condition.id, **done)
    return story


def _declined(town: Town) -> Story:
    story = walks.at_sponsors(town, title="Наурыз")
    story.act(town.tourism, "decline", text=REASON)
    return story


def _execution(town: Town) -> Story:
    story = walks.in_execution(town, title="Қыз қуу")
    first, second, third = story.case.milestones[:3]
    for milestone in (first, second, third):
        photos = [town.file(), town.file()]
        story.act(town.artist, "submit_milestone", milestone=milestone.id, files=photos)
        if milestone is not third:
            story.act(town.coordinator, "confirm_milestone", milestone=milestone.id, text="")
    owing = next(share for share in compute_shares(story.case) if share.unpaid)
    story.act(
        town.coordinator,
        "record_payment",
        sponsor=owing.organisation_id,
        amount=owing.unpaid // 2,
        paid_on=story.now.date(),
        document="№ 12",
    )
    return story


BACK_ON = datetime.now(UTC).date() + timedelta(days=40)


def _then(walk, title, who, action, **data):
    """Return what walks a work with this title, and has somebody take one action more."""

    def walked(town: Town) -> Story:
        story = walk(town, title=title)
        story.act(town.people[who], action, **data)
        return story

    return walked


WALKS = {
    "draft": lambda town: town.story(title="Арыстанбаб"),
    "submitted": lambda town: walks.submitted(town, title="Сайрам"),
    "site": _site,
    "architecture": _review,
    "ready": _ready,
    "revision": _revision,
    "answered": _answered,
    "revised": _revised,
    "sponsors": _sponsors,
    "reported": _reported,
    "declined": _declined,
    "approved": lambda town: walks.approved(town, title="Бәйтерек"),
    "started": lambda town: walks.in_execution(town, title="Айтыс"),
    "execution": _execution,
    "acceptance": _then(walks.in_acceptance, "Домбыра", "head", "sign"),
    "completed": lambda town: walks.completed(town, title="Түлкібас"),
    "refused": _then(
        walks.submitted, "Құс жолы", "coordinator", "refuse", code="content", text=REASON
    ),
    "withdrawn": _then(walks.submitted, "Ақсу-Жабағылы", "artist", "withdraw", text=REASON),
    "held": _then(walks.in_review, "Отырар", "coordinator", "hold", text=REASON, review_on=BACK_ON),
}
