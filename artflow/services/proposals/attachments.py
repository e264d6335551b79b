"""The files of a working dossier: added, described, put in order, taken away."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Update,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from artflow.domain.dossier import fields as rules
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.people.roles import Person
from artflow.models import Proposal, ProposalFile
from artflow.services.database.transactions import literal_limit
from artflow.services.decisions.editing import load_editable
from artflow.services.identity import persons

Change = Callable[[tuple[ColumnElement[bool], ...]], Update | Delete]
"""Makes the statement from the conditions under which the file is this proposal's."""
PROPOSAL = Proposal.__table__
PROPOSAL_FILE = ProposalFile.__table__
MAX_FILES = 60
_in_order = (
    select(PROPOSAL_FILE.c.id)
    .where(PROPOSAL_FILE.c.proposal_id == bindparam("proposal"))
    .order_by(PROPOSAL_FILE.c.position, PROPOSAL_FILE.c.id)
)
_set_position = (
    update(PROPOSAL_FILE)
    .where(PROPOSAL_FILE.c.id == bindparam("row"))
    .values(position=bindparam("place"))
)


def attach(
    proposal_id: int, person: Person, file_id: int, *, kind: str, caption: str = "", alt: str = ""
) -> None:
    """Add a kept file to the working dossier, as its last.

    Raises `Invalid` for an unknown kind or too many files, and as `load_editable` does.
    """
    _check_kind(kind)
    with persons.writing_as(person) as (connection, actor):
        load_editable(connection, proposal_id, actor)
        ours = select(func.count(), func.coalesce(func.max(PROPOSAL_FILE.c.position), 0)).where(
            PROPOSAL_FILE.c.proposal_id == proposal_id
        )
        count, last = connection.execute(ours).one()
        if count >= MAX_FILES:
            raise Invalid("files", "too_many", n=MAX_FILES)
        connection.execute(
            insert(PROPOSAL_FILE),
            {
                "proposal_id": proposal_id,
                "file_id": file_id,
                "kind": kind,
                "caption": caption,
                "alt": alt,
                "position": last + 1,
            },
        )
        set_cover(connection, proposal_id)


def describe(
    proposal_id: int, person: Person, attachment_id: int, *, kind: str, caption: str, alt: str
) -> None:
    """Change kind, caption and alternative text of a file.

    Raises as `attach`, or `NotVisible` if the proposal has no such file.
    """
    _check_kind(kind)
    words = {"kind": kind, "caption": caption, "alt": alt}
    _change(
        proposal_id,
        person,
        attachment_id,
        lambda ours: update(PROPOSAL_FILE).where(*ours).values(words),
    )


def detach(proposal_id: int, person: Person, attachment_id: int) -> None:
    """Take a file out of the working dossier; frozen versions keep it. Raises as `describe`."""
    _change(proposal_id, person, attachment_id, lambda ours: delete(PROPOSAL_FILE).where(*ours))


def move(proposal_id: int, person: Person, attachment_id: int, place: int) -> None:
    """Put a file at a place in the order, counted from 0; beyond an end means at that end.

    The first sketch is the picture of a draft in lists. Raises as `describe`.
    """
    with persons.writing_as(person) as (connection, actor):
        load_editable(connection, proposal_id, actor)
        order = list(connection.execute(_in_order, {"proposal": proposal_id}).scalars())
        if attachment_id not in order:
            raise NotVisible
        order.remove(attachment_id)
        order.insert(max(0, place), attachment_id)
        connection.execute(
            _set_position, [{"row": row, "place": n} for n, row in enumerate(order, 1)]
        )
        set_cover(connection, proposal_id)


def _check_kind(kind: str) -> None:
    if kind not in rules.FILE_AREAS:
        raise Invalid("kind", "choice")


def _change(proposal_id: int, person: Person, attachment_id: int, statement: Change) -> None:
    with persons.writing_as(person) as (connection, actor):
        load_editable(connection, proposal_id, actor)
        ours = (PROPOSAL_FILE.c.id == attachment_id, PROPOSAL_FILE.c.proposal_id == proposal_id)
        if connection.execute(statement(ours)).rowcount == 0:
            raise NotVisible
        set_cover(connection, proposal_id)


def set_cover(connection: Connection, proposal_id: int) -> None:
    """Show the first sketch of the draft on the card, as long as no version is frozen."""
    first = (
        select(PROPOSAL_FILE.c.file_id)
        .where(PROPOSAL_FILE.c.proposal_id == proposal_id, PROPOSAL_FILE.c.kind == "sketch")
        .order_by(PROPOSAL_FILE.c.position, PROPOSAL_FILE.c.id)
        .limit(literal_limit(1))
        .scalar_subquery()
    )
    drafts = (PROPOSAL.c.id == proposal_id, PROPOSAL.c.version_id.is_(None))
    connection.execute(update(PROPOSAL).where(*drafts).values(cover_id=first))
