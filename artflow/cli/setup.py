"""The beginning of an installation, from the shell of its machine."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import NoReturn
from zoneinfo import available_timezones

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from artflow import config
from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.people import passwords as rules
from artflow.domain.text import LANGUAGES, LocalizedText
from artflow.extensions import db
from artflow.services import installation, signing
from artflow.services.database import schema
from artflow.services.people import addresses

REFUSED = {
    "address_taken": "there is an account with this e-mail address already",
    "email": "this is no e-mail address",
    "not_https": "the public address must begin with https://, or passwords travel in the open",
    "password_common": "many people use this password",
    "password_long": "this password is too long",
    "password_own": "the e-mail address or the name cannot be the password",
    "password_short": "this password is too short",
    "web_address": "this is no address of a website, such as https://art.example.org",
}


class WrongAnswer(Exception):
    """An answer that cannot be kept, and why, in words."""


@click.command("setup")
@click.option("--organisation", help="Who runs this installation, in its first language.")
@click.option("--city", help="Whose working days count first, in the first language.")
@click.option("--name", help="First name and surname of the administrator.")
@click.option("--email", help="The address the administrator signs in with.")
@click.option("--password", envvar="ARTFLOW_SETUP_PASSWORD", help="Asked for when it is missing.")
@click.option("--zone", help="Time zone, such as Asia/Almaty.")
@click.option("--languages", help="Of pages and letters, the first one first, such as kk,ru,en.")
@click.option("--public-url", help="Where people reach it, such as https://art.example.org.")
@click.option("--link", is_flag=True, help="Ask nothing: print the address of the page that asks.")
@click.option("--port", default=5000, show_default=True, help="With --link: that of the server.")
@with_appcontext
def command(link: bool, port: int, **given: str | None) -> None:
    """Make the database, the administrator and the settings; what is not given is asked for.

    Works once. Afterwards everything is done in the browser.
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    schema.upgrade(app)
    if not installation.is_open(db.session.connection()):
        _refuse("this installation has been set up already: sign in, or use the command `user`")
    db.session.rollback()
    if link:
        token = installation.issue_link_token(datetime.now(UTC))
        click.echo(setup_address(app, token or "", port))
        return
    try:
        _set_up(app, given)
    except LinkDead:
        _refuse("somebody else has set up this installation meanwhile")
    click.echo(f"done; sign in at {app.config['PUBLIC_URL']}sign-in")
    _make_key()


def _make_key() -> None:
    """Make the key that signs the seals of the history, and print its public half."""
    try:
        public = signing.ensure_key(datetime.now(UTC)).hex
    except signing.KeyUnusable as error:
        click.echo(f"seals of the history will not be signed: {error}", err=True)
        return
    click.echo(f"seals of the history are signed; their public key, to be kept: {public}")


def setup_address(app: Flask, token: str, port: int) -> str:
    """Return where the page that sets up is reached: the public address, or this machine's port."""
    base = app.config["PUBLIC_URL"]
    if base == config.DEFAULTS["PUBLIC_URL"]:
        base = f"http://127.0.0.1:{port}/"
    return f"{base}setup/{token}"


def _set_up(app: Flask, given: Mapping[str, str | None]) -> None:
    """Ask for what is missing, then create everything. Raises `LinkDead`.

    A wrong answer of the person at the keyboard is asked for again; a wrong option ends it.
    """
    languages = _answer(given, "languages", "Languages", _languages, ",".join(LANGUAGES))
    codes = languages.split(",")
    zone = _answer(given, "zone", "Time zone", _zone, app.config["BABEL_DEFAULT_TIMEZONE"])
    normalize_url, present = installation.normalize_public_url, app.config["PUBLIC_URL"]
    url = _answer(given, "public_url", "Public address", normalize_url, present)
    organisation = _answer(given, "organisation", "Organisation that runs it")
    city = given["city"] or _city(zone)
    if given["city"] is None and given["organisation"] is None:  # somebody is at the keyboard
        city = _answer(given, "city", "City whose working days count", default=city)
    name = _answer(given, "name", "Your first name and surname")
    email = _answer(given, "email", "Your e-mail", addresses.normalize)
    administrator = installation.FirstAdministrator(
        organisation=LocalizedText({codes[0]: organisation}),
        name=name,
        email=email,
        language=codes[0],
        zone=zone,
        city=LocalizedText({codes[0]: city}),
        password=_password(given["password"], email, name),
    )
    try:
        installation.begin(administrator, datetime.now(UTC))
    except Invalid as error:
        _refuse(_words(error))
    config.save(app, {"PUBLIC_URL": url, "BABEL_DEFAULT_TIMEZONE": zone, "LANGUAGES": codes})


def _password(given: str | None, email: str, name: str) -> str:
    def check(answer: str) -> str:
        rules.check_password(answer, email, name, "password")
        return answer

    return _answer({"password": given}, "password", "Password", check, hidden=True)


def _answer(
    given: Mapping[str, str | None],
    option: str,
    question: str,
    check: Callable[[str], str] = str,
    default: str | None = None,
    *,
    hidden: bool = False,
) -> str:
    """Return what an option says, else what the person at the keyboard answers; never nothing.

    `check` makes of an answer what is kept, or raises `Invalid` or `WrongAnswer`: then it is asked
    for again.
    """
    asked = given[option] is None
    while True:
        answer = (
            click.prompt(question, default=default, hide_input=hidden, confirmation_prompt=hidden)
            if asked
            else given[option]
        )
        try:
            return _checked(str(answer), check, hidden=hidden)
        except WrongAnswer as error:
            if not asked:
                _refuse(f"{question}: {error}")
            click.echo(f"{error}; once more, please", err=True)


def _checked(answer: str, check: Callable[[str], str], *, hidden: bool) -> str:
    """Return what is kept of an answer. Raises `WrongAnswer`, for nothing too."""
    if not answer.strip():
        raise WrongAnswer("this may not be empty")
    try:
        return check(answer if hidden else answer.strip())
    except Invalid as error:
        raise WrongAnswer(_words(error)) from error


def _languages(answer: str) -> str:
    codes = list(dict.fromkeys(code.strip() for code in answer.split(",")))
    if set(codes) - set(LANGUAGES):
        raise WrongAnswer(f"choose among {', '.join(LANGUAGES)}")
    return ",".join(codes)


def _zone(answer: str) -> str:
    if answer not in available_timezones():
        raise WrongAnswer(f"there is no time zone {answer!r}; a city is named as in Asia/Almaty")
    return answer


def _city(zone: str) -> str:
    """Return the city that a time zone is named after."""
    return zone.rpartition("/")[2].replace("_", " ")


def _words(error: Invalid) -> str:
    return REFUSED.get(error.code, error.code)


def _refuse(words: str) -> NoReturn:
    """Say in one line what is wrong and end with exit code 1."""
    click.echo(words, err=True)
    sys.exit(1)
