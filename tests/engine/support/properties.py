"""Properties that must hold after every action, read from the rows and compared with the models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from artflow.domain.access import policy
from artflow.domain.errors import NotAllowed, NotPossible, NotVisible, Stale
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case
from artflow.domain.process.engine import Option
from artflow.extensions import db
from artflow.services.lists import places
from artflow.services.sponsorship import totals
from artflow.services.walls import states

if TYPE_CHECKING:
    from .simulation import Simulation
    from .tracked_proposal import TrackedProposal
    from .workbench import DatabaseState

SIGNED_STATES = ("signed", "signed_with_conditions")
Expected = tuple[type, list[str]] | None


def expected_refusal(
    case: Case, person: Person, action: str, options: Mapping[str, Option], fresh: bool
) -> Expected:
    """Return the refusal that `explain` predicts; None if the action is open."""
    if not policy.sees(person, case):
        return NotVisible, []
    if not fresh:
        return Stale, []
    if action not in case.current_stage.actions:
        return NotPossible, ["not_in_this_stage"]
    if action not in options:
        return NotAllowed, []
    reasons = [reason.code for reason in options[action].reasons]
    return (NotPossible, reasons) if reasons else None


def check_all(simulation: Simulation, before: DatabaseState | None) -> None:
    """Check every property of every proposal of the sequence."""
    rows = {row.id: row for row in simulation.state["proposal"]}
    mine: dict[str, Any] = {
        table: _by_proposal(found)
        for table, found in simulation.state.items()
        if table not in ("proposal", "wall", "counts")
    }
    _check_walls(simulation, rows)
    _check_kept_sums()
    for tracked in simulation.tracks:
        row = rows[tracked.id]
        own = {table: found.get(tracked.id, []) for table, found in mine.items()}
        _check_against_model(simulation, tracked, row, own)
        _check_history(row, own["event"])
        _check_signatures(simulation, tracked, row, own)
        _check_payments(simulation, tracked, row, own)
        _check_turns(tracked, row, own["turn"])
        _check_clock(simulation, tracked, own["turn"])
        if before is not None:
            _check_monotonic(tracked.id, row, own, before)


def _check_kept_sums() -> None:
    """Count anew what every work and every stage come to: it is what the decisions have kept.

    What open turns, milestones and walls keep of the works is what those have.
    """
    db.session.rollback()
    connection = db.session.connection()
    assert places.find_wrong(connection) == []
    assert states.find_wrong(connection) == []
    assert list(totals.find_differences(connection)) == []
    assert totals.find_wrong_totals(connection) == []


def _by_proposal(rows: list[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found


def _check_against_model(
    simulation: Simulation, tracked: TrackedProposal, row: Any, own: Any
) -> None:
    """Check that the stored state is the one of the model."""
    model = tracked.model
    stored = (row.stage, row.openness, bool(row.held), bool(row.ended), len(own["version"]))
    assert stored == (model.stage, model.openness, model.held, model.ended, model.versions)
    assert set(row.reached.split(",")) == model.reached
    said = {
        (s.stage, simulation.bench.parties[s.party])
        for s in own["signoff"]
        if s.version_id == row.version_id and s.state in SIGNED_STATES and s.superseded_at is None
    }
    assert said == {place for place, word in model.decisions.items() if word == "yes"}


def _check_walls(simulation: Simulation, rows: dict[int, Any]) -> None:
    """Check that live works past the site hold their wall, and no wall has two holders."""
    holders = {wall.held_by_id: wall.id for wall in simulation.state["wall"] if wall.held_by_id}
    assert len(holders) == sum(wall.held_by_id is not None for wall in simulation.state["wall"])
    assert set(holders) == {tracked.id for tracked in simulation.tracks if tracked.model.holds_wall}
    lapsed = {tracked.id for tracked in simulation.tracks if tracked.model.lapsed}
    for row in rows.values():
        past = {row.stage, row.came_from if row.stage == "revision" else ""}
        if past & simulation.process.walled and row.id not in lapsed:
            assert holders.get(row.id) == row.wall_id is not None
        if row.stage in ("refused", "withdrawn"):
            assert row.id not in holders


def _check_history(row: Any, events: list[Any]) -> None:
    """Check that the events lead to the stored stage, one after the other, without a gap."""
    stage = ""
    for n, event in enumerate(events, 1):
        assert (event.n, event.from_stage) == (n, stage)
        stage = event.to_stage
    assert (row.stage, row.events) == (stage, len(events))


def _check_signatures(simulation: Simulation, tracked: TrackedProposal, row: Any, own: Any) -> None:
    """Check that no work is executed, or near it, without every signature on its version."""
    versions = {version.id: version for version in own["version"]}
    signoffs = {signoff.id: signoff for signoff in own["signoff"]}
    for stage in simulation.process.standing.get(row.stage, ()):
        signed = set()
        for s in own["signoff"]:
            if (s.stage, s.version_id) == (stage, row.version_id) and s.state in SIGNED_STATES:
                if s.superseded_at is not None:  # only of one that has left
                    assert simulation.bench.parties[s.party] not in tracked.model.signers(stage)
                    continue
                assert s.version_sha256 == versions[row.version_id].sha256
                if s.carried_from_id is not None:
                    origin = versions[signoffs[s.carried_from_id].version_id]
                    assert origin.design == versions[row.version_id].design
                signed.add(simulation.bench.parties[s.party])
        assert signed <= set(tracked.model.signers(stage))
        assert len(signed) >= simulation.process.enough[stage]


def _check_payments(simulation: Simulation, tracked: TrackedProposal, row: Any, own: Any) -> None:
    """Check that no sponsor has paid more than what it promised and proof has released."""
    done = [
        simulation.process.pays.get(m.code, 0) for m in own["milestone"] if m.state == "confirmed"
    ]
    released = 100 if row.stage == "completed" else sum(done)
    paid: defaultdict[int, int] = defaultdict(int)
    for payment in own["payment"]:
        paid[payment.organisation_id] += payment.amount
    assert paid == tracked.model.paid
    for organisation, amount in paid.items():
        promised = tracked.model.amounts[simulation.bench.parties[f"org:{organisation}"]]
        assert amount > 0
        assert row.stage == "withdrawn" or amount <= promised * released // 100


def _check_turns(tracked: TrackedProposal, row: Any, turns: list[Any]) -> None:
    """Check that the clock stops on hold, and that the live works wait for somebody.

    Of those that have ended the accepted ones do, while a sponsor owes something for them.
    """
    running = [turn for turn in turns if turn.closed_at is None]
    model = tracked.model
    books = row.stage == "completed" and bool(model.process.pays)
    owed = books and sum(model.amounts.values()) > sum(model.paid.values())
    assert bool(running) is (not row.ended or owed)
    for turn in running:
        assert turn.stage == row.stage
        assert (turn.stopped_days is not None) is bool(row.held)
        assert turn.due_on if row.held else (turn.due_on is None) is (turn.days is None)
        if row.stage == "revision":
            assert turn.party == "applicant"


def _check_clock(simulation: Simulation, tracked: TrackedProposal, turns: list[Any]) -> None:
    """Check that the working days of all parties and pauses add up, whatever the presses."""
    context = simulation.bench.guard_context(simulation.case(tracked), simulation.now)
    tracked.clock.look(turns, simulation.now, context.calendar)
    tracked.clock.check_periods(turns, context.case.workflow)


def _check_monotonic(key: int, row: Any, own: Any, before: DatabaseState) -> None:
    """Check that ended works do not change, openness never shrinks, and history only grows."""
    then = next((old for old in before["proposal"] if old.id == key), None)
    if then is None:
        return
    assert row.openness >= then.openness
    known = [event for event in before["event"] if event.proposal_id == key]
    assert own["event"][: len(known)] == known
    if then.ended:  # a payment may follow: a line of history, and nothing else of the row
        assert row == then._replace(events=row.events, head=row.head, moved_at=row.moved_at)
    if len(own["event"]) == len(known):
        assert row == then._replace(facts=row.facts, title=row.title, cover_id=row.cover_id)
        for table, found in own.items():
            old = [r for r in before[table] if r.proposal_id == key]
            assert found == old or table == "proposal_file", "another work's deed has changed this"


def check_turns_can_act(simulation: Simulation, tracked: TrackedProposal) -> None:
    """Check that whoever has the turn finds an action: an open one, or on hold its reasons."""
    turns = [t for t in simulation.state["turn"] if t.proposal_id == tracked.id and not t.closed_at]
    case = simulation.case(tracked) if turns else None
    for turn in turns:
        found = [
            option
            for username, person in simulation.bench.people.items()
            if turn.user_id in (None, person.id) and person.holds(turn.role)
            for option in simulation.bench.options(case, username, simulation.now)
            if (option.acting_role.role, option.acting_role.organisation_id)
            == (turn.role, turn.organisation_id)
        ]
        assert found, f"{turn.role} has the turn and nothing to do"
        assert turn.stopped_days is not None or any(option.open for option in found)
