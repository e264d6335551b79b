"""Whether somebody may change the working dossier now, asked before every change of it."""

from __future__ import annotations

from sqlalchemy import Connection

from artflow.domain.case import Case
from artflow.domain.errors import NotAllowed, NotVisible
from artflow.domain.policy import Can, may, sees
from artflow.domain.roles import Person

from . import cases


def editable(connection: Connection, proposal_id: int, person: Person) -> Case:
    """The proposal, locked, for somebody who may change its dossier now.

    Raises `NotVisible`, or `NotAllowed` when the dossier is not open to their changes.
    """
    cases.lock(connection, proposal_id)
    case = cases.load(connection, proposal_id)
    if not sees(person, case):
        raise NotVisible
    if not may(person, Can.EDIT, case):
        raise NotAllowed
    return case
