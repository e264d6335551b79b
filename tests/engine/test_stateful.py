"""Random sequences against the real services: whatever people do, the laws hold after each deed."""

from __future__ import annotations

import pytest
from hypothesis import seed
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from artflow.domain.machine import machine
from artflow.extensions import db
from artflow.services import door
from tests.services.tampering import verified

from . import given
from .bench import SEATS, Bench
from .conftest import PROFILE
from .course import MOST, Course, Offer
from .track import Track
from .walker import press_on, press_towards

CHUNKS = 11
"""24 sequences each, for both definitions: 528 in all, spread over the workers of a run."""
which = st.integers(0, MOST - 1)
pick = st.integers(0, 60)
luck = st.integers(0, 59)
seat = st.sampled_from(SEATS)
artists = st.sampled_from(("artist", "both", "other_artist"))
heritages = st.sampled_from(("none", "none", "regulated_zone", "unknown"))
depths = st.sampled_from((0, 4, 6, 9, 10, 11, 12, 18, 30, 42))
"""How far the first proposal has come when a sequence begins: into every stage."""
hours = st.sampled_from((1, 24, 72, 24 * 30))
EDITS = st.sampled_from((
    {}, {"height_m": "21.0"}, {"height_m": "20.0"}, {"budget_kzt": 4_000_000},
    {"budget_kzt": 10_000_000}, {"paint": "Силикат"}, {"wished_place": "Басқа көше"},
    {"sponsor_credit": "plaque"}, {"finish_on": "2027-07-01"}, {"concept": "Күн батып барады."},
    {"maintenance_by": "Қала"},
))  # fmt: skip


class Sequence(RuleBasedStateMachine):
    """People of all roles, offered and forbidden actions, edits, holds, and time passing."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench

    @initialize(artist=artists, places=st.tuples(heritages, heritages), steps=depths, luck=luck)
    def first(self, artist, places, steps, luck):
        self.course = Course(self.bench, places)
        press_on(self.course, self.course.begin(artist), steps, luck)

    def track(self, which: int) -> Track:
        """One of the proposals; one that goes on if there is one."""
        tracks = [t for t in self.course.tracks if not t.shadow.ended] or self.course.tracks
        return tracks[which % len(tracks)]

    def take(self, track: Track, found: list[Offer], pick: int, luck: int, **how: object) -> None:
        """Take one of the actions found, if there is one and something to choose in its form."""
        if found:
            seat, option = found[pick % len(found)]
            case = self.course.case(track)
            write = given.fitting if how.get("fits", True) else given.unfitting
            data = write(self.course, case, option.action, luck)
            if data is not None:
                self.course.act(track, seat, option.action.name, data, **how)

    @rule(artist=artists, twin=st.booleans(), pick=pick)
    @precondition(lambda self: sum(not t.shadow.ended for t in self.course.tracks) < MOST)
    def begin_or_copy(self, artist, twin, pick):
        ended = [t for t in self.course.tracks if t.shadow.stage in ("refused", "withdrawn")]
        if ended and pick % 2:
            self.course.copy(ended[pick % len(ended)])
        else:
            sketch = self.course.tracks[0].shadow.working["sketch"] if twin else None
            self.course.begin(artist, sketch)

    @rule(which=which, times=st.sampled_from((1, 1, 2, 4)), luck=luck)
    def get_on(self, which, times, luck):
        press_on(self.course, self.track(which), times, luck)

    @rule(which=which, luck=luck)
    def send_back(self, which, luck):
        press_towards(self.course, self.track(which), "revision", luck)

    @rule(which=which, facts=EDITS, sketch=st.booleans(), luck=luck)
    def send_back_and_revise(self, which, facts, sketch, luck):
        track = self.track(which)
        press_towards(self.course, track, "revision", luck)
        if track.shadow.stage == "revision" and track.shadow.editable:
            self.course.edit(track, track.artist, facts, sketch)
            press_on(self.course, track, 4, luck)

    @rule(which=which, pick=pick, luck=luck)
    def take_what_is_offered(self, which, pick, luck):
        track, ends = self.track(which), self.course.process.ends
        _case, offers = self.course.see(track)
        ending = pick >= 56
        found = [
            (seat, option)
            for seat, option in offers
            if option.open and ending is (option.action.targets[0].stage in ends)
        ]
        self.take(track, found, pick, luck)

    @rule(which=which, pick=pick, luck=luck)
    def take_what_is_closed(self, which, pick, luck):
        track = self.track(which)
        _case, offers = self.course.see(track)
        self.take(track, [offer for offer in offers if not offer[1].open], pick, luck)

    @rule(which=which, seat=seat, pick=pick, luck=luck)
    def try_anything(self, which, seat, pick, luck):
        track = self.course.tracks[which % len(self.course.tracks)]
        case = self.course.case(track)
        here, everywhere = list(case.at.actions.values()), list(case.workflow.actions())
        action = here[luck % len(here)] if here and pick % 3 else everywhere[pick][1]
        data = given.fitting(self.course, case, action, luck)
        if data is not None:
            self.course.act(track, seat, action.name, data)

    @rule(which=which, pick=pick, luck=luck)
    def decide_on_an_old_page(self, which, pick, luck):
        track = self.track(which)
        case, offers = self.course.see(track)
        old = [p for p in dict.fromkeys(track.pages) if p != door.Seen(case.stage, case.version)]
        if old:
            self.take(track, offers, pick, luck, seen=old[-1 - luck % len(old)])

    @rule(which=which, pick=pick, seat=seat, other=st.sampled_from(("", "", "person", "action")))
    def press_again(self, which, pick, seat, other):
        track = self.course.tracks[which % len(self.course.tracks)]
        if track.presses:
            press = track.presses[-1 - pick % len(track.presses)]
            who = seat if other == "person" else press.seat
            self.course.again(track, press, who, "withdraw" if other == "action" else press.action)

    @rule(which=which, pick=pick, luck=luck)
    def give_a_wrong_value(self, which, pick, luck):
        track = self.track(which)
        case, offers = self.course.see(track)
        found = [
            (seat, option)
            for seat, option in offers
            if option.open and given.unfitting(self.course, case, option.action, luck) is not None
        ]
        self.take(track, found, pick, luck, fits=False)

    @rule(which=which, facts=EDITS, sketch=st.booleans(), others=st.booleans(), seat=seat)
    def edit(self, which, facts, sketch, others, seat):
        open_ones = [track for track in self.course.tracks if track.shadow.editable]
        tracks = self.course.tracks if others else open_ones
        if tracks:
            track = tracks[which % len(tracks)]
            self.course.edit(track, seat if others else track.artist, facts, sketch)

    @rule(hours=hours)
    def let_time_pass(self, hours):
        self.course.wait(hours)

    def teardown(self) -> None:
        if hasattr(self, "course"):
            assert verified().fault is None
            assert machine(self.course.case(self.course.tracks[0]).workflow).models == []
            db.session.rollback()


@pytest.mark.slow
@pytest.mark.parametrize("chunk", range(CHUNKS))
@pytest.mark.parametrize("bench", ["creative-art", "sculpture"], indirect=True)
def test_whatever_people_do_the_laws_hold(bench, chunk):
    @seed(chunk)
    def sequence() -> Sequence:
        return Sequence(bench)

    run_state_machine_as_test(sequence, settings=PROFILE)
