"""Artists register themselves. The answer never tells whether an address has an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from artflow.domain.errors import Invalid, LinkDead
from artflow.domain.roles import Part, Role
from artflow.extensions import db
from artflow.models import Organisation, User

from . import account_log, addresses, links, outbox, passwords, people
from .database import at_most, writing

U, G = User.__table__, Organisation.__table__
_open = (G.c.kind == Part.ARTIST.value, G.c.registers, G.c.active)
MOST = 200


def studios(language: str) -> list[tuple[int, str]]:
    """The organisations that artists may register into, by name."""
    name = G.c[f"name_{language}"]
    query = select(G.c.id, name).where(*_open).order_by(name).limit(at_most(MOST))
    return [(key, text) for key, text in db.session.execute(query)]


def ask(
    *, name: str, email: str, password: str, language: str, organisation_id: int, now: datetime
) -> None:
    """Begin a registration: a letter asks whether the address is the artist's own.

    Somebody who has an account already is told so in that letter, and nobody else hears of it.
    Raises `Invalid`.
    """
    address = addresses.normal(email)
    made = passwords.hashed(password, email=address, name=name, field="password")
    with writing() as connection:
        query = select(G.c.id).where(G.c.id == organisation_id, *_open)
        if connection.execute(query).one_or_none() is None:
            raise Invalid("organisation", "choice")
        if links.asked_too_often(connection, links.REGISTER, address, now):
            return
        known = connection.execute(
            select(U.c.name, U.c.language).where(U.c.email == address)
        ).one_or_none()
        link = links.make(
            connection, links.REGISTER, address, now, dead=known is not None, name=name,
            language=language, organisation=organisation_id, password_hash=made,
        )  # fmt: skip
        if known is None:
            outbox.put(connection, "register", address, language, now, name=name, link=link)
        else:
            outbox.put(connection, "known", address, known.language, now, name=known.name)


def confirm(token: str, password: str, agent: str, now: datetime) -> str:
    """Make the account and sign the artist in; returns the session's token.

    The password of the registration is asked for once more: whoever typed a stranger's address
    must not get an account that the stranger confirms. Raises `LinkDead`, `Invalid`.
    """
    link = links.look(token, links.REGISTER, now)
    db.session.rollback()
    if not people.matches(link.data["password_hash"], password):
        raise Invalid("password", "password_wrong")
    with writing() as connection:
        link = links.use(connection, token, links.REGISTER, now)
        data = link.data
        user = insert_user(connection, email=link.email, now=now, name=data["name"],
                           language=data["language"], made=data["password_hash"])  # fmt: skip
        people.give_role(connection, user, data["organisation"], Role.ARTIST)
        account_log.note(connection, "registered", user, user, now)
        return people.open_session(connection, user, agent, now)


def insert_user(
    connection: Connection, *, email: str, name: str, language: str, made: str, now: datetime
) -> Any:
    """A new account's id. Raises `LinkDead` if the address has got an account meanwhile."""
    row = {"email": email, "name": name, "language": language, "password_hash": made,
           "created_at": now}  # fmt: skip
    try:
        return connection.execute(insert(U).returning(U.c.id), row).scalar_one()
    except IntegrityError as error:
        raise LinkDead from error
