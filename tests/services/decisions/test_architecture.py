"""The department decides: T10, T12 and T13, each refused first and for what reasons."""

from __future__ import annotations

from datetime import date

import pytest

from artflow.domain.errors import Invalid, NotAllowed, Reason
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Record, RecordFile, User
from artflow.services.database.transactions import writing
from artflow.services.people import people
from tests.fixtures import walks
from tests.fixtures.world import CONSENT
from tests.services.queries import list_signoffs, reason_codes, reasons_of, refusal_of

BOTH = (Role.ARCHITECTURE_SPECIALIST, Role.ARCHITECTURE_HEAD)
FIELD = (Role.COORDINATOR, Role.ARCHITECTURE_SPECIALIST)
CONSENT_PAPER = "record_owner_consent"


def test_the_head_decides_on_papers_not_on_a_word(world):
    story = walks.in_review(
        world, wall=world.wall("W-7", heritage="protection_zone"), sponsor_credit="logo"
    )
    story.act(world.head, "remark", severity="must", text="Түсі.")

    for action in ("approve", "approve_with_conditions"):
        assert reasons_of(story, world.head, action, text=".") == (
            Reason("must_remarks_left", {"n": 1}, BOTH, "close_remark"),
            Reason("paper_missing_for_version", {"paper": "recommendation", "version": 1}),
            Reason("consent_missing", {}, FIELD, CONSENT_PAPER),
            Reason("heritage_opinion_missing", {}, FIELD, "record_heritage_opinion"),
            Reason("ad_test_missing", {}, BOTH, "record_ad_test"),
        )

    story.act(world.head, "close_remark", remark=story.case.remarks[0].id)
    story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")
    story.act(world.coordinator, CONSENT_PAPER, **CONSENT)
    story.act(world.head, "record_heritage_opinion", ok=False, text="Жоқ.")
    story.act(world.specialist, "record_ad_test", ok=False, text="Жарнама.")
    assert reason_codes(story, world.head, "approve") == [
        "heritage_opinion_missing",
        "ad_test_missing",
    ]

    story.act(world.head, "record_heritage_opinion", ok=True, text="Болады.")
    story.act(world.specialist, "record_ad_test", ok=True, text="Жарнама емес.")
    assert story.act(world.head, "approve_with_conditions", text="Түнде емес.").stage == "sponsors"
    (signed,) = list_signoffs(story, "architecture")
    assert (signed.state, signed.conditions, signed.reason) == (
        "signed_with_conditions",
        "Түнде емес.",
        "",
    )
    assert (signed.decided_by_id, signed.version_sha256) == (world.head.id, story.case.version)


def test_the_specialist_recommends_and_does_not_decide(world):
    story = walks.ready_to_decide(world)

    assert type(refusal_of(story, world.specialist, "approve")) is NotAllowed
    assert type(refusal_of(story, world.head, "recommend", decision="approve")) is NotAllowed


@pytest.mark.parametrize(
    ("votes", "code"),
    [
        ({"votes_for": 50}, "consent_refused"),
        ({"threshold": "two_thirds_all", "votes_for": 66}, "consent_refused"),
        (
            {"threshold": "custom", "percent": 1, "votes_for": 1, "votes_against": 40},
            "consent_refused",
        ),
    ],
)
def test_the_owners_are_counted(world, votes, code):
    story = walks.in_review(world)
    story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")
    story.act(world.coordinator, CONSENT_PAPER, **CONSENT | votes)

    assert reason_codes(story, world.head, "approve") == [code]

    story.act(world.specialist, CONSENT_PAPER, **CONSENT | votes | {"votes_for": 67})
    assert story.act(world.head, "approve").stage == "sponsors"


def test_owners_who_agreed_to_another_wall_are_asked_again(world):
    story = walks.at_site(world)
    for wall in world.walls:
        story.act(world.coordinator, "propose_wall", wall=wall)
    assert reason_codes(story, world.coordinator, CONSENT_PAPER, **CONSENT) == ["wall_not_chosen"]
    story.act(world.coordinator, "choose_wall", wall=world.walls[0])
    story.act(world.coordinator, CONSENT_PAPER, **CONSENT)
    story.act(world.coordinator, "choose_wall", wall=world.walls[1])
    story.act(world.specialist, "confirm_site")
    story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")

    assert reason_codes(story, world.head, "approve") == ["consent_other_wall"]


def test_a_paper_keeps_its_facts_files_version_and_wall(world):
    story = walks.in_review(world)
    scan = world.file("white", world.coordinator)

    story.act(world.coordinator, CONSENT_PAPER, **CONSENT, files=[scan])

    record = db.session.scalars(db.select(Record)).one()
    assert record.data == CONSENT | {"held_on": "2026-09-01"}
    assert (record.kind, record.recorded_by_id) == ("owner_consent", world.coordinator.id)
    assert (record.version_id, record.wall_id) == (story.case.version_id, world.walls[0])
    assert db.session.scalars(db.select(RecordFile.file_id)).all() == [scan]


def test_three_returns_tire_the_specialist_and_only_the_head_sends_back_again(world):
    story = walks.in_review(world)
    for loop in (1, 2, 3):
        story.act(world.specialist, "remark", severity="must", text=f"{loop}-ескерту")
        story.act(world.specialist, "return")
        assert (story.case.loops, story.case.came_from) == (loop, "architecture")
        story.act(world.artist, "answer", remark=story.case.remarks[-1].id, fixed=False, text="Жоқ")
        story.act(world.artist, "resubmit")

    remark = story.case.remarks[-1].id
    assert reason_codes(story, world.specialist, "return") == ["no_must_remark", "loops_used"]
    story.act(world.specialist, "reopen_remark", remark=remark)
    assert reasons_of(story, world.specialist, "return") == (
        Reason("loops_used", {"n": 3}, (Role.ARCHITECTURE_HEAD,)),
    )
    assert story.act(world.head, "return").stage == "revision"


def test_remarks_are_named_and_in_the_right_state(world):
    story = walks.in_review(world)
    assert reason_codes(story, world.head, "close_remark", remark=1) == ["no_open_remark"]
    assert reason_codes(story, world.head, "reopen_remark", remark=1) == ["no_settled_remark"]
    unknown = refusal_of(story, world.head, "remark", severity="whim", text=".")
    story.act(world.head, "remark", severity="note", text="Біліңіз.")
    other = refusal_of(story, world.head, "close_remark", remark=404)

    assert [(r.field, r.code) for r in (unknown, other)] == [
        ("severity", "choice"),
        ("remark", "choice"),
    ]
    assert isinstance(other, Invalid)


def test_a_refusal_is_announced_and_heard_for_three_working_days(world):
    story = walks.in_review(world)
    assert reasons_of(story, world.head, "refuse", code="quality", text=".") == (
        Reason("hearing_missing", {"n": 3}, (Role.ARCHITECTURE_HEAD,), "announce_refusal"),
    )

    story.act(world.head, "announce_refusal", code="quality", text="Нашар.")

    assert story.case.stage == "architecture"
    for days in (0, 1, 1):
        story.later(days=days)
        assert reasons_of(story, world.head, "refuse", code="quality", text=".") == (
            Reason("hearing_running", {"until": date(2026, 9, 4)}),
        )
    story.later(days=2)  # through the fourth, a Friday and the last day of the three
    assert story.act(world.head, "refuse", code="quality", text="Нашар.").stage == "refused"


def test_who_is_to_be_refused_is_heard_and_has_answered_once(world):
    story = walks.in_review(world)
    assert reason_codes(story, world.artist, "answer_refusal", text="…") == ["no_hearing"]
    story.act(world.head, "announce_refusal", code="quality", text="Нашар.")

    assert story.act(world.artist, "answer_refusal", text="Басқа бояу аламын.").stage == (
        "architecture"
    )

    assert reason_codes(story, world.artist, "answer_refusal", text="…") == ["hearing_answered"]
    assert story.act(world.head, "refuse", code="quality", text="Бәрібір.").stage == "refused"


def test_after_the_days_of_a_hearing_nothing_is_answered(world):
    story = walks.in_review(world)
    story.act(world.head, "announce_refusal", code="quality", text="Нашар.")

    assert reason_codes(story.later(days=9), world.artist, "answer_refusal", text="…") == [
        "hearing_ended"
    ]


def test_a_refusal_announced_on_an_older_version_does_not_count(world):
    story = walks.in_review(world)
    story.act(world.head, "announce_refusal", code="quality", text="Нашар.")
    story.act(world.head, "remark", severity="must", text="Түсі.")
    story.act(world.head, "return")
    story.edit(concept="Жаңа ой.")
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.act(world.artist, "resubmit")

    assert reason_codes(story.later(days=30), world.head, "refuse") == ["hearing_missing"]


def test_a_specialist_is_assigned_from_the_department(world):
    story = walks.submitted(world)
    with writing() as connection:
        department = world.organisations["department"]
        for person in (world.artist, world.third):
            people.give_role(connection, person.id, department, Role.ARCHITECTURE_SPECIALIST)
        gone = User.id == world.third.id
        connection.execute(db.update(User).where(gone).values(active=False))

    for wrong in (world.jusan, world.artist, world.third):
        refusal = refusal_of(story, world.head, "assign", user=wrong.id)
        assert (refusal.field, refusal.code) == ("user", "not_a_specialist")

    story.act(world.head, "assign", user=world.specialist.id)
    assert story.case.assignee_id == world.specialist.id
