"""Organisations join and leave: works under way keep theirs, and whoever does it is told before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from artflow.demo.story import Story
from artflow.domain.access import policy
from artflow.domain.errors import Invalid, NotAllowed, NotPossible, NotVisible, Stale
from artflow.domain.people.roles import Part
from artflow.extensions import db
from artflow.models import Notice, ProgrammeParty
from artflow.services.lists import listing
from artflow.services.programmes import parties, programmes, settings
from tests.fixtures import walks
from tests.fixtures.world import FACTS, NOW

pytestmark = pytest.mark.postgres

LATER = NOW + timedelta(days=3)
FIRST, SECOND, THIRD = "sponsor-1", "sponsor-2", "sponsor-3"


def join(world, name=THIRD, now=LATER):
    key = world.organisations[name]
    found = parties.foresee_joining(world.programme, world.admin, key, now)
    parties.add(world.programme, world.admin, key, now, seen=found.seen)
    world.read_people()
    return found


def leave(world, name=SECOND, days=0, now=LATER):
    key = world.organisations[name]
    found = parties.foresee_leaving(world.programme, world.admin, key, now)
    day = (now + timedelta(days=days)).date()
    parties.remove(world.programme, world.admin, key, day, now, seen=found.seen)
    world.read_people()
    return found


def another(world, now=LATER + timedelta(hours=1), colour="navy"):
    """Begin a second work."""
    story = Story(world.artist, world.programme, now).draft(FACTS | {"title": "Екінші"})
    return story.attach(world.file(colour), "sketch", alt="эскиз")


def sponsors(world, story):
    names = {key: name for name, key in world.organisations.items()}
    mine = [p for p in story.case.parties if p.part is Part.SPONSOR]
    return [names[p.organisation_id] for p in mine]


def shown(world):
    db.session.rollback()
    db.session.expire_all()
    return settings.load_settings(world.programme, world.admin)


def test_a_work_under_way_keeps_those_it_was_sent_to_and_a_new_one_has_those_of_its_day(world):
    old, draft = walks.submitted(world), another(world)

    told = leave(world)
    join(world)

    assert (told.unsent, told.under_way) == (1, 1)
    assert [work.id for work in told.works] == [old.id]
    assert sponsors(world, old) == [FIRST, SECOND]
    assert sponsors(world, draft) == [FIRST, THIRD]
    draft.act(world.artist, "submit")
    assert sponsors(world, draft) == [FIRST, THIRD]


def test_a_work_in_which_another_took_its_place_is_not_said_to_keep_it(world):
    kept = walks.at_sponsors(world)
    passed_on = another(world, kept.now)
    passed_on.act(world.artist, "submit")
    joining = world.organisations[THIRD]
    passed_on.act(
        world.coordinator,
        "replace_sponsor",
        leaving=world.organisations[SECOND],
        joining=joining,
        text="Орнына келді.",
    )

    told = leave(world, now=passed_on.now)

    assert [work.id for work in told.works] == [kept.id]


def test_what_is_still_to_be_paid_for_an_accepted_work_is_told(world):
    story = walks.completed(world)

    told = leave(world, now=story.now)

    assert (told.under_way, [(w.id, w.amount) for w in told.owed]) == (0, [(story.id, 4_000_000)])
    story.act(
        world.coordinator,
        "record_payment",
        sponsor=world.organisations[FIRST],
        amount=6_000_000,
        document="1",
        paid_on=story.now.date(),
    )
    assert leave(world, FIRST, now=story.now).owed == []


def test_who_has_left_goes_on_signing_what_it_was_asked_about_and_sees_nothing_newer(world):
    old = walks.at_sponsors(world)
    leave(world, now=old.now)
    new = another(world, old.now)
    new.act(world.artist, "submit")
    new.act(world.coordinator, "accept")
    new.act(world.coordinator, "propose_wall", wall=world.walls[1])
    new.act(world.coordinator, "choose_wall", wall=world.walls[1])
    new.act(world.specialist, "confirm_site")

    assert policy.sees(world.jusan, new.case)
    assert policy.sees(world.tourism, old.case)
    assert not policy.sees(world.tourism, new.case)
    seen = [row.id for row in listing.list_proposals(world.tourism).load_page()]
    assert seen == [old.id]
    db.session.rollback()
    notices = db.select(Notice).filter_by(user_id=world.tourism.id, proposal_id=new.id)
    assert db.session.scalars(notices).all() == []
    old.act(world.tourism, "sign", amount=4_000_000)
    with pytest.raises(NotPossible):
        old.act(world.tourism, "sign", amount=1)


def test_who_joins_takes_no_part_in_what_was_sent_before(world):
    story = walks.at_sponsors(world)
    join(world, now=story.now)

    with pytest.raises(NotAllowed):
        story.act(world.third, "sign", amount=1)
    assert world.organisations[THIRD] in story.case.absent
    walks.signed(world, story)
    assert story.case.stage != "sponsors"


def test_a_leave_that_lies_ahead_touches_nothing_before_its_day(world):
    leave(world, days=5)
    before, after = another(world), another(world, LATER + timedelta(days=6), "olive")
    before.act(world.artist, "submit")
    after.act(world.artist, "submit")

    assert sponsors(world, before) == [FIRST, SECOND]
    assert sponsors(world, after) == [FIRST]
    (term,) = [t for t in shown(world).terms if t.leaves_on]
    assert term.leaves_on == (LATER + timedelta(days=5)).date()
    assert [e.type for e in shown(world).history] == ["party_leaving"]


def test_a_leave_that_lies_ahead_can_be_taken_back(world):
    leave(world, days=5)
    key = world.organisations[SECOND]
    parties.keep(world.programme, world.admin, key, LATER)

    late = another(world, LATER + timedelta(days=9))
    late.act(world.artist, "submit")
    assert sponsors(world, late) == [FIRST, SECOND]
    with pytest.raises(NotVisible):
        parties.keep(world.programme, world.admin, key, LATER)


def test_who_has_left_may_come_back_and_lacks_what_was_sent_between(world):
    walks.submitted(world)
    leave(world)
    between = another(world)
    between.act(world.artist, "submit")
    join(world, SECOND, LATER + timedelta(days=2))
    afterwards = another(world, LATER + timedelta(days=3), "olive")
    afterwards.act(world.artist, "submit")

    assert sponsors(world, between) == [FIRST]
    assert sponsors(world, afterwards) == [FIRST, SECOND]
    assert programmes.party_names(world.programme, "en")[Part.SPONSOR] == [FIRST, SECOND]


def test_one_to_which_nothing_was_sent_is_forgotten_and_stays_in_the_history(world):
    join(world)
    leave(world, THIRD)

    third = world.organisations[THIRD]
    rows = db.select(ProgrammeParty).filter_by(organisation_id=third)
    assert db.session.scalars(rows).all() == []
    assert [e.type for e in shown(world).history] == ["party_removed", "party_added"]
    assert shown(world).names[third]["en"] == THIRD


def test_what_would_be_missing_is_told_before(world):
    another(world)
    told = leave(world, "department")

    assert (told.missing, told.lacking) == ([Part.ARCHITECTURE], 1)
    assert shown(world).missing == [Part.ARCHITECTURE]


def test_whoever_decides_on_what_has_changed_meanwhile_is_told_anew(world):
    key = world.organisations[SECOND]
    found = parties.foresee_leaving(world.programme, world.admin, key, LATER)
    newcomer = world.organisations[THIRD]
    joining = parties.foresee_joining(world.programme, world.admin, newcomer, LATER)
    walks.submitted(world)

    with pytest.raises(Stale):
        parties.remove(world.programme, world.admin, key, LATER.date(), LATER, seen=found.seen)
    with pytest.raises(Stale):
        parties.add(world.programme, world.admin, newcomer, LATER, seen=joining.seen)
    assert shown(world).history == []


def test_nobody_leaves_on_a_day_that_has_passed(world):
    with pytest.raises(Invalid) as refused:
        leave(world, days=-1)

    assert (refused.value.field, refused.value.code) == ("leaves_on", "day_passed")


def test_only_an_administrator_says_who_takes_part(world):
    key = world.organisations[THIRD]
    for person, refusal in ((world.coordinator, NotAllowed), (world.head, NotVisible)):
        for change in (
            lambda by: parties.add(world.programme, by, key, NOW, seen=""),
            lambda by: parties.remove(world.programme, by, key, NOW.date(), NOW, seen=""),
            lambda by: parties.keep(world.programme, by, key, NOW),
            lambda by: parties.foresee_joining(world.programme, by, key, NOW),
            lambda by: parties.foresee_leaving(world.programme, by, key, NOW),
        ):
            with pytest.raises(refusal):
                change(person)
    for name in ("platform", FIRST):
        with pytest.raises(Invalid):
            join(world, name)
    with pytest.raises(NotVisible):
        leave(world, THIRD)


def test_an_office_that_has_left_runs_the_programme_no_longer_but_its_works(world):
    old = walks.submitted(world)
    leave(world, "office")

    assert settings.list_programmes(world.coordinator) == []
    with pytest.raises(NotVisible):
        settings.load_settings(world.programme, world.coordinator)
    old.act(world.coordinator, "accept")
