"""The links of letters: one of every kind, in letters that have been sent."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from artflow.demo.people import PASSWORD
from artflow.domain.people.roles import Part, Role
from artflow.domain.text import trilingual
from artflow.extensions import db
from artflow.models import Membership, OneTimeLink, Organisation, ProgrammeParty
from artflow.services import audit_runs
from artflow.services.exports import exports
from artflow.services.people import (
    invitations,
    links,
    organisations,
    passwords,
    profile,
    registration,
)
from artflow.services.people.invitations import Invitee
from artflow.services.worker import exports as export_worker
from tests.services.mail import mailbox

if TYPE_CHECKING:
    from .town import Town

READER_EMAIL, NEW_EMAIL, INVITED_EMAIL, CHANGED_EMAIL = (
    "timur@artflow.example",
    "new@example.org",
    "guest@example.org",
    "moved@example.org",
)


def letter_links(town: Town) -> dict[str, str]:
    """Return where the letters lead, by action; `letter` is the number of one of them."""
    now = datetime.now(UTC)
    studio, sponsor = (p.memberships[0].organisation_id for p in (town.artist, town.viewer))
    registration.request_registration(
        name="Айгерім Сейтжан",
        email=NEW_EMAIL,
        password="ұзақ әрі сенімді сөз",
        language="kk",
        organisation_id=studio,
        now=now,
    )
    guest = Invitee(INVITED_EMAIL, "Болат Қонақбай", "kk", sponsor, Role.SPONSOR_VIEWER)
    invitations.invite(town.coordinator, guest, now)
    passwords.request_reset(READER_EMAIL, now)
    profile.request_move(town.viewer.id, CHANGED_EMAIL, PASSWORD, session=0, address="", now=now)
    sent = {
        letter["To"].addresses[0].addr_spec: letter
        for letter in mailbox.deliver(now)
        if letter["To"].addresses[0].addr_spec
        in (READER_EMAIL, NEW_EMAIL, INVITED_EMAIL, CHANGED_EMAIL)
    }
    ids = {
        "confirm": NEW_EMAIL,
        "invitation": INVITED_EMAIL,
        "reset": READER_EMAIL,
        "moved": CHANGED_EMAIL,
    }
    return (
        {name: mailbox.address(sent[to]) for name, to in ids.items()}
        | {
            "letter": sent[NEW_EMAIL]["X-Artflow-Number"],
            "person": str(town.viewer.id),
            "sponsor": str(sponsor),
            "studio": str(studio),
            "outsider": str(_find_outsider()),
            "export": str(_written_export(town, now)),
        }
        | accounts(town, now)
        | {"mistake": str(_enter_mistake(town, now)), "invited": str(_find_invited())}
    )


def _find_outsider() -> int:
    """Return the id of a sponsor that takes part in no programme."""
    inside = db.select(ProgrammeParty.organisation_id)
    sponsors = db.select(Organisation.id).where(Organisation.kind == Part.SPONSOR.value)
    return db.session.scalars(sponsors.where(Organisation.id.not_in(inside))).first()


def _enter_mistake(town: Town, now: datetime) -> int:
    """Enter an organisation that nothing rests on; return its id."""
    name = trilingual("Қате енгізілген ұйым", "Ошибочная организация", "A mistake")
    return organisations.add(town.admin, Part.SPONSOR, name, {}, now)


def _find_invited() -> int:
    """Return the number of an invitation that waits."""
    waiting = db.select(OneTimeLink.id).where(
        OneTimeLink.email == INVITED_EMAIL,
        OneTimeLink.purpose == links.INVITE,
        OneTimeLink.revoked_at.is_(None),
    )
    return db.session.scalars(waiting).one()


def accounts(town: Town, now: datetime) -> dict[str, str]:
    """Return the numbers of two roles, of the last signatory, and of a verification that ended."""
    roles = {
        row.user_id: row.id
        for row in db.session.execute(db.select(Membership.id, Membership.user_id))
    }
    run = audit_runs.ask(town.admin, "a" * 64, now)
    audit_runs.carry_out(run, now)
    return {
        "role": str(roles[town.viewer.id]),
        "signatory": str(town.jusan.id),
        "signing": str(roles[town.jusan.id]),
        "run": str(run),
    }


def _written_export(town: Town, now: datetime) -> int:
    """Return the id of a table that a sponsor has asked for and that the worker has written."""
    key = exports.request_export(town.viewer, "portfolio", "xlsx", "kk", now)
    export_worker.write_due()
    return key
