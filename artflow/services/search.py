"""Search in Kazakh, Russian and English: one folded line a proposal, found by its trigrams.

The line lives beside the proposal's row and is written in the same transaction. SQLite keeps it in
an FTS5 table; PostgreSQL keeps its trigrams as an array with a GIN index, which needs no extension.
Both find parts of words.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, Text, bindparam, column, select, table, text
from sqlalchemy.dialects.postgresql import ARRAY

from artflow.domain.errors import Invalid
from artflow.domain.folding import fold
from artflow.models import Proposal, User, Wall

SHORTEST = 3
"""A trigram has three letters; a query needs at least one word of this length."""
P, U, W = Proposal.__table__, User.__table__, Wall.__table__
_said = (
    select(P.c.title, P.c.number, U.c.name, W.c.address, W.c.code, W.c.district)
    .select_from(P.join(U, U.c.id == P.c.applicant_id).outerjoin(W, W.c.id == P.c.wall_id))
    .where(P.c.id == bindparam("id"))
)
_forget = text("DELETE FROM search WHERE rowid = :id")
_keep = {
    "sqlite": text("INSERT INTO search (rowid, folded) VALUES (:id, :folded)"),
    "postgresql": text(
        "INSERT INTO search (proposal_id, folded, grams) VALUES (:id, :folded, :grams) "
        "ON CONFLICT (proposal_id) DO UPDATE SET folded = excluded.folded, grams = excluded.grams"
    ),
}
_lines = table(
    "search",
    column("rowid"),
    column("proposal_id"),
    column("folded"),
    column("grams", ARRAY(Text)),
)


def index(connection: Connection, proposal_id: int) -> None:
    """Write the line of a proposal anew: title, number, artist, and the wall's address."""
    row = connection.execute(_said, {"id": proposal_id}).one()
    line: dict[str, Any] = {"id": proposal_id, "folded": fold(" ".join(filter(None, row)))}
    if connection.dialect.name == "sqlite":
        connection.execute(_forget, {"id": proposal_id})
    else:
        line["grams"] = grams(line["folded"])
    connection.execute(_keep[connection.dialect.name], line)


def matching(query: str, dialect: str) -> ColumnElement[bool]:
    """The condition that a proposal's line holds every word. Raises `Invalid` if all are short."""
    words = fold(query).split()
    if not any(len(word) >= SHORTEST for word in words):
        raise Invalid("q", "too_short", n=SHORTEST)
    if dialect == "sqlite":
        return Proposal.id.in_(select(_lines.c.rowid).where(*_in_sqlite(words)))
    known = [gram for word in words for gram in grams(word)]
    holds = [_lines.c.folded.contains(word, autoescape=True) for word in words]
    found = select(_lines.c.proposal_id).where(_lines.c.grams.contains(known), *holds)
    return Proposal.id.in_(found)


def grams(text: str) -> list[str]:
    """Every run of three letters of a folded text, once; none of a shorter one."""
    return sorted({text[n : n + SHORTEST] for n in range(len(text) - SHORTEST + 1)})


def _in_sqlite(words: list[str]) -> list[Any]:
    """Long words by the index, short ones by looking into the lines that it found."""
    phrase = " ".join(f'"{word}"' for word in words if len(word) >= SHORTEST)
    short = [word for word in words if len(word) < SHORTEST]
    found = text("search MATCH :phrase").bindparams(phrase=phrase)
    return [found, *(_lines.c.folded.contains(word, autoescape=True) for word in short)]
