"""One sequence: a few proposals, two walls, all actions on them and the checks after each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from artflow.domain.access import policy
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Refusal, Stale
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.process.engine import Option
from artflow.services.decisions import decisions, endings
from artflow.services.proposals import attachments, proposals
from tests.fixtures.world import FACTS, NOW

from . import properties
from .model import AREA_OF_FIELD, ProposalModel
from .process import PROCESSES
from .tracked_proposal import TakenAction, TrackedProposal
from .workbench import USERNAMES, Workbench

OfferedAction = tuple[str, Option]
"""An action and whose it is."""
MAX_LIVE = 3
"""How many live proposals compete in a sequence."""


class Simulation:
    """Drives the real services and looks at the database after every action."""

    def __init__(self, bench: Workbench, heritages: tuple[str, str] = ("none", "none")) -> None:
        self.bench, self.now = bench, NOW
        self.process = PROCESSES[bench.key]
        self.walls = [bench.wall(heritage) for heritage in heritages]
        self.photo = bench.file()
        self.tracks: list[TrackedProposal] = []
        self.actions_taken = 0
        self.state = bench.read_state([], self.walls)

    def read_state(self) -> None:
        """Read the state of everything that belongs to the sequence."""
        self.state = self.bench.read_state([tracked.id for tracked in self.tracks], self.walls)

    def begin(self, artist: str, sketch: int | None = None) -> TrackedProposal:
        """Create a complete draft, ready to be submitted."""
        person = self.bench.people[artist]
        facts = {**FACTS, "wished_place": "Орталық көше"}
        key = proposals.start(person, self.bench.world.programme, facts, self.now)
        sketch = sketch or self.bench.file()
        attachments.attach(key, person, sketch, kind="sketch", alt="эскиз")
        written = {name: facts.get(name, sketch) for name in AREA_OF_FIELD}
        return self._track(TrackedProposal(key, artist, ProposalModel(self.process, written)))

    def copy(self, tracked: TrackedProposal) -> TrackedProposal:
        """Copy a proposal that ended without acceptance."""
        key = proposals.copy(tracked.id, self.bench.people[tracked.artist], self.now)
        model = ProposalModel(self.process, dict(tracked.model.working))
        return self._track(TrackedProposal(key, tracked.artist, model))

    def _track(self, tracked: TrackedProposal) -> TrackedProposal:
        self.tracks.append(tracked)
        self.read_state()
        properties.check_all(self, None)
        return tracked

    def case(self, tracked: TrackedProposal) -> Case:
        return self.bench.case(tracked.id)

    def wait(self, hours: int) -> None:
        """Let time pass: only holds end by themselves, and nobody is left with nothing to do."""
        self._go_on(timedelta(hours=hours))
        for tracked in self.tracks:
            properties.check_turns_can_act(self, tracked)

    def _go_on(self, span: timedelta) -> None:
        """Move the clock; the worker ends what is over, and its models follow."""
        self.now += span
        before = self.state
        if not endings.end_due(self.now):
            return
        self.read_state()
        held = {row.id for row in self.state["proposal"] if row.held}
        holders = {wall.held_by_id for wall in self.state["wall"]}
        for tracked in self.tracks:
            model = tracked.model
            model.held = model.held and tracked.id in held
            model.lapsed = model.lapsed or (model.holds_wall and tracked.id not in holders)
            model.holds_wall = model.holds_wall and not model.lapsed
        properties.check_all(self, before)

    def offers(
        self, tracked: TrackedProposal, usernames: Iterable[str] = USERNAMES
    ) -> tuple[Case, list[OfferedAction]]:
        """Return the case as it is now, and every action that belongs to one of these people."""
        case = self.case(tracked)
        return case, [
            (username, option)
            for username in usernames
            for option in self.bench.options(case, username, self.now)
        ]

    def candidates(self, proposal_id: int) -> list[int]:
        rows = self.state["candidate_wall"]
        return [row.wall_id for row in rows if row.proposal_id == proposal_id]

    def edit(
        self, tracked: TrackedProposal, username: str, facts: dict[str, Any], sketch: bool
    ) -> None:
        """Edit the dossier as somebody: only the artist may, and only while it can be edited."""
        person, case = self.bench.people[username], self.case(tracked)
        allowed = username == tracked.artist and tracked.model.editable
        expected = None if allowed else (NotAllowed if policy.sees(person, case) else NotVisible)
        before = self.state
        file = self.bench.file() if sketch else None
        _, refusal = _outcome(lambda: self._write(tracked, person, facts, file))
        assert (type(refusal) if refusal else None) is expected
        if refusal:
            self._check_unchanged(before, files=sketch)
            return
        tracked.model.working |= facts | ({"sketch": file} if file else {})
        self.read_state()
        properties.check_all(self, before)

    def _write(
        self, tracked: TrackedProposal, person: Person, facts: dict[str, Any], file: int | None
    ) -> None:
        if file is not None:
            rows = [r for r in self.state["proposal_file"] if r.proposal_id == tracked.id]
            old = next(row.id for row in rows if row.kind == "sketch")
            attachments.detach(tracked.id, person, old)
            attachments.attach(tracked.id, person, file, kind="sketch", alt="эскиз")
        proposals.edit(tracked.id, person, facts)

    def _check_unchanged(self, before: Any, files: bool = False) -> None:
        """Check that nothing was written, except a file uploaded before the answer."""
        self.read_state()
        now, then = (dict(p, counts=None) if files else p for p in (self.state, before))
        assert now == then, "a refused deed has left a trace"

    def act(
        self,
        tracked: TrackedProposal,
        username: str,
        action: str,
        data: dict[str, Any],
        *,
        seen: decisions.SeenState | None = None,
        key: str = "",
        fits: bool = True,
    ) -> decisions.ActionResult | None:
        """Take the action as this person and check the outcome; return None if refused."""
        self._go_on(timedelta(minutes=7))
        case, person, before = self.case(tracked), self.bench.people[username], self.state
        page = decisions.SeenState(case.stage, case.version)
        seen, key = seen or page, key or self._key()
        options = {o.action.name: o for o in self.bench.options(case, username, self.now)}
        expected = properties.expected_refusal(case, person, action, options, seen == page)
        self.actions_taken += 1
        done, refusal = _outcome(
            lambda: decisions.take_action(
                tracked.id, person, action, seen=seen, key=key, data=data, now=self.now
            )
        )
        if refusal or done is None:
            self._check_refused(refusal, expected, fits, before)
            return None
        assert expected is None, f"{username} took a closed action: {expected}"
        assert fits, "a wrong value was accepted"
        self._check_taken(tracked, options[action], data, done)
        tracked.taken.append(TakenAction(username, action, key, done.n, seen, data))
        tracked.pages.append(page)
        properties.check_all(self, before)
        properties.check_turns_can_act(self, tracked)
        return done

    def _key(self) -> str:
        return hashlib.sha256(f"{self.tracks[0].id} {self.actions_taken}".encode()).hexdigest()[:32]

    def _check_refused(
        self, refusal: Refusal | None, expected: Any, fits: bool, before: Any
    ) -> None:
        """Check that the refusal was predicted, or is about an invalid value."""
        if expected is None:
            assert isinstance(refusal, Invalid), f"refused though it stood open: {refusal!r}"
            assert not fits, f"a fitting value was refused: {refusal!r}"
        else:
            assert type(refusal) is expected[0]
            if isinstance(refusal, NotPossible) and not isinstance(refusal, Stale):
                assert [reason.code for reason in refusal.reasons] == expected[1]
        self._check_unchanged(before)

    def _check_taken(
        self, tracked: TrackedProposal, option: Option, data: Any, done: decisions.ActionResult
    ) -> None:
        if option.action.name == "replace_sponsor":
            self.bench.read_people()
            names = (
                (key, self.bench.parties[f"org:{data[key]}"]) for key in ("leaving", "joining")
            )
            data = data | dict(names)
        tracked.model.take(option.action.name, self.bench.parties[option.acting_role.party], data)
        self.read_state()
        assert not done.repeated
        assert (done.proposal_id, done.stage) == (tracked.id, tracked.model.stage)

    def repeat(
        self, tracked: TrackedProposal, press: TakenAction, username: str, action: str
    ) -> None:
        """Send the key of an earlier press again: the same event, or a refusal."""
        case, person, before = self.case(tracked), self.bench.people[username], self.state
        same = (username, action) == (press.username, press.action)
        done, refusal = _outcome(
            lambda: decisions.take_action(
                tracked.id,
                person,
                action,
                seen=press.seen,
                key=press.key,
                data=press.data,
                now=self.now,
            )
        )
        if not policy.sees(person, case):
            assert isinstance(refusal, NotVisible)
        elif done is None:
            assert not same
            assert [reason.code for reason in getattr(refusal, "reasons", ())] == ["key_used"]
        else:
            assert same
            assert (done.n, done.repeated) == (press.n, True)
        self._check_unchanged(before)


def _outcome(call: Callable[[], Any]) -> tuple[Any, Refusal | None]:
    """Return what the call returns, or how it was refused."""
    try:
        return call(), None
    except Refusal as refusal:
        return None, refusal
