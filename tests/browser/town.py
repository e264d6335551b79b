"""The town of the demo with a proposal at every stage: something to look at on every page."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from PIL import Image
from sqlalchemy import select

from artflow.demo import load
from artflow.demo.mural import CONSENT, FACTS
from artflow.demo.story import Story
from artflow.domain.workflow import Workflow
from artflow.extensions import db
from artflow.models import Programme, Proposal, Wall
from artflow.services import cases, files
from tests import walks
from tests.assessment import GIVEN
from tests.world import NOW, World, image

SEATS = {
    "artist": "aigerim", "other_artist": "nurlan", "specialist": "gulmira", "head": "erlan",
    "coordinator": "madina", "admin": "admin", "jusan": "daniyar", "tourism": "saule",
    "viewer": "timur",
}  # fmt: skip
DAYS_AGO = timedelta(days=20)
SKETCHES = ("work1", "work2", "work3", "work4", "syrmaq")
REASON = "Өтінімнің бюджеті мен мерзімін бағдарламаның шарттарына сәйкестендіріңіз."
MUST = {"severity": "must", "x": 40, "y": 30, "text": "Төменгі жазу газ құбырының артында қалады."}


class Town(World):
    """The people and walls of the demo in the seats of the tests."""

    @classmethod
    def settle(cls) -> Town:
        """Load the beginnings of the demo into an empty database."""
        load.beginnings(datetime.now(UTC))
        made = cls(db.session.scalar(select(Programme.id)) or 0, {})
        cast = {email.partition("@")[0]: person for email, person in load.everybody().items()}
        made.people.update({seat: cast[name] for seat, name in SEATS.items()})
        made.__dict__["works"] = itertools.count(1)
        return made

    def workflow(self) -> Workflow:
        """The process of the demo."""
        return cases.load(db.session.connection(), 1).workflow

    def file(self, colour: str = "", by: object = None) -> int:
        """Keep a picture that nobody has sent in before."""
        n = next(self.works)
        return files.keep(picture(n), f"{n}.png", by=self.artist.id)

    def story(self, **facts: object) -> Story:
        """A complete draft with a sketch and, beside it, a montage; its own wall stands ready."""
        n = next(self.works)
        address = f"Нұрсұлтан Назарбаев даңғылы, {n}-үй"
        self.walls.insert(0, self.wall(f"SHY-{200 + n}"))
        wall = db.session.get_one(Wall, self.walls[0])
        wall.address = address
        db.session.commit()
        story = Story(self.artist, self.programme, max(NOW, datetime.now(UTC) - DAYS_AGO))
        dates = {"start_on": "2027-04-05", "finish_on": "2027-06-04"}
        plain = {"budget_kzt": 10_000_000, "sponsor_credit": "none"}
        story.draft(FACTS | dates | plain | facts)
        story.attach(self.file(), "sketch", alt="Эскиз")
        return story.attach(self.file(), "montage", alt="Фотомонтаж")


def picture(n: int) -> object:
    """A work of the demo, seen a little differently each time: no two files are alike."""
    stream = image(size=(1, 1))
    with Image.open(load.ART / f"{SKETCHES[n % len(SKETCHES)]}.webp") as work:
        work.thumbnail((480 - n, 480 - n))
        stream.seek(0)
        work.convert("RGB").save(stream, "PNG")
    stream.seek(0)
    return stream


def proposals(town: Town) -> dict[str, int]:
    """A proposal for every stage, and the ways aside; the mural of the demo waits for Jusan."""
    told = {"empty": Story(town.artist, town.programme, NOW).draft({"title": ""}).id}
    for name, walk in WALKS.items():
        told[name] = walk(town).id
    mural = select(Proposal.id).order_by(Proposal.id).limit(1)
    return told | {"sponsors": db.session.scalar(mural) or 0}


def _review(town: Town) -> Story:
    story = walks.in_review(town, title="Ұлы Жібек жолының керуендері")
    story.act(town.specialist, "remark", **MUST)
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
    held_on = story.now.date() - timedelta(days=3)
    story.act(town.coordinator, "record_owner_consent", **CONSENT, held_on=held_on, files=[])
    story.act(town.specialist, "recommend", decision="approve", **GIVEN, text="Жақсы.")
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
    return story


def _acceptance(town: Town) -> Story:
    story = walks.in_acceptance(town, title="Домбыра")
    story.act(town.head, "sign")
    return story


def _refused(town: Town) -> Story:
    story = walks.submitted(town, title="Құс жолы")
    story.act(town.coordinator, "refuse", code="content", text=REASON)
    return story


def _withdrawn(town: Town) -> Story:
    story = walks.submitted(town, title="Ақсу-Жабағылы")
    story.act(town.artist, "withdraw", text=REASON)
    return story


def _held(town: Town) -> Story:
    story = walks.in_review(town, title="Отырар")
    back = story.now.date() + timedelta(days=60)
    story.act(town.coordinator, "hold", text=REASON, review_on=back)
    return story


WALKS = {
    "draft": lambda town: town.story(title="Арыстанбаб"),
    "submitted": lambda town: walks.submitted(town, title="Сайрам"),
    "site": _site, "architecture": _review, "ready": _ready, "revision": _revision,
    "answered": _answered, "revised": _revised,
    "declined": _declined,
    "approved": lambda town: walks.approved(town, title="Бәйтерек"),
    "started": lambda town: walks.in_execution(town, title="Айтыс"),
    "execution": _execution, "acceptance": _acceptance,
    "completed": lambda town: walks.completed(town, title="Түлкібас"),
    "refused": _refused, "withdrawn": _withdrawn, "held": _held,
}  # fmt: skip
