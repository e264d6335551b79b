"""Whether somebody may change the working dossier now, asked before every change of it."""

from __future__ import annotations

from sqlalchemy import Connection

from artflow.domain.access.policy import Can, may, sees
from artflow.domain.errors import NotAllowed, NotVisible
from artflow.domain.people.roles import Person
from artflow.domain.process.case import Case

from . import case_loader


def load_editable(connection: Connection, proposal_id: int, person: Person) -> Case:
    """Lock the proposal and load it, for somebody who may change its dossier now.

    Raises `NotVisible`, or `NotAllowed` when the dossier is not open to their changes.
    """
    case_loader.lock(connection, proposal_id)
    case = case_loader.load(connection, proposal_id)
    if not sees(person, case):
        raise NotVisible
    if not may(person, Can.EDIT, case):
        raise NotAllowed
    return case
