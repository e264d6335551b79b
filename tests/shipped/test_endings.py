"""How long a work may stay in a stage, what comes then, and how it goes on after an end."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from artflow.domain.calendar import WorkCalendar, add_months
from artflow.domain.definitions.loading import SHIPPED_FOLDER
from artflow.domain.people.roles import Role
from artflow.domain.process import endings, judging, machine
from artflow.domain.process.guards import GUARDS
from artflow.domain.process.workflow import Expiry
from tests.domain import cases
from tests.domain.cases import HEAD, MONDAY, acting_role, case, guard_context, paper, problems

pytestmark = pytest.mark.pure

SHIPPED = SHIPPED_FOLDER / "creative-art.toml"
DAY = date(2026, 11, 23)
CALENDAR = WorkCalendar()
REVISION = 'holders = [{ role = "artist" }]\n[stages.revision'


def staying(stage: str, until: date, **given: object):
    return case(stage, SHIPPED, expires_on=until, **given)


def reasons(name: str, arg: str, subject, **given: object) -> list[str]:
    return [reason.code for reason in GUARDS[name](guard_context(subject, **given), arg)]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 8, 1), 5, date(2027, 1, 1)),
    ],
)
def test_months_later_is_the_same_day_or_the_last_of_its_month(day, months, then):
    assert add_months(day, months) == then


@pytest.mark.parametrize(
    ("stage", "last"),
    [
        ("hearing", date(2026, 11, 26)),
        ("revision", date(2027, 1, 22)),
        ("approved", date(2027, 11, 23)),
        ("execution", None),
    ],
)
def test_the_last_day_of_a_stay(stage, last):
    stages = cases.workflow(SHIPPED).stages

    assert endings.last_day_in(stages[stage], MONDAY, CALENDAR) == last


def test_a_stay_is_over_after_its_last_day_and_never_on_hold():
    subject = staying("revision", DAY)

    assert not endings.is_stay_over(subject, DAY)
    assert endings.is_stay_over(subject, date(2026, 11, 24))
    assert not endings.is_stay_over(
        staying("revision", DAY, held=True, held_review_on=DAY), date(2026, 12, 24)
    )


@pytest.mark.parametrize(
    ("stage", "last", "then"),
    [
        ("hearing", date(2026, 11, 26), date(2026, 12, 3)),
        ("revision", date(2027, 1, 22), date(2027, 1, 29)),
    ],
)
def test_a_hold_gives_back_what_it_took_as_the_stay_counts_it(stage, last, then):
    subject = staying(stage, last)

    endings.delay_last_day(subject, DAY, date(2026, 11, 30), CALENDAR)

    assert subject.expires_on == then


def test_a_page_shows_the_work_where_time_has_led_it_unless_a_hold_comes_first():
    over, held = staying("hearing", DAY), staying("hearing", DAY, held=True, held_review_on=DAY)

    for subject in (over, held):
        endings.look_ahead(subject, date(2026, 11, 24))

    assert (over.stage, over.expires_on) == ("architecture", None)
    assert (held.stage, held.held, held.expires_on) == ("hearing", False, DAY)


def test_what_time_has_done_is_nothing_that_a_decision_did_not_know():
    shipped = cases.workflow(SHIPPED)

    assert not judging.has_weight(shipped, "hearing", "close_hearing")
    assert judging.has_weight(shipped, "hearing", "answer_refusal")


def test_a_work_goes_back_to_where_it_ended_and_nowhere_else():
    shipped = cases.workflow(SHIPPED)
    left = {
        key: [s.key for s in shipped.left_stages(shipped.stages[key])] for key in shipped.stages
    }

    assert left["lapsed"] == ["revision", "approved"]
    assert left["appeal"] == ["submitted", "architecture", "sponsors"]
    for stage, moved in (("approved", "approved"), ("revision", "revision")):
        subject = case("lapsed", SHIPPED, left=stage)
        assert machine.move(guard_context(subject), "revive") == moved
    with pytest.raises(Exception, match="no_way_back"):
        machine.move(guard_context(case("lapsed", SHIPPED, left="execution")), "revive")


def test_how_a_work_can_go_on_and_until_when():
    entered = datetime(2026, 9, 1, 5, tzinfo=UTC)
    refused = case("refused", SHIPPED, entered_at=entered, papers=[paper("refusal")])
    later = datetime(2026, 12, 2, 5, tzinfo=UTC)

    (way,) = endings.ways_on(guard_context(refused))
    assert (way.action.name, way.until) == ("appeal", date(2026, 12, 1))
    assert endings.ways_on(guard_context(refused, now=later)) == []
    refused.papers["appeal"] = paper("appeal")
    assert endings.ways_on(guard_context(refused)) == []
    assert endings.ways_on(guard_context(case("submitted", SHIPPED))) == []


def test_a_paper_that_there_may_be_once_and_in_which_role_it_was_recorded():
    fact = replace(paper("refusal"), recorded_by=HEAD, role=Role.ARCHITECTURE_HEAD.value)
    subject = case("appeal", SHIPPED, papers=[fact])

    assert reasons("no_paper", "refusal", subject) == ["paper_known"]
    assert reasons("no_paper", "appeal", subject) == []
    assert reasons("recorded_as", "refusal:architecture_head", subject) == []
    assert reasons("recorded_as", "refusal:coordinator", subject) == ["paper_missing"]
    head = acting_role(Role.ARCHITECTURE_HEAD, 10, HEAD)
    assert reasons("another_person", "refusal", subject, acting_role=head) == ["own_paper"]


@pytest.mark.parametrize(
    ("fact", "found"),
    [
        (None, []),
        ({"wall_id": 3, "design": "other"}, []),
        ({"wall_id": 4, "design": "d"}, ["consent_other_wall"]),
    ],
)
def test_the_owners_consent_is_kept_if_there_is_one_for_the_wall(fact, found):
    votes = {"owners_total": 10, "votes_for": 9}
    papers = [paper("owner_consent", data=votes, **fact)] if fact else []

    subject = case("lapsed", SHIPPED, wall_id=3, design="d", papers=papers)

    assert reasons("consent_kept", "", subject) == found


def expires(text: str) -> tuple[str, str]:
    return REVISION, REVISION.replace("\n", f"\nexpires = {text}\n", 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{ do = "return", to = "nowhere" }', "expires.to: unknown stage 'nowhere'"),
        ('{ do = "rot", to = "stopped" }', "expires: 'rot' is not described under [actions]"),
        (
            '{ do = "return", to = "done", days = 0 }',
            "expires.days: must be a whole number, 1 or more",
        ),
        ('{ do = "return", to = "done", weeks = 1 }', "expires: unknown key 'weeks'"),
    ],
)
def test_a_definition_that_lets_time_do_what_cannot_be_says_where(text, found):
    assert f"stages.revision.{found}" in problems(expires(text))


def test_what_time_does_is_an_action_of_nobodys():
    shipped = cases.workflow(SHIPPED).stages["revision"]

    assert shipped.expiry == Expiry("lapse", days=60)
    assert (shipped.actions["lapse"].by, shipped.after_time) == ((), "lapsed")
