"""The beginning of an installation, from the shell of its machine."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from zoneinfo import available_timezones

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from artflow import config
from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.text import LANGUAGES, LocalizedText
from artflow.extensions import db
from artflow.services import installation
from artflow.services.database import schema

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


@click.command("setup")
@click.option("--organisation", help="Who runs this installation, in its first language.")
@click.option("--name", help="First name and surname of the administrator.")
@click.option("--email", help="The address the administrator signs in with.")
@click.option("--password", envvar="ARTFLOW_SETUP_PASSWORD", help="Asked for when it is missing.")
@click.option("--zone", help="Time zone, such as Asia/Almaty.")
@click.option("--languages", help="Of pages and letters, the first one first, such as kk,ru,en.")
@click.option("--public-url", help="Where people reach it, such as https://art.example.org.")
@click.option("--link", is_flag=True, help="Ask nothing: print the address of the page that asks.")
@with_appcontext
def command(link: bool, **given: str | None) -> None:
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
        click.echo(f"{app.config['PUBLIC_URL']}setup/{token}")
        return
    try:
        _set_up(app, given)
    except Invalid as error:
        _refuse(f"{error.field}: {REFUSED.get(error.code, error.code)}")
    except LinkDead:
        _refuse("somebody else has set up this installation meanwhile")
    click.echo(f"done; sign in at {app.config['PUBLIC_URL']}sign-in")


def _set_up(app: Flask, given: dict[str, str | None]) -> None:
    """Ask for what is missing, then create everything. Raises `Invalid`, `LinkDead`."""
    languages = _languages(_answer(given, "languages", "Languages", ",".join(LANGUAGES)))
    zone = _answer(given, "zone", "Time zone", app.config["BABEL_DEFAULT_TIMEZONE"])
    if zone not in available_timezones():
        _refuse(f"there is no time zone {zone!r}; a city is named as in Asia/Almaty")
    url = installation.normalize_public_url(
        _answer(given, "public_url", "Public address", app.config["PUBLIC_URL"])
    )
    administrator = installation.FirstAdministrator(
        organisation=LocalizedText(
            {languages[0]: _answer(given, "organisation", "Organisation that runs it")}
        ),
        name=_answer(given, "name", "Your first name and surname"),
        email=_answer(given, "email", "Your e-mail"),
        language=languages[0],
        zone=zone,
        password=given["password"]
        or click.prompt("Password", hide_input=True, confirmation_prompt=True),
    )
    installation.begin(administrator, datetime.now(UTC))
    config.save(app, {"PUBLIC_URL": url, "BABEL_DEFAULT_TIMEZONE": zone, "LANGUAGES": languages})


def _answer(
    given: dict[str, str | None], name: str, question: str, default: str | None = None
) -> str:
    """Return what an option says, else what the person at the keyboard answers; never nothing."""
    answer = given[name] if given[name] is not None else click.prompt(question, default=default)
    if not str(answer).strip():
        _refuse(f"{question}: this may not be empty")
    return str(answer).strip()


def _languages(answer: str) -> list[str]:
    codes = list(dict.fromkeys(code.strip() for code in answer.split(",")))
    if set(codes) - set(LANGUAGES):
        _refuse(f"languages: choose among {', '.join(LANGUAGES)}")
    return codes


def _refuse(words: str) -> None:
    """Say in one line what is wrong and end with exit code 1."""
    click.echo(words, err=True)
    sys.exit(1)
