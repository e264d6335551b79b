"""The links that people get by letter: one of every kind, in letters that have been sent."""

from __future__ import annotations

from datetime import UTC, datetime

from artflow.demo.cast import PASSWORD
from artflow.domain.roles import Role
from artflow.services import invitations, passwords, profile, registration
from artflow.services.invitations import Guest
from tests.services import post

from .town import Town

READER, NEW, GUEST, MOVED = (
    "timur@artflow.example", "new@example.org", "guest@example.org", "moved@example.org",
)  # fmt: skip


def links(town: Town) -> dict[str, str]:
    """Where the letters lead, by the name of the deed; `letter` is the number of one of them."""
    now = datetime.now(UTC)
    studio, sponsor = (p.memberships[0].organisation_id for p in (town.artist, town.viewer))
    registration.ask(name="Айгерім Сейтжан", email=NEW, password="ұзақ әрі сенімді сөз",
                     language="kk", organisation_id=studio, now=now)  # fmt: skip
    guest = Guest(GUEST, "Болат Қонақбай", "kk", sponsor, Role.SPONSOR_VIEWER)
    invitations.invite(town.coordinator, guest, now)
    passwords.forgot(READER, now)
    profile.move(town.viewer.id, MOVED, PASSWORD, address="", now=now)
    sent = {letter["To"].addresses[0].addr_spec: letter for letter in post.deliver(now)
            if letter["To"].addresses[0].addr_spec in (READER, NEW, GUEST, MOVED)}  # fmt: skip
    told = {"confirm": NEW, "invitation": GUEST, "reset": READER, "moved": MOVED}
    return {name: post.address(sent[to]) for name, to in told.items()} | {
        "letter": sent[NEW]["X-Artflow-Number"], "person": str(town.viewer.id),
        "sponsor": str(sponsor),
    }  # fmt: skip
