"""The files of a working dossier: added, described, put in order, taken away."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from artflow.domain import dossier as rules
from artflow.domain.errors import Invalid, NotVisible
from artflow.domain.roles import Person
from artflow.models import Proposal, ProposalFile

from .database import at_most, writing
from .editing import editable

P, PF = Proposal.__table__, ProposalFile.__table__
MOST_FILES = 60
_in_order = (
    select(PF.c.id)
    .where(PF.c.proposal_id == bindparam("proposal"))
    .order_by(PF.c.position, PF.c.id)
)
_put = update(PF).where(PF.c.id == bindparam("row")).values(position=bindparam("place"))


def attach(
    proposal_id: int, person: Person, file_id: int, *, kind: str, caption: str = "", alt: str = ""
) -> None:
    """Add a kept file to the working dossier, as its last.

    Raises `Invalid` for an unknown kind or too many files, and as `editable` does.
    """
    _known(kind)
    with writing() as connection:
        editable(connection, proposal_id, person)
        ours = select(func.count(), func.coalesce(func.max(PF.c.position), 0)).where(
            PF.c.proposal_id == proposal_id
        )
        count, last = connection.execute(ours).one()
        if count >= MOST_FILES:
            raise Invalid("files", "too_many", n=MOST_FILES)
        connection.execute(insert(PF), {
            "proposal_id": proposal_id, "file_id": file_id, "kind": kind,
            "caption": caption, "alt": alt, "position": last + 1,
        })  # fmt: skip
        set_cover(connection, proposal_id)


def describe(
    proposal_id: int, person: Person, attachment_id: int, *, kind: str, caption: str, alt: str
) -> None:
    """Change what is said of a file. Raises as `attach`, or `NotVisible` if it has no such file."""
    _known(kind)
    words = {"kind": kind, "caption": caption, "alt": alt}
    _change(proposal_id, person, attachment_id, lambda ours: update(PF).where(*ours).values(words))


def detach(proposal_id: int, person: Person, attachment_id: int) -> None:
    """Take a file out of the working dossier; frozen versions keep it. Raises as `describe`."""
    _change(proposal_id, person, attachment_id, lambda ours: delete(PF).where(*ours))


def move(proposal_id: int, person: Person, attachment_id: int, place: int) -> None:
    """Put a file at a place in the order, counted from 0; beyond an end means at that end.

    The first sketch is the picture of a draft in lists. Raises as `describe`.
    """
    with writing() as connection:
        editable(connection, proposal_id, person)
        order = list(connection.execute(_in_order, {"proposal": proposal_id}).scalars())
        if attachment_id not in order:
            raise NotVisible
        order.remove(attachment_id)
        order.insert(max(0, place), attachment_id)
        connection.execute(_put, [{"row": row, "place": n} for n, row in enumerate(order, 1)])
        set_cover(connection, proposal_id)


def _known(kind: str) -> None:
    if kind not in rules.FILE_AREAS:
        raise Invalid("kind", "choice")


def _change(proposal_id: int, person: Person, attachment_id: int, statement: Any) -> None:
    with writing() as connection:
        editable(connection, proposal_id, person)
        ours = (PF.c.id == attachment_id, PF.c.proposal_id == proposal_id)
        if connection.execute(statement(ours)).rowcount == 0:
            raise NotVisible
        set_cover(connection, proposal_id)


def set_cover(connection: Connection, proposal_id: int) -> None:
    """While nothing is frozen the card shows the first sketch of the draft."""
    first = (
        select(PF.c.file_id)
        .where(PF.c.proposal_id == proposal_id, PF.c.kind == "sketch")
        .order_by(PF.c.position, PF.c.id)
        .limit(at_most(1))
        .scalar_subquery()
    )
    drafts = (P.c.id == proposal_id, P.c.version_id.is_(None))
    connection.execute(update(P).where(*drafts).values(cover_id=first))
