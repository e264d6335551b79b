"""One machine a definition, none a proposal; whatever fails is one refusal with reasons."""

from __future__ import annotations

import pytest

from artflow.domain.definitions.loading import load
from artflow.domain.errors import NotPossible, Reason
from artflow.domain.people.roles import Role
from artflow.domain.process import engine, guards
from artflow.domain.process import machine as machines
from artflow.domain.process.joins import SignoffState
from artflow.domain.process.machine import machine_of, move
from tests.domain.cases import (
    BANK,
    COMPANY,
    MURAL,
    SCULPTURE,
    SMALL,
    acting_role,
    case,
    guard_context,
    signoff,
    workflow,
)

pytestmark = pytest.mark.pure

SIGNED, DECLINED, PENDING = SignoffState.SIGNED, SignoffState.DECLINED, SignoffState.PENDING


@pytest.fixture(autouse=True)
def _built_anew():
    machines._machines.clear()


def refused(subject, action: str) -> tuple[Reason, ...]:
    with pytest.raises(NotPossible) as refusal:
        move(guard_context(subject), action)
    return refusal.value.reasons


def test_a_move_moves_the_case_and_says_where():
    one = case("submitted")

    assert move(guard_context(one), "accept") == "site"
    assert one.stage == "site"


def test_an_action_that_no_definition_knows_is_refused():
    one = case("site")

    assert refused(one, "fly") == (Reason("not_in_this_stage", {"stage": "site", "action": "fly"}),)
    assert one.stage == "site"


def test_an_action_of_another_stage_is_refused():
    one = case("site")

    assert refused(one, "submit") == (
        Reason("not_in_this_stage", {"stage": "site", "action": "submit"}),
    )
    assert one.stage == "site"


def test_a_condition_that_does_not_hold_is_refused_with_its_reasons():
    one = case("architecture", signoffs=[])

    assert refused(one, "approve") == (Reason("signatures_missing", {"parties": []}),)
    assert one.stage == "architecture"


@pytest.mark.parametrize("back", ["", "draft", "nowhere"])
def test_a_way_back_that_nobody_set_is_refused(back):
    one = case("revision", back_to=back)

    assert refused(one, "resubmit") == (Reason("no_way_back"),)
    assert one.stage == "revision"


@pytest.mark.parametrize("back", ["submitted", "site", "architecture", "sponsors"])
def test_the_way_back_leads_where_it_was_set(back):
    assert move(guard_context(case("revision", back_to=back)), "resubmit") == back


def test_after_the_first_objection_a_target_asks_nothing_more(monkeypatch):
    """The join is still open, so whether the money is there is never asked."""
    waiting = [signoff("sponsors", BANK, SIGNED), signoff("sponsors", COMPANY, PENDING)]
    asked = []
    monkeypatch.setitem(guards.GUARDS, "funded", lambda moment, arg: asked.append(arg) or [])
    one = case("sponsors", signoffs=waiting, budget=5)

    assert move(guard_context(one), "sign") == "sponsors"
    assert asked == []


def test_targets_are_tried_in_their_order():
    rows = [signoff("sponsors", BANK, SIGNED, amount=5), signoff("sponsors", COMPANY, SIGNED)]

    assert move(guard_context(case("sponsors", signoffs=rows, budget=5)), "sign") == "approved"
    assert move(guard_context(case("sponsors", signoffs=rows, budget=6)), "sign") == "sponsors"
    assert move(guard_context(case("sponsors", signoffs=rows[:1])), "sign") == "approved"


def test_a_target_further_down_is_taken_when_the_first_is_closed():
    rows = [signoff("sponsors", n, state) for n, state in ((1, SIGNED), (2, SIGNED), (3, DECLINED))]

    kept = move(guard_context(case("approved", SCULPTURE, signoffs=rows)), "retract")
    lost = move(guard_context(case("approved", SCULPTURE, signoffs=rows[1:])), "retract")

    assert (kept, lost) == ("approved", "sponsors")


def test_the_conditions_are_asked_of_the_context_s_own_case():
    passed = [signoff("architecture", 10, SIGNED)]
    open_, closed = case("architecture", signoffs=passed), case("architecture", signoffs=[])

    assert move(guard_context(open_), "approve") == "sponsors"
    assert refused(closed, "approve") == (Reason("signatures_missing", {"parties": []}),)


def test_advance_returns_the_stage_itself():
    one = case("submitted")

    stage = engine.advance(
        guard_context(one, acting_role(Role.COORDINATOR, 20)), one.current_stage.actions["accept"]
    )

    assert stage is workflow(MURAL).stages["site"]


def test_a_definition_has_one_machine_and_another_text_another_one():
    again = load(MURAL.read_text())
    other = load(MURAL.read_text() + "\n")

    assert machine_of(again) is machine_of(workflow(MURAL))
    assert machine_of(other) is not machine_of(workflow(MURAL))


@pytest.mark.parametrize("path", [MURAL, SCULPTURE, SMALL], ids=lambda path: path.stem)
def test_the_machine_knows_the_stages_and_the_actions_and_nothing_more(path):
    definition, built = workflow(path), machine_of(workflow(path))

    assert list(built.states) == list(definition.stages)
    assert set(built.events) == {action.name for _, action in definition.actions()}
    assert built.models == []
    assert built.initial is None


def test_ten_thousand_moves_leave_nothing_on_the_machine_and_nothing_on_the_rows():
    cases = [case("submitted") for _ in range(10_000)]
    names = set(vars(cases[0]))

    for one in cases:
        move(guard_context(one), "accept")

    assert {one.stage for one in cases} == {"site"}
    assert all(set(vars(one)) == names for one in cases)
    assert machine_of(workflow(MURAL)).models == []
