"""Steps of a work's way through the pages; each ends where the next one begins."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from artflow.demo.load import ART
from artflow.demo.people import PASSWORD
from artflow.demo.story import Story
from artflow.extensions import db
from artflow.models import Version
from artflow.services.files import files
from artflow.services.identity import persons
from tests.fixtures import walks
from tests.fixtures.assessment import ASSESSMENT_FIELDS, COMPLETE_FIELDS
from tests.fixtures.world import World, definition
from tests.services.mail import mailbox

from .person import Person

PersonByName = Callable[[str], Person]
TODAY = date.today()  # noqa: DTZ011
MINUTES, AD_TEST = ART / "minutes.pdf", ART / "ad-test.pdf"
SECTIONS = {
    "work": {
        "title": "Дала таңы",
        "art_type": "mural",
        "concept": "Таң атып келеді.",
        "depicts_real_person": "no",
        "state_symbols": "no",
    },
    "size": {"height_m": "20,5", "width_m": "10"},
    "materials": {"technique": "Қылқалам", "paint": "Акрил", "expected_life_years": "10"},
    "place": {"wished_place": "Орталық көше"},
    "budget": {"budget_kzt": "10 000 000", "sponsor_credit": "none"},
    "dates": {
        "start_on": f"{TODAY.year + 1}-04-05",
        "finish_on": f"{TODAY.year + 1}-06-04",
    },
    "rights": {
        "maintenance_by": "«Республика 58» МИБ",
        "licence": "programme",
        "originality": True,
    },
}
PAPERS = ("contract", "rights_licence", "insurance", "safety_plan", "wall_ready")
_count = itertools.count(1)


def step_label(key: str) -> str:
    """Return what the town's definition calls a step, in Kazakh."""
    import tomllib

    steps = tomllib.loads(definition("mural"))["steps"]
    return next(step["label"]["kk"] for step in steps if step["key"] == key)


def picture(folder: Path) -> Path:
    """Draw a sketch that has not been used before."""
    n = next(_count)
    image = Image.new("RGB", (300, 400), (40 + 9 * n % 200, 90, 120))
    ImageDraw.Draw(image).ellipse((60, 80, 240, 260 + n), fill="goldenrod")
    path = folder / f"эскиз {n}.png"
    image.save(path)
    return path


def register_artist(artist: Person, town: Any, email: str) -> None:
    """Register a studio's artist: the form, the letter, the password once more."""
    artist.open("/register")
    artist.fill(name="Айсұлу Қанатқызы", email=email, password=PASSWORD, language="kk")
    artist.pick("organisation")
    assert artist.press() == 200
    with town.app.app_context():
        letters = mailbox.deliver(datetime.now(UTC))
    (link,) = [mailbox.address(one) for one in letters if email in one["To"]]
    artist.open(link).fill(password=PASSWORD)
    assert artist.press() == 200
    assert artist.path == "/desk"


def create_draft(artist: Person, folder: Path) -> str:
    """Create a proposal with every section and the sketch; return its address."""
    artist.open("/desk")
    assert artist.follow('main a[href="/proposals/new"]') == 200
    artist.fill(programme="Креативті art", title="Дала таңы").press()
    tasks = artist.path
    for section, fields in SECTIONS.items():
        assert artist.follow(f'.tasks a[href$="/{section}"]') == 200
        assert artist.fill(**fields).press() == 200
        assert artist.path == tasks
    attach_sketch(artist, tasks, picture(folder))
    return tasks.removesuffix("/dossier")


def attach_sketch(artist: Person, tasks: str, file: Path) -> None:
    """Attach a sketch on the page of files."""
    artist.open(tasks)
    artist.follow('.tasks a[href$="/files"]')
    before = artist.page.locator("main .row").count()
    artist.fill(kind="sketch", files=file, alt="Күн шығып келеді").press()
    assert artist.page.locator("main .row").count() == before + 1


def submit(artist: Person, work: str) -> None:
    """Submit from the task list, by its one button."""
    artist.open(f"{work}/dossier")
    assert artist.follow("main a.btn") == 200
    assert artist.press() == 200
    assert artist.path == work


def confirm_site(people: PersonByName, work: str, wall: str) -> None:
    """Find the documents complete; propose, choose and confirm a wall."""
    coordinator, specialist = people("madina"), people("gulmira")
    coordinator.act(work, "accept", **COMPLETE_FIELDS)
    specialist.act(work, "propose_wall", wall=wall, score=90, text="Анық көрінеді.")
    coordinator.act(work, "choose_wall", wall=wall)
    specialist.act(work, "confirm_site")


def record_consent(coordinator: Person, work: str) -> None:
    """Record the minutes of the owners' meeting, as a PDF."""
    coordinator.act(
        work,
        "record_owner_consent",
        format="meeting",
        held_on=TODAY,
        owners_total=112,
        votes_for=81,
        votes_against=9,
        abstained=6,
        document="№ 7",
        files=MINUTES,
    )


def approve(people: PersonByName, work: str) -> None:
    """Recommend as the specialist, approve as the head."""
    people("gulmira").act(
        work,
        "recommend",
        decision="approve",
        **ASSESSMENT_FIELDS,
        text="Талаптар орындалған.",
    )
    people("erlan").act(work, "approve", text="Контур тексерілсін.", password=PASSWORD)


def sign(sponsor: Person, work: str, amount: str) -> None:
    """Sign as a sponsor with an amount."""
    sponsor.act(work, "sign", amount=amount, password=PASSWORD)


NEXT_YEAR = TODAY + timedelta(days=365)
TERMS: dict[str, dict[str, Any]] = {
    "contract": {
        **{"document": "1", "on": TODAY, "until": NEXT_YEAR},
        **{"counterparty": "ЖШС «Бояу»", "amount": "9000000"},
    },
    "insurance": {"document": "1", "insurer": "Сақтандыру", "until": NEXT_YEAR},
}
"""What stands in papers that name an end."""


def start_execution(coordinator: Person, work: str) -> None:
    """Record the papers of the contract and the residents' notice, then start."""
    for paper in PAPERS:
        terms = TERMS.get(paper, {"document": "1"})
        coordinator.act(work, f"record_{paper}", **terms, files=AD_TEST)
    told = {"on": TODAY - timedelta(days=30), "text": "Хабарландыру ілінді."}
    assert (
        coordinator.ask(work, "record_residents_notice").fill(**told, files=MINUTES).press() == 422
    )
    assert coordinator.fill(day_grounds="Көктемде айтылған.").press() == 200
    coordinator.act(work, "start")


def complete_milestones(people: PersonByName, work: str, photo: Path, count: int) -> None:
    """Submit and confirm so many milestones with their photos; nothing is left to submit then."""
    artist, coordinator = people("aigerim"), people("madina")
    for _ in range(count):
        artist.ask(work, "submit_milestone").pick("milestone")
        artist.fill(files=photo, done_on=TODAY)
        assert artist.press() == 200
        coordinator.ask(work, "confirm_milestone").pick("milestone")
        assert coordinator.press() == 200
    assert "submit_milestone" not in artist.may(work)


def skip_milestones(town: Any, work: str, photo: Path, *, left: int) -> None:
    """Submit and confirm the first milestones without pages, until so many are left."""
    with town.app.app_context():
        story = Story(town.people.artist, town.people.programme, datetime.now(UTC))
        story.id = int(work.rpartition("/")[2])
        author = db.session.get_one(Version, story.case.version_id).created_by_id
        artist = persons.load_person(db.session.connection(), author, "")
        for milestone in story.case.milestones[:-left]:
            story.now = datetime.now(UTC)
            with photo.open("rb") as stream:
                kept = files.store_upload(stream, photo.name, by=artist.id)
            story.act(artist, "submit_milestone", milestone=milestone.id, files=[kept])
            story.act(town.people.coordinator, "confirm_milestone", milestone=milestone.id)


def hand_over(artist: Person, work: str, photo: Path) -> None:
    """Record what was painted, and finish."""
    artist.act(work, "record_as_built", document="1", files=photo)
    artist.act(work, "finish")


def sign_acceptance(people: PersonByName, work: str) -> None:
    """Sign the finished wall as all parties; record the owner's act."""
    for name in ("erlan", "daniyar", "saule", "aigerim"):
        people(name).act(work, "sign", password=PASSWORD)
    people("madina").act(work, "record_owner_act", document="3", files=MINUTES)


def announce_refusal(world: World, days_ago: int) -> Story:
    """Create a work whose preliminary refusal was announced so many days ago."""
    story = walks.in_review(world)
    story.now = datetime.now(UTC) - timedelta(days=days_ago)
    story.act(world.head, "announce_refusal", code="context", text="Көше көрінісіне сай емес.")
    return story
