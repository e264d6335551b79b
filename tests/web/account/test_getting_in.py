"""Getting in, through the pages: registration, invitation, forgotten password, guesses."""

from __future__ import annotations

import pytest

from tests.fixtures.world import PASSWORD
from tests.web.support import html

STRONG = "жаңа көктем келді"


def register(client, world, status=303, **changes):
    client.get("registration.register")
    client.fill(
        "registration.register",
        status,
        **{
            "name": "Айгерім Сейтжан",
            "email": "New@Example.org",
            "password": STRONG,
            "language": "kk",
            "organisation": str(world.organisations["studio"]),
        }
        | changes,
    )


def main_text(client) -> str:
    return client.page.one("main").text


def test_an_artist_registers_confirms_and_is_in(world, visit, post):
    client = visit()
    register(client, world)
    client.get("registration.sent")
    assert "New@Example.org" in main_text(client)
    (address,) = post()

    client.get(address)
    client.fill("", 422, password="not the one I chose")
    client.fill("", password=STRONG)

    client.get("desk.show")
    assert "Айгерім Сейтжан" in client.page.one("header").text
    visit().get(address, 410)


def test_known_and_unknown_addresses_are_answered_in_the_same_words(world, visit, post):
    pages = []
    for form, email in [
        ("r", "new@example.org"),
        ("r", "jusan@example.org"),
        ("f", "none@example.org"),
        ("f", "artist@example.org"),
    ]:
        client = visit()
        if form == "r":
            register(client, world, email=email)
        else:
            client.get("passwords.forgotten")
            client.fill("passwords.forgotten", email=email)
        client.get("registration.sent")
        pages.append(main_text(client).replace(email, ""))

    assert len(set(pages)) == 1
    assert len(post()) == 3


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "a\x00b"),
        ("email", "nonsense"),
        ("email", "a@b.kz\r\nBcc: x@y.zz"),
        ("email", "x" * 300),
        ("password", "short"),
        ("password", "x" * 201),
        ("password", "password12345"),
        ("organisation", "999"),
        ("organisation", "2"),
        ("organisation", "x"),
        ("organisation", None),
        ("language", "xx"),
    ],
)
def test_what_was_typed_is_still_there_after_a_refusal(world, visit, field, value):
    client = visit()

    register(client, world, 422, **{field: value})

    assert client.page.all("section", **{"class": "errors"})
    kept = {"name": "Айгерім Сейтжан", "email": "New@Example.org"} | {field: value}
    for name in {"name", "email"} - ({field} if value and "\r" in value else set()):
        assert client.form.one("input", name=name).attrs["value"] == (kept[name] or "")


def test_a_forgotten_password_is_set_anew_by_the_letter(world, visit, post):
    client, inside = visit(), visit("artist")
    client.get("passwords.forgotten")
    client.fill("passwords.forgotten", 422, email="nonsense")
    client.fill("passwords.forgotten", email="artist@example.org")
    (address,) = post()

    client.get(address)
    field = client.form.one("input", name="new_password")
    assert field.attrs["autocomplete"] == "new-password"
    client.fill("", 422, new_password="artist@example.org")
    client.fill("", new_password=STRONG)

    inside.get("desk.show", 303)
    visit().sign_in("artist", PASSWORD, 422)
    visit().sign_in("artist", STRONG)
    client.get(address, 410)


def test_guesses_are_slowed_down_in_words_with_what_was_typed(world, visit):
    client = visit()
    client.get("account.sign_in")
    for _ in range(5):
        client.fill("account.sign_in", 422, email="artist@example.org", password="wrong")

    answer = client.fill("account.sign_in", 429, email="artist@example.org", password=PASSWORD)

    assert 0 < int(answer.headers["Retry-After"]) <= 61
    assert "Try again in 1 minute" in main_text(client)
    assert client.form.one("input", name="email").attrs["value"] == "artist@example.org"


def test_an_invitation_makes_an_account_or_adds_a_role(world, visit, post):
    coordinator = visit("coordinator")
    sponsor = world.organisations["sponsor-1"]
    coordinator.get("directory.index")
    coordinator.get("people.organisation", organisation_id=sponsor)
    fields = {"role": "sponsor_viewer", "language": "kk", "name": "Әсел"}
    for email in ("new@example.org", "artist@example.org"):
        coordinator.get("people.invite", organisation_id=sponsor)
        coordinator.fill("", 422, **fields | {"email": "nonsense"})
        coordinator.fill("", 422, **fields | {"email": email, "role": "coordinator"})
        coordinator.fill("", **fields | {"email": email})
    new, known = post()

    client = visit()
    client.get(new)
    client.fill("", 422, new_password="short")
    client.fill("", new_password=STRONG)
    client.get("desk.show")
    other = visit()
    other.get(known)
    other.fill("")
    other.get(known, 410)
    coordinator.get("people.organisation", organisation_id=sponsor)
    names = {a.text for a in coordinator.page.one("tbody").all("a")}
    assert {"Әсел", "Artist"} <= names


@pytest.mark.parametrize(
    "address",
    [
        "/register/x",
        "/new-password/x",
        "/invitation/x",
        "/account/email/x",
    ],
)
def test_a_link_that_never_was_one_is_dead_in_the_readers_language(world, visit, address):
    client = visit(language="ru")
    client.get(address, 410)
    assert "Эта ссылка больше не работает" in main_text(client)
    client.get("account.sign_in")
    client.post(address, 410)


def test_a_letter_never_leads_to_the_host_that_a_request_claims(world, visit, post):
    client, host = visit(), "http://evil.example"
    page = html.parse(client.ask("GET", "/forgotten-password", base_url=host).text)
    token = page.all("input", name="csrf_token")[0].attrs["value"]
    data = {"email": "artist@example.org", "csrf_token": token}

    answer = client.ask("POST", "/forgotten-password", base_url=host, data=data)

    assert answer.status_code == 303
    assert post()[0].startswith("/new-password/")
