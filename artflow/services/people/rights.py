"""The programmes somebody acts in, each with its present definition and the person's roles."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from artflow.domain.people.roles import Person, Role
from artflow.domain.process.workflow import Workflow
from artflow.extensions import db
from artflow.models import Programme
from artflow.services.programmes import definitions


class ProgrammeRoles(NamedTuple):
    """One programme as a person's field: the roles they hold in it on a day."""

    programme: Programme
    workflow: Workflow
    roles: frozenset[Role]


def list_programme_roles(person: Person, today: date) -> list[ProgrammeRoles]:
    """List every programme in which the person may do or see something today, in their order.

    Artists hold their role in every programme: what they may do, they may do to their own works.
    """
    found = db.session.scalars(select(Programme).order_by(Programme.id))
    known = [(programme, roles_in_programme(person, programme.id, today)) for programme in found]
    connection = db.session.connection()
    return [
        ProgrammeRoles(
            programme, definitions.load_workflow(connection, programme.definition_id), held
        )
        for programme, held in known
        if held
    ]


def roles_in_programme(person: Person, programme_id: int, today: date) -> frozenset[Role]:
    """Return the roles that count in a programme on a day."""
    everywhere = (Role.ARTIST, Role.ADMINISTRATOR)
    return frozenset(
        m.role
        for m in person.memberships
        if m.valid_on(today) and (m.role in everywhere or programme_id in m.programmes)
    )
