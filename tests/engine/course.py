"""One sequence: a few proposals, two walls, all that is done to them and what must come of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from artflow.domain import policy
from artflow.domain.case import Case
from artflow.domain.engine import Option
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Refusal, Stale
from artflow.domain.roles import Person
from artflow.services import attachments, door, proposals
from tests.world import FACTS, NOW

from . import laws
from .bench import SEATS, Bench
from .process import PROCESSES
from .shadow import AREA, Shadow
from .track import Press, Track

Offer = tuple[str, Option]
"""An action and whose it is."""
MOST = 3
"""How many live proposals compete in a sequence."""


class Course:
    """Drives the real services and looks at the database after every deed."""

    def __init__(self, bench: Bench, heritages: tuple[str, str] = ("none", "none")) -> None:
        self.bench, self.now = bench, NOW
        self.process = PROCESSES[bench.key]
        self.walls = [bench.wall(heritage) for heritage in heritages]
        self.photo = bench.file()
        self.tracks: list[Track] = []
        self.deeds = 0
        self.picture = bench.picture([], self.walls)

    def look(self) -> None:
        """Take a new picture of everything that is the sequence's own."""
        self.picture = self.bench.picture([track.id for track in self.tracks], self.walls)

    def begin(self, artist: str, sketch: int | None = None) -> Track:
        """A complete draft, ready to be submitted."""
        person = self.bench.people[artist]
        facts = {**FACTS, "wished_place": "Орталық көше"}
        key = proposals.start(person, self.bench.world.programme, facts, self.now)
        sketch = sketch or self.bench.file()
        attachments.attach(key, person, sketch, kind="sketch", alt="эскиз")
        written = {name: facts.get(name, sketch) for name in AREA}
        return self._follow(Track(key, artist, Shadow(self.process, written)))

    def copy(self, track: Track) -> Track:
        """A new draft of one that ended otherwise than accepted."""
        key = proposals.copy(track.id, self.bench.people[track.artist], self.now)
        shadow = Shadow(self.process, dict(track.shadow.working))
        return self._follow(Track(key, track.artist, shadow))

    def _follow(self, track: Track) -> Track:
        self.tracks.append(track)
        self.look()
        laws.hold(self, None)
        return track

    def case(self, track: Track) -> Case:
        return self.bench.case(track.id)

    def wait(self, hours: int) -> None:
        """Let time pass: nothing moves by itself, and nobody is left with nothing to do."""
        self.now += timedelta(hours=hours)
        for track in self.tracks:
            laws.turns_can_act(self, track)

    def see(self, track: Track, seats: Iterable[str] = SEATS) -> tuple[Case, list[Offer]]:
        """The proposal as it is now, and every action that belongs to one of these people."""
        case = self.case(track)
        return case, [
            (seat, option) for seat in seats for option in self.bench.options(case, seat, self.now)
        ]

    def candidates(self, proposal_id: int) -> list[int]:
        rows = self.picture["candidate_wall"]
        return [row.wall_id for row in rows if row.proposal_id == proposal_id]

    def edit(self, track: Track, seat: str, facts: dict[str, Any], sketch: bool) -> None:
        """Somebody changes the dossier: the artist while it is open to changes, else nobody."""
        person, case = self.bench.people[seat], self.case(track)
        allowed = seat == track.artist and track.shadow.editable
        expected = None if allowed else (NotAllowed if policy.sees(person, case) else NotVisible)
        before = self.picture
        file = self.bench.file() if sketch else None
        _, refusal = _answer(lambda: self._write(track, person, facts, file))
        assert (type(refusal) if refusal else None) is expected
        if refusal:
            self._unchanged(before, files=sketch)
            return
        track.shadow.working |= facts | ({"sketch": file} if file else {})
        self.look()
        laws.hold(self, before)

    def _write(self, track: Track, person: Person, facts: dict[str, Any], file: int | None) -> None:
        if file is not None:
            rows = [r for r in self.picture["proposal_file"] if r.proposal_id == track.id]
            old = next(row.id for row in rows if row.kind == "sketch")
            attachments.detach(track.id, person, old)
            attachments.attach(track.id, person, file, kind="sketch", alt="эскиз")
        proposals.edit(track.id, person, facts)

    def _unchanged(self, before: Any, files: bool = False) -> None:
        """Nothing was written, but for a file that was uploaded before the answer."""
        self.look()
        now, then = (dict(p, counts=None) if files else p for p in (self.picture, before))
        assert now == then, "a refused deed has left a trace"

    def act(
        self, track: Track, seat: str, action: str, data: dict[str, Any], *,
        seen: door.Seen | None = None, key: str = "", fits: bool = True,
    ) -> door.Done | None:  # fmt: skip
        """Take the action as this person would and check what comes of it; None if refused."""
        case, person, before = self.case(track), self.bench.people[seat], self.picture
        page = door.Seen(case.stage, case.version)
        seen, key = seen or page, key or self._key()
        options = {o.action.name: o for o in self.bench.options(case, seat, self.now)}
        expected = laws.expected(case, person, action, options, seen == page)
        self.deeds += 1
        self.now += timedelta(minutes=7)
        done, refusal = _answer(lambda: door.act(
            track.id, person, action, seen=seen, key=key, data=data, now=self.now
        ))  # fmt: skip
        if refusal or done is None:
            self._refused(refusal, expected, fits, before)
            return None
        assert expected is None, f"{seat} took a closed action: {expected}"
        assert fits, "a wrong value was accepted"
        self._taken(track, options[action], data, done)
        track.presses.append(Press(seat, action, key, done.n, seen, data))
        track.pages.append(page)
        laws.hold(self, before)
        laws.turns_can_act(self, track)
        return done

    def _key(self) -> str:
        return hashlib.sha256(f"{self.tracks[0].id} {self.deeds}".encode()).hexdigest()[:32]

    def _refused(self, refusal: Refusal | None, expected: Any, fits: bool, before: Any) -> None:
        """The refusal was foretold, with the same reasons, or it is about a value of the form."""
        if expected is None:
            assert isinstance(refusal, Invalid), f"refused though it stood open: {refusal!r}"
            assert not fits, f"a fitting value was refused: {refusal!r}"
        else:
            assert type(refusal) is expected[0]
            if isinstance(refusal, NotPossible) and not isinstance(refusal, Stale):
                assert [reason.code for reason in refusal.reasons] == expected[1]
        self._unchanged(before)

    def _taken(self, track: Track, option: Option, data: Any, done: door.Done) -> None:
        if option.action.name == "replace_sponsor":
            self.bench.read_people()
            names = (
                (key, self.bench.parties[f"org:{data[key]}"]) for key in ("leaving", "joining")
            )
            data = data | dict(names)
        track.shadow.takes(option.action.name, self.bench.parties[option.hat.party], data)
        self.look()
        assert not done.repeated
        assert (done.proposal_id, done.stage) == (track.id, track.shadow.stage)

    def again(self, track: Track, press: Press, seat: str, action: str) -> None:
        """The key of an earlier press comes a second time: the same event, or a refusal."""
        case, person, before = self.case(track), self.bench.people[seat], self.picture
        same = (seat, action) == (press.seat, press.action)
        done, refusal = _answer(lambda: door.act(
            track.id, person, action, seen=press.seen, key=press.key, data=press.data, now=self.now
        ))  # fmt: skip
        if not policy.sees(person, case):
            assert isinstance(refusal, NotVisible)
        elif done is None:
            assert not same
            assert [reason.code for reason in getattr(refusal, "reasons", ())] == ["key_used"]
        else:
            assert same
            assert (done.n, done.repeated) == (press.n, True)
        self._unchanged(before)


def _answer(deed: Callable[[], Any]) -> tuple[Any, Refusal | None]:
    """What the deed returns, or how it was refused."""
    try:
        return deed(), None
    except Refusal as refusal:
        return None, refusal
