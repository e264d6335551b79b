"""Organisations change their names; what was decided before keeps the name of its day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain.access import policy
from artflow.domain.access.permissions import Can
from artflow.domain.errors import Invalid, NotAllowed, NotVisible
from artflow.domain.people.roles import Part
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Organisation
from artflow.services.people import organisations
from tests.fixtures.world import NOW

TODAY = date(2026, 9, 1)
ALATAU = trilingual("Алатау", "Алатау", "Alatau")
LATER = trilingual("Қаратау", "Каратау", "Karatau")
LAST = date(2026, 5, 10)


@pytest.fixture
def key(world):
    return world.organisations["sponsor-1"]


def organisation(world, key, by=None):
    db.session.rollback()
    db.session.expunge_all()
    return organisations.load_details(key, by or world.coordinator)


def rename(world, key, name=ALATAU, since=LAST, by=None, now=NOW):
    organisations.rename(key, by or world.coordinator, name, since, now)


def test_every_day_has_its_own_name(world, key):
    rename(world, key)
    rename(world, key, LATER, TODAY)

    row = organisation(world, key).row
    assert row.name["en"] == "Karatau"
    days = (LAST - timedelta(1), LAST, TODAY - timedelta(1), TODAY, TODAY + timedelta(9))
    assert [row.name_on(day)["ru"] for day in days] == [
        "sponsor-1",
        "Алатау",
        "Алатау",
        "Каратау",
        "Каратау",
    ]


def test_an_organisation_that_was_never_renamed_has_one_name(world, key):
    assert organisation(world, key).row.name_on(date(2020, 1, 1))["kk"] == "sponsor-1"


@pytest.mark.parametrize(
    ("name", "since", "field", "code"),
    [
        (trilingual("sponsor-1", "sponsor-1", "sponsor-1"), LAST, "name_kk", "same_name"),
        (LATER, TODAY + timedelta(1), "since", "too_late"),
    ],
)
def test_a_name_that_cannot_be_is_refused(world, key, name, since, field, code):
    with pytest.raises(Invalid) as refused:
        rename(world, key, name, since)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert organisation(world, key).row.former == []


@pytest.mark.parametrize("since", [LAST, LAST - timedelta(1)])
def test_names_follow_each_other(world, key, since):
    rename(world, key)
    with pytest.raises(Invalid) as refused:
        rename(world, key, LATER, since)

    assert (refused.value.code, refused.value.params) == ("too_early", {"day": LAST})


def test_the_log_says_who_did_what(world, key):
    rename(world, key)
    contacts = {"bin": "123456789012", "phone": "+7 727"}
    organisations.edit(key, world.admin, contacts, NOW)
    organisations.edit(key, world.admin, contacts, NOW)  # nothing new

    history = organisation(world, key).history
    assert [(e.type, e.actor) for e in history] == [
        ("contacts", "Admin"),
        ("renamed", "Coordinator"),
    ]
    assert history[0].data == {"old": {"bin": "", "phone": ""}}
    assert history[1].data["since"] == "2026-05-10"
    assert organisation(world, key).row.bin == "123456789012"


def test_seeing_an_organisation_is_not_changing_it(world, key, monkeypatch):
    """Today the same people may do both; the second right is asked for itself all the same."""
    monkeypatch.setitem(policy.POLICY, Can.EDIT_ORGANISATION, policy.POLICY[Can.ADD_ORGANISATION])

    assert organisation(world, key)
    with pytest.raises(NotAllowed):
        organisations.edit(key, world.coordinator, {"phone": "1"}, NOW)


def test_an_organisation_is_added_by_administrators(world):
    key = organisations.add(world.admin, Part.SPONSOR, ALATAU, {"bin": "1"}, NOW)

    found = organisation(world, key, world.admin)
    assert (found.row.name["en"], found.row.kind, found.row.bin) == ("Alatau", "sponsor", "1")
    assert found.parts == []
    with pytest.raises(NotAllowed):
        organisations.add(world.coordinator, Part.SPONSOR, ALATAU, {}, NOW)
    with pytest.raises(NotVisible):
        organisation(world, key)


@pytest.mark.parametrize("by", ["coordinator", "head", "jusan"])
def test_nobody_changes_what_is_not_theirs_to_look_after(world, by):
    key = world.organisations["sponsor-3"]
    for change in (
        lambda: rename(world, key, by=getattr(world, by)),
        lambda: organisations.edit(key, getattr(world, by), {}, NOW),
    ):
        with pytest.raises(NotVisible):
            change()

    db.session.rollback()
    assert db.session.get_one(Organisation, key).name["en"] == "sponsor-3"


def test_an_organisation_says_where_it_takes_part(world, key):
    ((programme, part),) = organisation(world, key).parts

    assert (programme.prefix, part) == ("SHY", Part.SPONSOR)
