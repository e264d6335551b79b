"""One work on its way through the process, at dates counted from its painting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from artflow.domain.people.roles import Person
from artflow.domain.snapshot import Value
from artflow.domain.sponsorship import compute_shares

from . import walls
from .mural import ASSESSED, FACTS
from .story import Story
from .works import Work

WALL_ALT = "Бос бүйір қабырға"
TEAMS = (
    {
        "specialist": "gulmira",
        "head": "erlan",
        "coordinator": "madina",
        "jusan": "daniyar",
        "tourism": "saule",
    },
    {
        "specialist": "baurzhan",
        "head": "saltanat",
        "coordinator": "olzhas",
        "jusan": "asel",
        "tourism": "askar",
    },
)
INSURER = "«Номад Иншуранс» СК АҚ"
PAPERS = ("contract", "rights_licence", "insurance", "safety_plan", "wall_ready")
CONSENT = {
    "format": "survey",
    "owners_total": 72,
    "votes_for": 51,
    "votes_against": 6,
    "abstained": 4,
    "document": "№ 3",
}
PHOTOS = {
    "contract": "{wall}",
    "repair": "{wall}",
    "primer": "primed",
    "access": "primed",
    "outline": "{art}-outline",
    "half": "{art}-half",
}
DAYS_BETWEEN_MILESTONES = {
    "contract": 0,
    "repair": 2,
    "primer": 3,
    "access": 1,
    "outline": 3,
    "half": 6,
    "full": 8,
    "coating": 3,
    "cleaning": 1,
}
"""Days that lie between a milestone of the painting and the one before."""


class Walk:
    """The work, those who decide on it, and `anchor`: the day from which all dates are counted."""

    def __init__(
        self,
        work: Work,
        who: Mapping[str, Person],
        programme: int,
        register: Mapping[str, int],
        store: Callable[[str], int],
        anchor: datetime,
        *,
        second: bool,
    ) -> None:
        self.work, self.walls, self.store, self.anchor = work, register, store, anchor
        self.team = {part: who[name] for part, name in TEAMS[second].items()}
        self.story = Story(who[work.artist], programme, anchor)

    def act(self, part: str, action: str, **data: object) -> Walk:
        """Let somebody of the team, or the artist, take an action."""
        person = self.story.artist if part == "artist" else self.team[part]
        self.story.act(person, action, **data)
        return self

    def go_to_day(self, days: float) -> Walk:
        """Go to a time so many days after the anchor; time never runs back."""
        self.story.now = max(self.story.now, self.anchor + timedelta(days=days))
        return self

    def begin(self, days: float) -> Walk:
        """Create the draft and submit it three days later."""
        work = self.work
        self.story.now = self.anchor + timedelta(days=days)
        self.story.draft(FACTS | self._facts())
        self.story.attach(self.store(f"{work.art}-sketch.webp"), "sketch", alt=work.alt)
        montage = self.store(f"{work.montage or work.art + '-montage'}.webp")
        self.story.attach(montage, "montage", alt=f"{work.alt} (фотомонтаж)")
        self.story.attach(self.store(f"{self._wall()}.webp"), "wall_photo", alt=WALL_ALT)
        self.story.later(days=3)
        return self.act("artist", "submit")

    def _wall(self) -> str:
        """Return the picture of the bare wall: of the same building as the montage."""
        own = walls.PHOTOS.get(self.work.wall) if self.work.montage else None
        return own.file if own else "wall"

    def _facts(self) -> dict[str, Value]:
        paint = self.story.now.date() + timedelta(days=35)
        if not 4 <= paint.month <= 10:
            paint = paint.replace(year=paint.year + (paint.month > 10), month=4, day=20)
        return {
            **walls.room_on(self.work.wall),
            "title": self.work.title,
            "concept": self.work.concept,
            "text_in_image": "",
            "budget_kzt": self.work.budget,
            "sponsor_credit": "none",
            "wished_place": "",
            "coating": "Граффитиге қарсы жабын",
            "maintenance_by": "МИБ, 5 жыл",
            "start_on": paint.isoformat(),
            "finish_on": (paint + timedelta(days=45)).isoformat(),
        }

    def to_site(self) -> Walk:
        self.story.later(days=1)
        self.act("coordinator", "assign", user=self.team["specialist"].id)
        return self.act("coordinator", "accept", text="")

    def to_review(self) -> Walk:
        """Propose, choose and confirm the wall."""
        wall = self.walls[self.work.wall]
        self.to_site().story.later(days=2)
        self.act("specialist", "propose_wall", wall=wall, score=82, text="")
        self.story.later(days=2)
        self.act("coordinator", "choose_wall", wall=wall, text="")
        return self.act("specialist", "confirm_site", text="")

    def recommended(self) -> Walk:
        """Record the owners' consent and the specialist's recommendation."""
        self.to_review().story.later(days=6)
        held_on = self.story.now.date() - timedelta(days=2)
        self.act(
            "coordinator",
            "record_owner_consent",
            **CONSENT,
            held_on=held_on,
            files=[self.store("minutes.pdf")],
        )
        self.story.later(days=2)
        return self.act(
            "specialist",
            "recommend",
            decision="approve",
            **ASSESSED,
            text="Талаптардың бәрі орындалған, келісуге ұсынамын.",
        )

    def to_sponsors(self) -> Walk:
        self.recommended().story.later(days=1)
        return self.act("head", "approve", text="")

    def to_approved(self) -> Walk:
        self.to_sponsors().story.later(days=2)
        half = self.work.budget // 2
        self.act("jusan", "sign", amount=half, text="").story.later(days=1)
        return self.act("tourism", "sign", amount=self.work.budget - half, text="")

    def papers(self, *names: str) -> Walk:
        for name in names:
            facts = self._terms().get(name, {})
            self.act("coordinator", f"record_{name}", files=[], document="№ 12", **facts)
        return self

    def _terms(self) -> dict[str, dict[str, object]]:
        """Return what a contract and a policy say besides; both hold for a year."""
        until = self.story.now.date() + timedelta(days=365)
        return {
            "contract": {
                "on": self.story.now.date(),
                "counterparty": self.story.artist.name,
                "amount": self.work.budget,
                "until": until,
            },
            "insurance": {"insurer": INSURER, "until": until},
        }

    def to_execution(self) -> Walk:
        """Record all papers, notify the residents a week before, and start."""
        self.to_approved().story.later(days=3)
        self.papers(*PAPERS)
        notified_on = self.story.now.date()
        self.act(
            "coordinator",
            "record_residents_notice",
            on=notified_on,
            files=[],
            text="Үйдің кіреберістеріне хабарландыру ілінді.",
        )
        self.story.later(days=7)
        return self.act("coordinator", "start")

    def paint(self, last: str) -> Walk:
        """Submit and confirm the milestones up to and including `last`, each a day later."""
        for milestone in self.story.case.milestones:
            if milestone.state == "confirmed":
                continue
            self.story.later(days=DAYS_BETWEEN_MILESTONES.get(milestone.code, 1))
            name = PHOTOS.get(milestone.code, self.work.montage or "{art}-montage")
            photo = self.store(f"{name.format(art=self.work.art, wall=self._wall())}.webp")
            self.act("artist", "submit_milestone", milestone=milestone.id, files=[photo])
            self.act("coordinator", "confirm_milestone", milestone=milestone.id, text="")
            if milestone.code == last:
                break
        return self

    def pay(self, number: str) -> Walk:
        """Pay what both sponsors owe; the coordinator enters it the day after."""
        paid_on = self.story.now.date()
        self.story.later(days=1)
        for share in compute_shares(self.story.case):
            self.act(
                "coordinator",
                "record_payment",
                sponsor=share.organisation_id,
                amount=share.unpaid,
                paid_on=paid_on,
                document=number,
            )
        return self

    def to_acceptance(self) -> Walk:
        photo = self.store(f"{self.work.montage or self.work.art + '-montage'}.webp")
        self.act("artist", "record_as_built", files=[photo], document="№ 1")
        return self.act("artist", "finish")
