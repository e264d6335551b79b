"""Random sequences against the real services: the properties hold after each action."""

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

from artflow.domain.process.machine import machine_of
from artflow.extensions import db
from artflow.services.decisions import decisions
from tests.services.tampering import verify

from .conftest import PROFILE
from .support import inputs
from .support.simulation import MAX_LIVE, OfferedAction, Simulation
from .support.tracked_proposal import TrackedProposal
from .support.walker import advance, advance_towards
from .support.workbench import USERNAMES, Workbench

CHUNKS = [
    pytest.param(key, n, marks=[] if n in often else [pytest.mark.exhaustive])
    for key, often in (("mural", (1, 2)), ("sculpture", (1,)))
    for n in range(11)
]
"""24 sequences each, for both definitions: 528 in all, and the 72 quickest in every check."""
which = st.integers(0, MAX_LIVE - 1)
pick = st.integers(0, 60)
variants = st.integers(0, 59)
usernames = st.sampled_from(USERNAMES)
artists = st.sampled_from(("artist", "both", "other_artist"))
heritages = st.sampled_from(("none", "none", "regulated_zone", "unknown"))
depths = st.sampled_from((0, 4, 6, 9, 10, 11, 12, 18, 30, 42))
"""How far the first proposal has come when a sequence begins: into every stage."""
hours = st.sampled_from((1, 24, 72, 24 * 30))
EDITS = st.sampled_from(
    (
        {},
        {"height_m": "21.0"},
        {"height_m": "20.0"},
        {"budget_kzt": 4_000_000},
        {"budget_kzt": 10_000_000},
        {"paint": "Силикат"},
        {"wished_place": "Басқа көше"},
        {"sponsor_credit": "plaque"},
        {"finish_on": "2027-07-01"},
        {"concept": "Күн батып барады."},
        {"maintenance_by": "Қала"},
    )
)


class SequenceMachine(RuleBasedStateMachine):
    """People of all roles, offered and forbidden actions, edits, holds, and time passing."""

    def __init__(self, bench: Workbench) -> None:
        super().__init__()
        self.bench = bench

    @initialize(
        artist=artists, places=st.tuples(heritages, heritages), steps=depths, variant=variants
    )
    def first(self, artist, places, steps, variant):
        self.simulation = Simulation(self.bench, places)
        advance(self.simulation, self.simulation.begin(artist), steps, variant)

    def choose_tracked(self, which: int) -> TrackedProposal:
        """Return one of the proposals; one that has not ended if there is one."""
        tracks = [t for t in self.simulation.tracks if not t.model.ended] or self.simulation.tracks
        return tracks[which % len(tracks)]

    def take(
        self,
        tracked: TrackedProposal,
        found: list[OfferedAction],
        pick: int,
        variant: int,
        **how: object,
    ) -> None:
        """Take one of the actions found, if there is one and something to choose in its form."""
        if found:
            username, option = found[pick % len(found)]
            case = self.simulation.case(tracked)
            write = inputs.valid_data if how.get("fits", True) else inputs.invalid_data
            data = write(self.simulation, case, option.action, variant)
            if data is not None:
                self.simulation.act(tracked, username, option.action.name, data, **how)

    @rule(artist=artists, twin=st.booleans(), pick=pick)
    @precondition(lambda self: sum(not t.model.ended for t in self.simulation.tracks) < MAX_LIVE)
    def begin_or_copy(self, artist, twin, pick):
        ended = [t for t in self.simulation.tracks if t.model.stage in ("refused", "withdrawn")]
        if ended and pick % 2:
            self.simulation.copy(ended[pick % len(ended)])
        else:
            sketch = self.simulation.tracks[0].model.working["sketch"] if twin else None
            self.simulation.begin(artist, sketch)

    @rule(which=which, times=st.sampled_from((1, 1, 2, 4)), variant=variants)
    def get_on(self, which, times, variant):
        advance(self.simulation, self.choose_tracked(which), times, variant)

    @rule(which=which, variant=variants)
    def send_back(self, which, variant):
        advance_towards(self.simulation, self.choose_tracked(which), "revision", variant)

    @rule(which=which, facts=EDITS, sketch=st.booleans(), variant=variants)
    def send_back_and_revise(self, which, facts, sketch, variant):
        tracked = self.choose_tracked(which)
        advance_towards(self.simulation, tracked, "revision", variant)
        if tracked.model.stage == "revision" and tracked.model.editable:
            self.simulation.edit(tracked, tracked.artist, facts, sketch)
            advance(self.simulation, tracked, 4, variant)

    @rule(which=which, pick=pick, variant=variants)
    def take_what_is_offered(self, which, pick, variant):
        tracked, ends = self.choose_tracked(which), self.simulation.process.ends
        _case, offers = self.simulation.offers(tracked)
        ending = pick >= 56
        found = [
            (username, option)
            for username, option in offers
            if option.open and ending is (option.action.targets[0].stage in ends)
        ]
        self.take(tracked, found, pick, variant)

    @rule(which=which, pick=pick, variant=variants)
    def take_what_is_closed(self, which, pick, variant):
        tracked = self.choose_tracked(which)
        _case, offers = self.simulation.offers(tracked)
        self.take(tracked, [offer for offer in offers if not offer[1].open], pick, variant)

    @rule(which=which, username=usernames, pick=pick, variant=variants)
    def try_anything(self, which, username, pick, variant):
        tracked = self.simulation.tracks[which % len(self.simulation.tracks)]
        case = self.simulation.case(tracked)
        here, everywhere = list(case.current_stage.actions.values()), list(case.workflow.actions())
        action = here[variant % len(here)] if here and pick % 3 else everywhere[pick][1]
        data = inputs.valid_data(self.simulation, case, action, variant)
        if data is not None:
            self.simulation.act(tracked, username, action.name, data)

    @rule(which=which, pick=pick, variant=variants)
    def decide_on_an_old_page(self, which, pick, variant):
        tracked = self.choose_tracked(which)
        case, offers = self.simulation.offers(tracked)
        old = [
            p
            for p in dict.fromkeys(tracked.pages)
            if p != decisions.SeenState(case.stage, case.version)
        ]
        if old:
            self.take(tracked, offers, pick, variant, seen=old[-1 - variant % len(old)])

    @rule(
        which=which,
        pick=pick,
        username=usernames,
        other=st.sampled_from(("", "", "person", "action")),
    )
    def press_again(self, which, pick, username, other):
        tracked = self.simulation.tracks[which % len(self.simulation.tracks)]
        if tracked.taken:
            press = tracked.taken[-1 - pick % len(tracked.taken)]
            who = username if other == "person" else press.username
            self.simulation.repeat(
                tracked, press, who, "withdraw" if other == "action" else press.action
            )

    @rule(which=which, pick=pick, variant=variants)
    def give_a_wrong_value(self, which, pick, variant):
        tracked = self.choose_tracked(which)
        case, offers = self.simulation.offers(tracked)
        found = [
            (username, option)
            for username, option in offers
            if option.open
            and inputs.invalid_data(self.simulation, case, option.action, variant) is not None
        ]
        self.take(tracked, found, pick, variant, fits=False)

    @rule(which=which, facts=EDITS, sketch=st.booleans(), others=st.booleans(), username=usernames)
    def edit(self, which, facts, sketch, others, username):
        open_ones = [tracked for tracked in self.simulation.tracks if tracked.model.editable]
        tracks = self.simulation.tracks if others else open_ones
        if tracks:
            tracked = tracks[which % len(tracks)]
            self.simulation.edit(tracked, username if others else tracked.artist, facts, sketch)

    @rule(hours=hours)
    def let_time_pass(self, hours):
        self.simulation.wait(hours)

    def teardown(self) -> None:
        if hasattr(self, "simulation"):
            assert verify().fault is None
            assert machine_of(self.simulation.case(self.simulation.tracks[0]).workflow).models == []
            db.session.rollback()


@pytest.mark.slow
@pytest.mark.parametrize(("bench", "chunk"), CHUNKS, indirect=["bench"])
def test_whatever_people_do_the_properties_hold(bench, chunk):
    @seed(chunk)
    def sequence() -> SequenceMachine:
        return SequenceMachine(bench)

    run_state_machine_as_test(sequence, settings=PROFILE)
