"""Returned and resubmitted: T3, T8, T10, T11, T16, and what a change voids or leaves in force."""

from __future__ import annotations

import pytest

from artflow.domain.errors import Invalid, NotAllowed, Reason
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Version
from artflow.services.proposals import proposals
from tests.fixtures import walks
from tests.fixtures.world import CONSENT
from tests.services.queries import (
    last_event,
    last_facts,
    list_signoffs,
    reason_codes,
    reasons_of,
    refusal_of,
)


def returned(world, story, username="specialist", action="return"):
    """Send a work back with one remark that must be answered."""
    person = getattr(world, username)
    if action == "return":
        story.act(person, "remark", severity="must", text="Түзетіңіз.")
    story.act(person, action, text="Түзетіңіз.")
    return story


def resubmitted(world, story, **facts):
    story.edit(**facts) if facts else None
    for remark in story.case.must_remarks("open"):
        story.act(world.artist, "answer", remark=remark.id, fixed=True, text="Түзетілді")
    story.act(world.artist, "resubmit", text="Дайын.")
    return story


@pytest.mark.parametrize("stage", ["submitted", "site", "architecture"])
def test_a_work_goes_back_where_it_came_from(world, stage):
    story = returned(world, walks.STAGES[stage](world))
    remark = story.case.remarks[0].id

    assert (story.case.stage, story.case.came_from) == ("revision", stage)
    assert reasons_of(story, world.artist, "resubmit") == (
        Reason("musts_unanswered", {"n": 1}, (Role.ARTIST,), "answer"),
    )

    story.act(world.artist, "answer", remark=remark, fixed=False, text="Бұл дұрыс.")
    done = story.act(world.artist, "resubmit")

    assert (done.stage, story.case.version_no) == (stage, 1)
    assert story.case.remarks[0].state == "answered"
    assert last_facts(story) == {"changed": []}


def test_an_answer_may_be_replaced_but_not_invented(world):
    story = returned(world, walks.submitted(world))
    remark = story.case.remarks[0].id

    assert isinstance(
        refusal_of(story, world.artist, "answer", remark=404, fixed=True, text="."), Invalid
    )
    story.act(world.artist, "answer", remark=remark, fixed=True, text="Иә")
    assert reason_codes(story, world.artist, "answer", remark=remark, fixed=True, text=".") == [
        "no_open_remark"
    ]


def test_the_dossier_is_open_in_revision_only_and_to_its_artist_only(world):
    story = walks.submitted(world)
    with pytest.raises(NotAllowed):
        story.edit(title="Басқа")

    returned(world, story)
    with pytest.raises(NotAllowed):
        proposals.edit(story.id, world.coordinator, {"title": "Басқа"})
    story.edit(title="Басқа", nonsense="")

    assert (story.case.title, story.case.dossier["facts"]["title"]) == ("Дала таңы", "Басқа")
    resubmitted(world, story)
    assert (story.case.title, story.case.version_no) == ("Басқа", 2)


def test_an_incomplete_revision_does_not_leave(world):
    story = returned(world, walks.submitted(world))
    story.act(world.artist, "answer", remark=story.case.remarks[0].id, fixed=True, text="Иә")
    story.edit(paint="")

    assert reason_codes(story, world.artist, "resubmit") == ["field_missing"]


@pytest.mark.parametrize(
    ("change", "stage"),
    [
        ({"wished_place": "Саябақ"}, "site"),
        ({"height_m": "21.0"}, "architecture"),
        ({"paint": "Силикат"}, "architecture"),
        ({"title": "Жаңа"}, "architecture"),
        ({"licence": "programme"}, "architecture"),
        ({"budget_kzt": 9_000_000}, "sponsors"),
        ({"sponsor_credit": "plaque"}, "sponsors"),
        ({"finish_on": "2027-07-01"}, "sponsors"),
        ({"budget_kzt": 1, "width_m": "9.0"}, "architecture"),
        ({"wished_place": "Саябақ", "paint": "Силикат"}, "site"),
    ],
)
def test_what_a_change_touches_decides_how_far_back_it_goes(world, change, stage):
    story = returned(world, walks.at_sponsors(world), "jusan", "request_changes")

    resubmitted(world, story, **change)

    assert (story.case.stage, story.case.version_no) == (stage, 2)


def test_a_new_image_after_a_sponsors_wish_voids_every_signature(world):
    story = walks.at_sponsors(world)
    story.act(world.tourism, "sign", amount=4_000_000)
    first = story.case.version
    returned(world, story, "jusan", "request_changes")
    story.replace("sketch", world.file("crimson"))
    resubmitted(world, story)

    assert story.case.stage == "architecture"
    assert [
        (s.state, s.version_sha256 == first, s.superseded_at is not None)
        for s in list_signoffs(story, "architecture")
    ] == [("signed", True, True), ("pending", False, False)]
    assert [(s.state, s.superseded_at is not None) for s in list_signoffs(story, "sponsors")] == [
        ("changes_requested", True),
        ("signed", True),
    ]
    assert reason_codes(story, world.head, "approve") == [
        "must_remarks_left",
        "paper_missing_for_version",
        "consent_other_image",
    ]

    story.act(world.specialist, "close_remark", remark=story.case.remarks[0].id)
    story.act(world.specialist, "recommend", decision="approve", gates=True, text="Жақсы.")
    story.act(world.coordinator, "record_owner_consent", **CONSENT)
    story.act(world.head, "approve")
    story.act(world.jusan, "sign", amount=6_000_000)
    assert story.case.stage == "sponsors"
    assert story.act(world.tourism, "sign", amount=4_000_000).stage == "approved"
    assert {s.state.value for s in story.case.signoffs} == {"signed"}
    assert len(list_signoffs(story, "sponsors")) == 4


def test_a_new_sum_goes_straight_to_the_sponsors_with_the_departments_word(world):
    story = walks.at_sponsors(world)
    story.act(world.tourism, "sign", amount=4_000_000)
    returned(world, story, "jusan", "request_changes")
    resubmitted(world, story, budget_kzt=8_000_000)

    old, new = list_signoffs(story, "architecture")
    assert (new.carried_from_id, new.state, new.superseded_at) == (old.id, "signed", None)
    assert (new.version_id, new.version_sha256) == (story.case.version_id, story.case.version)
    assert (new.decided_by_id, new.decided_at) == (world.head.id, old.decided_at)
    assert old.superseded_at is not None
    assert [s.state for s in list_signoffs(story, "sponsors")] == [
        "changes_requested",
        "signed",
        "pending",
        "pending",
    ]
    assert '"carried":["architecture"]' in last_event(story).data

    story.act(world.jusan, "sign", amount=4_000_000)
    assert story.act(world.tourism, "sign", amount=4_000_000).stage == "approved"


def test_a_sponsor_who_is_answered_without_a_change_is_asked_again_the_other_is_not(world):
    story = walks.at_sponsors(world)
    story.act(world.tourism, "sign", amount=4_000_000)
    returned(world, story, "jusan", "request_changes")
    resubmitted(world, story)

    assert [(s.state, s.amount) for s in list_signoffs(story, "sponsors")] == [
        ("pending", 0),
        ("signed", 4_000_000),
    ]
    assert story.act(world.jusan, "sign", amount=6_000_000).stage == "approved"


def test_every_version_says_what_it_changed_and_why(world):
    story = returned(world, walks.submitted(world))
    story.replace("sketch", world.file("crimson"))
    resubmitted(world, story, title="Жаңа", budget_kzt=5)

    said = db.select(Version.no, Version.changed, Version.note, Version.budget)
    rows = db.session.execute(said.order_by(Version.no))
    assert [tuple(row) for row in rows][1:] == [
        (2, {"keys": ["title", "budget_kzt", "files:sketch"]}, "Дайын.", 5)
    ]


def test_the_first_version_that_comes_again_is_a_third_one(world):
    story = walks.submitted(world)
    first = story.case.version
    for title in ("Екі", "Дала таңы"):
        resubmitted(world, returned(world, story), title=title)

    assert (story.case.version, story.case.version_no) == (first, 3)
