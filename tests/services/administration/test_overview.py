"""What waits for an administrator is counted; a coordinator is told of their programmes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from artflow.domain.people.roles import Part
from artflow.extensions import db
from artflow.models import Mail, Membership, ProgrammeParty
from artflow.services import audit, audit_runs
from artflow.services.accounts import departures
from artflow.services.administration import overview
from artflow.services.database.transactions import writing
from artflow.services.people import invitations, links
from tests.fixtures.world import NOW
from tests.services.mail.mailbox import deliver
from tests.services.people.test_roster import guest
from tests.web.support.statements import recorded_statements


def load(world, by="admin", now=NOW):
    db.session.rollback()
    return overview.load_overview(getattr(world, by), now)


def set_term(person, day):
    with writing() as connection:
        whose = Membership.user_id == person.id
        connection.execute(db.update(Membership).where(whose).values(valid_until=day))


@pytest.mark.postgres
def test_where_all_is_well_nothing_waits(world):
    found = load(world)

    assert (found.expiring, found.expired, found.bounced, found.suspended) == (0, 0, 0, 0)
    assert (found.unsigned, found.incomplete, found.mailing) == ([], [], overview.Mailing())
    assert found.history == overview.History(None, None)


@pytest.mark.postgres
def test_what_waits_is_counted(world):
    set_term(world.jusan, date(2026, 9, 20))
    set_term(world.tourism, date(2026, 8, 31))
    departures.suspend(world.artist.id, world.admin, NOW)
    invitations.invite(world.admin, guest(world), NOW)
    deliver()
    with writing() as connection:
        department = ProgrammeParty.organisation_id == world.organisations["department"]
        connection.execute(db.delete(ProgrammeParty).where(department))
        connection.execute(db.insert(Mail).values(
            address="a@example.org", language="kk", kind="reset", data={}, created_at=NOW,
            due_at=NOW, attempts=8, dead_at=NOW,
        ))  # fmt: skip
        connection.execute(db.insert(Mail).values(
            address="b@example.org", language="kk", kind="reset", data={}, created_at=NOW,
            due_at=NOW, attempts=0,
        ))  # fmt: skip
    later = NOW + links.LIFETIMES[links.INVITE] + timedelta(days=1)

    found = load(world, now=later)

    assert (found.expiring, found.expired, found.suspended) == (1, 1, 1)
    assert [name["en"] for _key, name in found.unsigned] == ["sponsor-2"]
    assert [one.missing for one in found.incomplete] == [[Part.ARCHITECTURE]]
    assert found.mailing == overview.Mailing(failed=1, late=1)


def test_a_coordinator_hears_of_their_programmes_alone(world):
    set_term(world.third, date(2026, 9, 20))
    departures.suspend(world.artist.id, world.admin, NOW)
    invitations.invite(world.admin, guest(world, place="sponsor-3"), NOW)

    found = load(world, "coordinator")

    assert (found.expiring, found.suspended, found.history) == (0, 0, None)
    assert load(world).expiring == 1


def test_seal_and_verification_are_told(world):
    audit.anchor(NOW)
    audit_runs.carry_out(audit_runs.ask(world.admin, "", NOW), NOW)

    history = load(world).history

    assert history.sealed_at == NOW
    assert history.run.findings == []


def test_it_asks_the_same_however_much_waits(app, world):
    def asked() -> int:
        with recorded_statements(app) as found:
            load(world)
        return len(found)

    asked()  # calendars and definitions are read once
    first = asked()
    for n in range(5):
        invitations.invite(world.admin, guest(world, f"n{n}@example.org"), NOW)
    set_term(world.jusan, date(2026, 8, 1))
    set_term(world.tourism, date(2026, 8, 1))
    with writing() as connection:
        connection.execute(db.delete(ProgrammeParty).where(ProgrammeParty.part == "architecture"))

    assert asked() == first == 7
