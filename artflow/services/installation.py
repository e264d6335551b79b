"""The beginning of an installation: its first administrator, and the way in until there is one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, or_, select, text

from artflow import config
from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.people.roles import Part, Role
from artflow.domain.text import LocalizedText
from artflow.models import AdminEvent, Membership, User
from artflow.services.database.transactions import writing
from artflow.services.people import account_log, addresses, links, passwords, people, registration
from artflow.services.programmes import admin_log, calendar, processes, setup

ADMIN_EVENT = AdminEvent.__table__
MEMBERSHIP = Membership.__table__
USER = User.__table__
NOBODY = ""
"""The address of the link that begins an installation: there is nobody yet to send it to."""
LOCAL_HOSTS = ("localhost", "127.0.0.1", "::1")


class FirstAdministrator(NamedTuple):
    """Who looks after the installation, for which organisation; whose working days count there."""

    email: str
    name: str
    password: str
    language: str
    organisation: LocalizedText
    zone: str
    city: LocalizedText


def is_open(connection: Connection) -> bool:
    """Return whether nobody has ever begun this installation: it has had no administrator."""
    begun = select(ADMIN_EVENT.c.id).where(ADMIN_EVENT.c.subject == admin_log.INSTALLATION)
    administrator = select(MEMBERSHIP.c.id).where(MEMBERSHIP.c.role == Role.ADMINISTRATOR.value)
    return not connection.execute(select(or_(begun.exists(), administrator.exists()))).scalar()


def issue_link_token(now: datetime) -> str | None:
    """Make the token of the page that begins the installation; an earlier one stops working.

    Returns None once the installation has begun: from then on there is no such page.
    """
    with writing() as connection:
        if not is_open(connection):
            return None
        key = links.create_link(connection, links.BEGIN, NOBODY, now)
    return links.issue_token(key, now)


def begin(given: FirstAdministrator, now: datetime, *, token: str | None = None) -> int:
    """Create the platform's organisation and its administrator; return the administrator's id.

    With them come a calendar with the days off of the zone's state and the processes of artflow.
    Of two who do it at once one succeeds. Who comes from a browser shows the link's token; the
    shell of the machine needs none. Raises `LinkDead` once the installation has begun, `Invalid`.
    """
    address = addresses.normalize(given.email)
    password_hash = passwords.hash_password(given.password, email=address, name=given.name)
    with writing() as connection:
        _wait_for_others(connection)
        if not is_open(connection):
            raise LinkDead
        if token is not None:
            links.use_link(connection, token, links.BEGIN, now)
        if connection.execute(select(USER.c.id).where(USER.c.email == address)).first():
            raise Invalid("email", "address_taken")
        user = _create_administrator(connection, given._replace(email=address), password_hash, now)
        _create_calendar(connection, given, now)
        processes.publish_shipped(connection, now)
        admin_log.record(connection, admin_log.INSTALLATION, "begun", user, now)
    return user


def _create_administrator(
    connection: Connection, given: FirstAdministrator, password_hash: str, now: datetime
) -> int:
    organisation = setup.create_organisation(connection, Part.PLATFORM.value, given.organisation)
    user = registration.insert_user(
        connection,
        email=given.email,
        name=given.name,
        language=given.language,
        password_hash=password_hash,
        now=now,
    )
    role = Role.ADMINISTRATOR
    people.give_role(connection, user, organisation, role)
    account_log.record(
        connection, "role_given", user, user, now, role=role.value, organisation=organisation
    )
    return user


def _create_calendar(connection: Connection, given: FirstAdministrator, now: datetime) -> None:
    country = calendar.country_of(given.zone)
    years = calendar.first_years(now)
    setup.create_calendar(connection, given.city, country, given.zone, years)


def _wait_for_others(connection: Connection) -> None:
    """Let one beginning come after the other: each locks the one row that every database has."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT version_num FROM alembic_version FOR UPDATE"))


def normalize_public_url(given: str) -> str:
    """Return the address under which people reach the installation, with a slash at its end.

    Raises `Invalid` for what is no address of a web server, and for one without https that is not
    on this machine: passwords would travel in the open.
    """
    address = given.strip()
    address = address if "//" in address else f"https://{address}"
    if not config.is_web_address(address):
        raise Invalid("public_url", "web_address")
    parts = urlsplit(address)
    if parts.username:
        raise Invalid("public_url", "web_address")
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        raise Invalid("public_url", "not_https")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}/"
