"""People from the shell."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from artflow import logs
from artflow.domain.errors import Invalid
from artflow.domain.people.roles import Role
from artflow.extensions import db
from artflow.models import Organisation, User
from artflow.services.database.transactions import writing
from artflow.services.people import account_log, addresses, passwords, people

command = AppGroup("user", help="People and their roles.")
SHELL = "shell"
"""Who does it, for the log of security."""
ROLES = click.Choice([role.value for role in Role])


@command.command("add")
@click.argument("email")
@click.argument("name")
@click.password_option()
def add(email: str, name: str, password: str) -> None:
    """Make a user; the password is asked for."""
    try:
        address = addresses.normalize(email)
        passwords.hash_password(password, email=address, name=name)
        with writing() as connection:
            key = people.add_user(connection, email=address, name=name, password=password)
            account_log.record(connection, "account_made", key, None, datetime.now(UTC))
        click.echo(key)
    except Invalid as error:
        click.echo(f"refused: {error.field}, {error.code}", err=True)
        sys.exit(1)
    except IntegrityError:
        click.echo("this address is in use", err=True)
        sys.exit(1)


@command.command("role")
@click.argument("email")
@click.argument("organisation", type=int)
@click.argument("role", type=ROLES)
@click.option("--basis", default="", help="The paper the authority rests on.")
def role(email: str, organisation: int, role: str, basis: str) -> None:
    """Give a user a role in an organisation (by its id)."""
    user = db.session.scalar(select(User.id).where(User.email == email.lower()))
    place = db.session.get(Organisation, organisation)
    if user is None or place is None:
        click.echo("no such user or organisation", err=True)
        sys.exit(1)
    if not place.active:
        click.echo("this organisation is closed", err=True)
        sys.exit(1)
    try:
        with writing() as connection:
            people.give_role(connection, user, organisation, Role(role), basis=basis)
            given = {"role": role, "organisation": organisation}
            account_log.record(connection, "role_added", user, None, datetime.now(UTC), **given)
    except IntegrityError:
        click.echo("the user has this role there already", err=True)
        sys.exit(1)


@command.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """End every session of a user."""
    user = db.session.scalar(select(User.id).where(User.email == email.lower()))
    if user is None:
        click.echo("no such user", err=True)
        sys.exit(1)
    people.sign_out_everywhere(user)
    logs.security("sessions_ended", user=user, by=SHELL)
