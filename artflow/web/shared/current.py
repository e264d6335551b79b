"""The current session and person with all roles, loaded once a request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Flask, current_app, g, request
from flask_login import UserMixin, current_user, login_user
from sqlalchemy.exc import DBAPIError

from artflow.domain.people.roles import Person
from artflow.extensions import db, login
from artflow.services.database.disk_space import is_disk_full
from artflow.services.database.sqlite_write_lock import is_locked
from artflow.services.identity import persons
from artflow.services.people import impersonation, people


@dataclass(eq=False)
class SessionUser(UserMixin):
    """One open session. Its id in the cookie is the session's token, so ending it ends it.

    `person` is who the pages are shown to. During an impersonation that is the other person, and
    `wrong_run` is the newest verification of the history if it has found something wrong.
    `impersonator` is the one who really asks, `impersonated_until` the latest end of it.
    """

    token: str
    session_id: int
    language: str
    person: Person
    unread: int
    wrong_run: int | None
    impersonator: Person | None = None
    impersonated_until: datetime | None = None

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask) -> None:
    """Let Flask-Login find the session by its token."""
    login.init_app(app)
    login.user_loader(load_session_user)


def load_session_user(token: str) -> SessionUser | None:
    """Find the open session of a token with its person, or None; note that it is in use."""
    now = datetime.now(UTC)
    connection = db.session.connection()
    row = people.find_session(connection, token, now)
    if row is None:
        return None
    if now - row.seen_at > people.TOUCH_INTERVAL:
        _touch_session(row.id, now)
        connection = db.session.connection()
    person = persons.build_person(row.user_id, row.name, row.memberships, row.id)
    if row.impersonated_id is not None:
        other = persons.load_person(connection, row.impersonated_id, row.impersonated_name or "")
        if impersonation.may_impersonate(connection, person, other):
            seen = (other, row.unread, row.wrong_run, person, row.until)
            return SessionUser(token, row.id, row.language, *seen)
    return SessionUser(token, row.id, row.language, person, row.unread, row.wrong_run)


def _touch_session(session_id: int, now: datetime) -> None:
    """Note that a session is in use; where that cannot be written, pages are read without it."""
    try:
        people.touch_session(session_id, now)
    except DBAPIError as error:
        if not (is_disk_full(error) or is_locked(error)):
            raise
        current_app.logger.warning("sessions in use are not noted: %s", error.orig)


def sign_in(token: str) -> None:
    """Sign this browser in with a session that has just been opened."""
    login_user(load_session_user(token))


def user_agent() -> str:
    """Return what the browser calls itself."""
    return request.user_agent.string


def remote_address() -> str:
    """Return the network address of the client, as far as trusted proxies tell it."""
    return request.remote_addr or ""


def person() -> Person | None:
    """Return the person signed in, or None."""
    return current_user.person if current_user.is_authenticated else None


def me() -> Person:
    """Return the person signed in; only for views that let nobody else in."""
    return current_user.person


def impersonator() -> Person | None:
    """Return who really asks during an impersonation; else None."""
    return current_user.impersonator if current_user.is_authenticated else None


def now() -> datetime:
    """Return the time of this request: the same for everything the page says about time."""
    if "now" not in g:
        g.now = datetime.now(UTC)
    return g.now
