"""Artists register themselves. The answer never tells whether an address has an account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.people.roles import Part, Role
from artflow.domain.text import LocalizedText, name_order
from artflow.extensions import db
from artflow.models import Organisation, User
from artflow.services.database.transactions import literal_limit, writing
from artflow.services.mail import outbox

from . import account_log, addresses, links, passwords, people

USER = User.__table__
ORGANISATION = Organisation.__table__
ALONE = 0
"""Instead of a studio's number: the artist works alone, and is a studio of their own."""
_open = (ORGANISATION.c.kind == Part.ARTIST.value, ORGANISATION.c.registers, ORGANISATION.c.active)
MAX_STUDIOS = 200


def list_studios(language: str) -> list[tuple[int, str]]:
    """List the organisations that artists may register into, by name."""
    query = (
        select(ORGANISATION.c.id, ORGANISATION.c.name)
        .where(*_open)
        .order_by(ORGANISATION.c.id)
        .limit(literal_limit(MAX_STUDIOS))
    )
    found = [(key, name[language]) for key, name in db.session.execute(query)]
    return sorted(found, key=lambda studio: name_order(studio[1]))


def request_registration(
    *, name: str, email: str, password: str, language: str, organisation_id: int, now: datetime
) -> None:
    """Begin a registration: a letter asks whether the address is the artist's own.

    `organisation_id` may be `ALONE`: then a studio with the artist's name is entered with the
    account. Somebody who has an account already is told so in that letter, and nobody else hears of
    it. Raises `Invalid`.
    """
    address = addresses.normalize(email)
    password_hash = passwords.hash_password(password, email=address, name=name, field="password")
    with writing() as connection:
        query = select(ORGANISATION.c.id).where(ORGANISATION.c.id == organisation_id, *_open)
        known_studio = connection.execute(query).one_or_none() is not None
        if organisation_id != ALONE and not known_studio:
            raise Invalid("organisation", "choice")
        if links.asked_too_often(connection, links.REGISTER, address, now):
            return
        known = connection.execute(
            select(USER.c.name, USER.c.language).where(USER.c.email == address)
        ).one_or_none()
        link = links.create_link(
            connection,
            links.REGISTER,
            address,
            now,
            dead=known is not None,
            name=name,
            language=language,
            organisation=organisation_id,
            password_hash=password_hash,
        )
        if known is None:
            outbox.enqueue(connection, "register", address, language, now, name=name, link=link)
        else:
            outbox.enqueue(connection, "known", address, known.language, now, name=known.name)


def confirm_registration(token: str, password: str, agent: str, now: datetime) -> str:
    """Create the account and sign the artist in. Returns the session's token.

    The password of the registration is asked for once more: whoever typed a stranger's address must
    not get an account that the stranger confirms. Raises `LinkDead`, `Invalid`.
    """
    link = links.find_link(token, links.REGISTER, now)
    db.session.rollback()
    if not people.password_matches(link.data["password_hash"], password):
        raise Invalid("password", "password_wrong")
    with writing() as connection:
        link = links.use_link(connection, token, links.REGISTER, now)
        data = link.data
        user = insert_user(
            connection,
            email=link.email,
            now=now,
            name=data["name"],
            language=data["language"],
            password_hash=data["password_hash"],
        )
        studio = data["organisation"] or _create_own_studio(connection, data)
        people.give_role(connection, user, studio, Role.ARTIST)
        account_log.record(connection, "registered", user, user, now)
        return people.open_session(connection, user, agent, now)


def _create_own_studio(connection: Connection, data: Mapping[str, str]) -> int:
    """Enter the studio of an artist who works alone; nobody else registers into it."""
    name = LocalizedText({data["language"]: data["name"]})
    row = {"kind": Part.ARTIST.value, "name": name, "registers": False}
    key: int = connection.execute(
        insert(ORGANISATION).returning(ORGANISATION.c.id), row
    ).scalar_one()
    return key


def insert_user(
    connection: Connection,
    *,
    email: str,
    name: str,
    language: str,
    password_hash: str,
    now: datetime,
) -> int:
    """Create an account and return its id. Raises `LinkDead` if the address has one by now."""
    row = {
        "email": email,
        "name": name,
        "language": language,
        "password_hash": password_hash,
        "created_at": now,
    }
    try:
        key: int = connection.execute(insert(USER).returning(USER.c.id), row).scalar_one()
    except IntegrityError as error:
        raise LinkDead from error
    return key
