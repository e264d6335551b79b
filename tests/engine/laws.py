"""What must hold after every deed, read from the rows and held against the shadows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from artflow.domain import policy
from artflow.domain.case import Case
from artflow.domain.engine import Option
from artflow.domain.errors import NotAllowed, NotPossible, NotVisible, Stale
from artflow.domain.roles import Person

if TYPE_CHECKING:
    from .bench import Picture
    from .course import Course
    from .track import Track

YES = ("signed", "signed_with_conditions")
Expected = tuple[type, list[str]] | None


def expected(
    case: Case, person: Person, action: str, options: Mapping[str, Option], fresh: bool
) -> Expected:
    """What the door must answer, foretold from `explain`; None when the action stands open."""
    if not policy.sees(person, case):
        return NotVisible, []
    if not fresh:
        return Stale, []
    if action not in case.at.actions:
        return NotPossible, ["not_in_this_stage"]
    if action not in options:
        return NotAllowed, []
    reasons = [reason.code for reason in options[action].reasons]
    return (NotPossible, reasons) if reasons else None


def hold(course: Course, before: Picture | None) -> None:
    """Every law, for every proposal of the sequence."""
    rows = {row.id: row for row in course.picture["proposal"]}
    mine: dict[str, Any] = {
        table: _by_proposal(found)
        for table, found in course.picture.items()
        if table not in ("proposal", "wall", "counts")
    }
    _one_wall_one_work(course, rows)
    for track in course.tracks:
        row = rows[track.id]
        own = {table: found.get(track.id, []) for table, found in mine.items()}
        _as_the_shadow_says(course, track, row, own)
        _history_tells_the_state(row, own["event"])
        _agreed_before_it_is_made(course, track, row, own)
        _paid_as_promised(course, track, row, own)
        _clock(track, row, own["turn"])
        if before is not None:
            _only_forward(track.id, row, own, before)


def _by_proposal(rows: list[Any]) -> dict[int, list[Any]]:
    found = defaultdict(list)
    for row in rows:
        found[row.proposal_id].append(row)
    return found


def _as_the_shadow_says(course: Course, track: Track, row: Any, own: Any) -> None:
    """The stored state is the one that the tables written by hand lead to."""
    shadow = track.shadow
    stored = (row.stage, row.openness, bool(row.held), bool(row.ended), len(own["version"]))
    assert stored == (
        shadow.stage, shadow.openness, shadow.held, shadow.ended, shadow.versions
    )  # fmt: skip
    assert set(row.reached.split(",")) == shadow.reached
    said = {
        (s.stage, course.bench.parties[s.party])
        for s in own["signoff"]
        if s.version_id == row.version_id and s.state in YES and s.superseded_at is None
    }
    assert said == {place for place, word in shadow.words.items() if word == "yes"}


def _one_wall_one_work(course: Course, rows: dict[int, Any]) -> None:
    """A live work past the choice of its place holds its wall, and no wall has a second holder."""
    holders = {wall.held_by_id: wall.id for wall in course.picture["wall"] if wall.held_by_id}
    assert len(holders) == sum(wall.held_by_id is not None for wall in course.picture["wall"])
    assert set(holders) == {track.id for track in course.tracks if track.shadow.holds_wall}
    for row in rows.values():
        past = {row.stage, row.came_from if row.stage == "revision" else ""}
        if past & course.process.walled:
            assert holders.get(row.id) == row.wall_id is not None
        if row.stage in ("refused", "withdrawn"):
            assert row.id not in holders


def _history_tells_the_state(row: Any, events: list[Any]) -> None:
    """The stored stage is where the events lead, one after the other, without a gap."""
    stage = ""
    for n, event in enumerate(events, 1):
        assert (event.n, event.from_stage) == (n, stage)
        stage = event.to_stage
    assert (row.stage, row.events) == (stage, len(events))


def _agreed_before_it_is_made(course: Course, track: Track, row: Any, own: Any) -> None:
    """Nothing is made, or near it, without every signature it needs on the version that stands."""
    versions = {version.id: version for version in own["version"]}
    signoffs = {signoff.id: signoff for signoff in own["signoff"]}
    for stage in course.process.standing.get(row.stage, ()):
        signed = set()
        for s in own["signoff"]:
            if (s.stage, s.version_id) == (stage, row.version_id) and s.state in YES:
                if s.superseded_at is not None:  # only of one that has left
                    assert course.bench.parties[s.party] not in track.shadow.signers(stage)
                    continue
                assert s.version_sha256 == versions[row.version_id].sha256
                if s.carried_from_id is not None:
                    origin = versions[signoffs[s.carried_from_id].version_id]
                    assert origin.design == versions[row.version_id].design
                signed.add(course.bench.parties[s.party])
        assert signed <= set(track.shadow.signers(stage))
        assert len(signed) >= course.process.enough[stage]


def _paid_as_promised(course: Course, track: Track, row: Any, own: Any) -> None:
    """No sponsor has paid more than what it promised and proof has released."""
    done = [course.process.pays.get(m.code, 0) for m in own["milestone"] if m.state == "confirmed"]
    released = 100 if row.stage == "completed" else sum(done)
    paid: defaultdict[int, int] = defaultdict(int)
    for payment in own["payment"]:
        paid[payment.organisation_id] += payment.amount
    assert paid == track.shadow.paid
    for organisation, amount in paid.items():
        promised = track.shadow.amounts[course.bench.parties[f"org:{organisation}"]]
        assert amount > 0
        assert row.stage == "withdrawn" or amount <= promised * released // 100


def _clock(track: Track, row: Any, turns: list[Any]) -> None:
    """The clock stands still in a hold; an ended work waits on nobody, a live one on somebody."""
    running = [turn for turn in turns if turn.closed_at is None]
    assert bool(running) is not bool(row.ended)
    for turn in running:
        assert turn.stage == row.stage
        assert (turn.stopped_days is not None) is bool(row.held)
        assert turn.due_on is None if row.held else (turn.due_on is None) is (turn.days is None)
        if row.stage == "revision":
            assert turn.party == "applicant"


def _only_forward(key: int, row: Any, own: Any, before: Picture) -> None:
    """What ended stays as it is, a work never closes itself again, and history only grows."""
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


def turns_can_act(course: Course, track: Track) -> None:
    """Whoever has the turn finds an action: one that is open, or in a hold at least its reasons."""
    turns = [t for t in course.picture["turn"] if t.proposal_id == track.id and not t.closed_at]
    case = course.case(track) if turns else None
    for turn in turns:
        found = [
            option
            for seat, person in course.bench.people.items()
            if turn.user_id in (None, person.id) and person.holds(turn.role)
            for option in course.bench.options(case, seat, course.now)
            if (option.hat.role, option.hat.organisation_id) == (turn.role, turn.organisation_id)
        ]
        assert found, f"{turn.role} has the turn and nothing to do"
        assert turn.stopped_days is not None or any(option.open for option in found)
