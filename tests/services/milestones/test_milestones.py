"""Painting and acceptance: T19, T21, T23, T24 and T25."""

from __future__ import annotations

from datetime import date

from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Milestone, Programme, Record
from artflow.services.database.transactions import writing
from artflow.services.programmes import definitions
from tests.fixtures import walks
from tests.fixtures.world import NOW, definition
from tests.services.queries import list_signoffs, reason_codes, reasons_of, refusal_of, whose_turn
from tests.services.tampering import tamper

PAPERS = ("contract", "rights_licence", "insurance", "safety_plan", "wall_ready")


def states(story) -> dict[str, str]:
    return {fact.code: fact.state for fact in story.case.milestones}


def milestone(story, code: str) -> int:
    return next(fact.id for fact in story.case.milestones if fact.code == code)


def handed_in(world, story, *codes_: str) -> None:
    for code in codes_:
        photos = [world.file("gold")]
        story.act(world.artist, "submit_milestone", milestone=milestone(story, code), files=photos)
        story.act(world.specialist, "confirm_milestone", milestone=milestone(story, code))


def test_work_starts_on_papers_and_after_the_residents_were_told(world):
    story = walks.approved(world)
    assert reasons_of(story, world.coordinator, "start") == (
        *(Reason("paper_missing", {"paper": paper}, (), f"record_{paper}") for paper in PAPERS),
        Reason("notice_missing", {}, (Role.COORDINATOR,), "record_residents_notice"),
    )
    for paper in PAPERS:
        story.act(world.coordinator, f"record_{paper}", document="1")
    story.act(world.coordinator, "record_residents_notice", on=date(2026, 9, 1), text="Хат")
    assert reasons_of(story, world.coordinator, "start") == (
        Reason("notice_too_late", {"until": date(2026, 9, 6), "n": 5}),
    )

    assert story.later(days=5).act(world.coordinator, "start").stage == "execution"

    rows = db.session.scalars(db.select(Milestone).order_by(Milestone.id))
    assert [(m.code, m.position, m.pay) for m in rows] == [
        (m.code, n, m.pay) for n, m in enumerate(story.case.workflow.milestones, 1)
    ]
    assert set(states(story).values()) == {"planned"}


def test_work_never_starts_on_less_than_every_signature_on_this_version(world):
    story = walks.approved(world)
    tamper("UPDATE signoff SET state = 'pending' WHERE decided_by_id IS NOT NULL")

    assert [r.params["stage"] for r in reasons_of(story, world.coordinator, "start")[:2]] == [
        "architecture",
        "sponsors",
    ]


def test_a_process_without_milestones_has_none_to_hand_in(world):
    source, _milestones = definition("mural").split("[[milestones]]", 1)
    with writing() as connection:
        published = definitions.publish(connection, source, NOW)
        connection.execute(db.update(Programme).values(definition_id=published))
    story = walks.in_execution(world)

    assert story.case.milestones == []
    assert reason_codes(story, world.artist, "submit_milestone") == ["no_milestone_open"]
    assert reason_codes(story, world.artist, "finish") == ["paper_missing"]


def test_a_gate_is_not_passed_over(world):
    story = walks.in_execution(world)
    first, later = milestone(story, "contract"), milestone(story, "primer")

    no_photo = refusal_of(story, world.artist, "submit_milestone", milestone=first, files=[])
    too_far = refusal_of(story, world.artist, "submit_milestone", milestone=later, files=[1])
    assert [(r.field, r.code) for r in (no_photo, too_far)] == [
        ("files", "photo_needed"),
        ("milestone", "choice"),
    ]
    for action in ("confirm_milestone", "return_milestone"):
        assert reason_codes(story, world.coordinator, action, milestone=first) == [
            "no_milestone_waiting"
        ]

    handed_in(world, story, "contract")
    photos = [world.file("gold"), world.file("pink")]
    story.act(
        world.artist,
        "submit_milestone",
        milestone=later,
        files=photos,
        text="Дайын.",
        done_on=date(2026, 9, 2),
    )

    assert (states(story)["primer"], states(story)["repair"]) == ("submitted", "planned")
    row = db.session.get_one(Milestone, later)
    assert (row.note, row.done_on, len(row.photos)) == ("Дайын.", date(2026, 9, 2), 2)
    assert (row.submitted_by_id, row.confirmed_by_id) == (world.artist.id, None)
    assert whose_turn(story) == [("coordinator", f"org:{world.organisations['office']}")]


def test_a_milestone_comes_back_with_a_word_on_why(world):
    story = walks.in_execution(world)
    first = milestone(story, "contract")
    story.act(world.artist, "submit_milestone", milestone=first, files=[world.file("gold")])
    other = refusal_of(story, world.head, "confirm_milestone", milestone=milestone(story, "repair"))
    silent = refusal_of(story, world.head, "return_milestone", milestone=first, text="")
    assert [(r.field, r.code) for r in (other, silent)] == [
        ("milestone", "choice"),
        ("text", "required"),
    ]

    story.act(world.head, "return_milestone", milestone=first, text="Бұлыңғыр.")

    assert (states(story)["contract"], whose_turn(story)) == ("returned", [("artist", "applicant")])
    assert db.session.get_one(Milestone, first).answer == "Бұлыңғыр."
    handed_in(world, story, "contract")
    assert states(story)["contract"] == "confirmed"


def test_only_a_finished_work_is_handed_over(world):
    story = walks.in_execution(world)
    gates = [m.code for m in story.case.workflow.milestones if m.gate]

    assert reasons_of(story, world.artist, "finish") == (
        Reason("gates_left", {"codes": gates, "n": len(gates)}, (Role.COORDINATOR,)),
        Reason("paper_missing", {"paper": "as_built"}, (), "record_as_built"),
    )

    handed_in(world, story, *gates)
    assert reason_codes(story, world.artist, "finish") == ["paper_missing"]
    story.act(world.artist, "record_as_built", document="")
    assert story.act(world.artist, "finish").stage == "acceptance"
    assert reason_codes(story, world.coordinator, "submit_milestone") == ["not_in_this_stage"]


def test_the_commission_signs_and_the_owners_act_completes(world):
    story = walks.in_acceptance(world)
    assert [s.party for s in list_signoffs(story, "acceptance")] == [
        *(f"org:{world.organisations[name]}" for name in ("department", "sponsor-1", "sponsor-2")),
        "applicant",
    ]
    for person in (world.artist, world.tourism, world.head):
        assert story.act(person, "sign").stage == "acceptance"
    assert story.act(world.coordinator, "record_owner_act", document="1").stage == "acceptance"

    assert story.act(world.jusan, "sign").stage == "completed"

    assert (story.case.current_stage.outcome, int(story.case.openness)) == ("accepted", 4)
    unpaid = [("coordinator", f"org:{world.organisations['office']}")]
    assert whose_turn(story) == unpaid


def test_defects_void_the_owners_act_and_everybody_signs_anew(world):
    story = walks.in_acceptance(world)
    for person in (world.artist, world.jusan, world.tourism):
        story.act(person, "sign")
    story.act(world.coordinator, "record_owner_act", document="1")

    assert story.act(world.head, "report_defects", text="Түсі өзгерген.").stage == "execution"

    assert db.session.scalar(db.select(Record.void_at).where(Record.kind == "owner_act"))
    assert "owner_act" not in story.case.papers
    story.act(world.artist, "finish")
    assert {s.state for s in list_signoffs(story, "acceptance")} == {"pending"}
    assert {s.decided_by_id for s in list_signoffs(story, "acceptance")} == {None}
    for person in (world.artist, world.jusan, world.tourism, world.head):
        assert story.act(person, "sign").stage == "acceptance"
    assert story.act(world.coordinator, "record_owner_act", document="2").stage == "completed"
