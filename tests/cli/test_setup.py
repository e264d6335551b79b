"""An empty machine becomes an installation by one command."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from artflow.extensions import db
from artflow.models import User
from artflow.services import installation

ANSWERS = {
    "--organisation": "Тараз әкімдігі",
    "--name": "Айдана Б.",
    "--email": "aidana@taraz.example.org",
    "--password": "a long winter evening",
    "--zone": "Asia/Almaty",
    "--languages": "ru,kk",
    "--public-url": "https://art.taraz.example.org",
}


@pytest.fixture
def settings_file(app):
    """The file of local settings; removed again, for other tests start without one."""
    path = Path(app.instance_path) / "config.toml"
    yield path
    path.unlink(missing_ok=True)


def words(**other):
    given = ANSWERS | {f"--{name.replace('_', '-')}": value for name, value in other.items()}
    return [part for pair in given.items() if pair[1] is not None for part in pair]


def test_all_answers_may_be_options(app, run, settings_file):
    said = run("setup", *words())

    assert "https://art.taraz.example.org/sign-in" in said
    assert tomli.loads(settings_file.read_text(encoding="utf-8")) == {
        "PUBLIC_URL": "https://art.taraz.example.org/",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Almaty",
        "LANGUAGES": ["ru", "kk"],
    }
    with app.app_context():
        assert not installation.is_open(db.session.connection())
    assert "already" in run("setup", *words(email="x@example.org"), code=1)


def test_what_is_missing_is_asked_for(app, run, settings_file):
    typed = "Тараз әкімдігі\n\nАйдана Б.\nlong winter evening\nlong winter evening\n"
    said = run("setup", *words(organisation=None, name=None, password=None), keys=typed)

    assert "long winter" not in said
    with app.app_context():
        assert db.session.scalars(db.select(User.name)).one() == "Айдана Б."


def test_a_wrong_answer_at_the_keyboard_is_asked_for_again(app, run, settings_file):
    typed = [
        "kk,xx",
        "ru",
        "nobody",
        "aidana@taraz.example.org",
        "short",
        "short",
        *["long winter evening"] * 2,
    ]
    said = run(
        "setup",
        *words(languages=None, email=None, password=None),
        keys="\n".join(typed) + "\n",
    )

    assert said.count("once more, please") == 3
    with app.app_context():
        assert db.session.scalars(db.select(User.email)).one() == "aidana@taraz.example.org"


def test_the_printed_address_is_that_of_the_server(app, run, settings_file):
    assert run("setup", "--link").startswith("http://127.0.0.1:5000/setup/")
    assert run("setup", "--link", "--port", "5077").startswith("http://127.0.0.1:5077/setup/")
    app.config["PUBLIC_URL"] = "https://art.example.org/"
    assert run("setup", "--link").startswith("https://art.example.org/setup/")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"public_url": "http://art.example.org"}, "https://"),
        ({"languages": "ru,xx"}, "kk, ru, en"),
        ({"zone": "Asia/Nowhere"}, "Asia/Nowhere"),
        ({"password": "short"}, "too short"),
        ({"email": "nobody"}, "no e-mail address"),
        ({"organisation": " "}, "empty"),
    ],
)
def test_a_wrong_answer_is_one_line_and_nothing_is_kept(app, run, settings_file, other, said):
    answer = run("setup", *words(**other), code=1)

    assert said in answer
    assert len(answer.strip().splitlines()) == 1
    assert not settings_file.exists()
    with app.app_context():
        assert installation.is_open(db.session.connection())


def test_the_address_of_the_page_is_printed_instead(app, run):
    address = run("setup", "--link").strip()

    assert address.startswith(app.config["PUBLIC_URL"])
    page = app.test_client().get(address.removeprefix(app.config["PUBLIC_URL"].rstrip("/")))
    assert page.status_code == 200
