"""An installation begins once: by its machine's shell, or by whoever has the printed address."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.people.roles import Role
from artflow.domain.text import LocalizedText
from artflow.extensions import db
from artflow.models import Organisation, User
from artflow.services import installation
from artflow.services.identity import persons
from artflow.services.people import sign_in
from artflow.services.programmes import processes, working_days
from tests.fixtures.world import NOW

PASSWORD = "a long winter evening"
FIRST = installation.FirstAdministrator(
    email="Aidana@Taraz.example.org",
    name="Айдана Б.",
    password=PASSWORD,
    language="kk",
    organisation=LocalizedText({"ru": "Тараз"}),
    zone="Asia/Almaty",
    city=LocalizedText({"ru": "Тараз", "kk": "Тараз"}),
)


def begin(token=None, **other):
    return installation.begin(FIRST._replace(**other), NOW, token=token)


def test_from_nothing_to_an_administrator_with_a_calendar_and_a_process(context):
    key = begin()

    connection = db.session.connection()
    person = persons.load_person(connection, key, "")
    assert [m.role for m in person.memberships] == [Role.ADMINISTRATOR]
    (organisation,) = db.session.scalars(db.select(Organisation))
    assert (organisation.kind, organisation.name["kk"]) == ("platform", "Тараз")
    (calendar,) = working_days.list_calendars(connection)
    assert (calendar.country, calendar.zone) == ("KZ", "Asia/Almaty")
    assert working_days.list_days(connection, calendar.id, NOW.year)
    assert [one.programmes for one in processes.list_published(connection)] == [[]]
    assert sign_in.sign_in("aidana@taraz.example.org", PASSWORD) is not None


def test_it_begins_once(context):
    token = installation.issue_link_token(NOW)
    begin()

    assert installation.issue_link_token(NOW) is None
    for late in (None, token):
        with pytest.raises(LinkDead):
            begin(late, email="second@example.org")
    assert len(db.session.scalars(db.select(User)).all()) == 1


def test_a_world_with_an_administrator_has_begun(world):
    assert not installation.is_open(db.session.connection())
    assert installation.issue_link_token(NOW) is None


def test_the_printed_address_works_once_for_a_day_and_a_newer_one_replaces_it(context):
    older, newer = installation.issue_link_token(NOW), installation.issue_link_token(NOW)
    with pytest.raises(LinkDead):
        begin(older)
    with pytest.raises(LinkDead):
        installation.begin(FIRST, NOW + timedelta(days=1), token=newer)

    assert begin(newer)


@pytest.mark.parametrize(
    ("other", "field", "code"),
    [
        ({"email": "nobody"}, "email", "email"),
        ({"password": "short"}, "new_password", "password_short"),
        ({"password": "Aidana@Taraz.example.org"}, "new_password", "password_own"),
    ],
)
def test_nothing_is_kept_of_an_answer_that_is_refused(context, other, field, code):
    with pytest.raises(Invalid) as refused:
        begin(**other)

    assert (refused.value.field, refused.value.code) == (field, code)
    assert installation.is_open(db.session.connection())
    assert db.session.scalars(db.select(Organisation)).all() == []


def test_of_two_at_once_one_begins(context):
    def press(n):
        with context.app_context():
            try:
                return begin(email=f"{n}@example.org")
            except LinkDead:
                return None

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(press, range(4)))

    assert sum(result is not None for result in results) == 1
    assert len(db.session.scalars(db.select(User)).all()) == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("https://art.example.org", "https://art.example.org/"),
        (" art.example.org/murals/ ", "https://art.example.org/murals/"),
        ("http://localhost:5000", "http://localhost:5000/"),
        ("http://[::1]:80/", "http://[::1]:80/"),
    ],
)
def test_a_public_address_is_one_that_people_can_be_sent_to(given, kept):
    assert installation.normalize_public_url(given) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("http://art.example.org", "not_https"),
        ("ftp://art.example.org", "web_address"),
        ("", "web_address"),
        ("https://", "web_address"),
        ("https://me:secret@art.example.org", "web_address"),
        ("https://art.example.org:99999", "web_address"),
        ("https://art.example.org:0", "web_address"),
        ("https://[1", "web_address"),
        ("https://art.example.org/?a=1", "web_address"),
    ],
)
def test_other_addresses_are_refused(given, code):
    with pytest.raises(Invalid) as refused:
        installation.normalize_public_url(given)

    assert (refused.value.field, refused.value.code) == ("public_url", code)
