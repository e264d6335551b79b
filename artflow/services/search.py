"""Search in Kazakh, Russian and English: one folded line a proposal, found by its trigrams.

The line lives beside the proposal's row and is written in the same transaction. SQLite keeps it in
an FTS5 table; PostgreSQL keeps its trigrams as an array with a GIN index, which needs no extension.
Both find parts of words. Both call the proposal's id `rowid`: FTS5 knows no other name for a key.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    column,
    delete,
    insert,
    select,
    table,
    update,
)

from artflow.domain.errors import Invalid
from artflow.domain.folding import fold
from artflow.models import Proposal, User, Wall

SHORTEST = 3
"""A trigram has three letters; a query needs at least one word of this length."""
P, U, W = Proposal.__table__, User.__table__, Wall.__table__
LINES = table("search", column("rowid"), column("folded"), column("grams"))
_said = select(
    P.c.id, P.c.district.label("kept"), W.c.district, LINES.c.folded,
    P.c.title, P.c.number, U.c.name, W.c.address, W.c.code,
).select_from(
    P.join(U, U.c.id == P.c.applicant_id)
    .outerjoin(W, W.c.id == P.c.wall_id)
    .outerjoin(LINES, LINES.c.rowid == P.c.id)
)  # fmt: skip
_one = _said.where(P.c.id == bindparam("id"))
_forget = delete(LINES).where(LINES.c.rowid == bindparam("id"))
_place = update(P).where(P.c.id == bindparam("row")).values(district=bindparam("place"))


def index(connection: Connection, proposal_id: int) -> None:
    """Write the line of a proposal anew if it says something else now."""
    _write(connection, connection.execute(_one, {"id": proposal_id}).all())


def again(connection: Connection, *conditions: ColumnElement[bool]) -> None:
    """The same for every proposal under the conditions, after their wall or artist has changed."""
    _write(connection, connection.execute(_said.where(*conditions)).all())


def _write(connection: Connection, rows: list[Any]) -> None:
    """Title, number, artist and the wall's place; and the district, by which lists are narrowed."""
    lines = [
        {"rowid": row.id, "folded": folded}
        for row in rows
        if (folded := fold(" ".join(filter(None, (*row[4:], row.district))))) != row.folded
    ]
    if lines:
        connection.execute(_forget, [{"id": line["rowid"]} for line in lines])
        if connection.dialect.name == "postgresql":
            lines = [line | {"grams": grams(line["folded"])} for line in lines]
        connection.execute(insert(LINES), lines)
    moved = [{"row": row.id, "place": row.district} for row in rows if row.district != row.kept]
    if moved:
        connection.execute(_place, moved)


def grams(text: str) -> list[str]:
    """Every run of three letters of a folded text, once; none of a shorter one."""
    return sorted({text[n : n + SHORTEST] for n in range(len(text) - SHORTEST + 1)})


def words(query: str) -> list[str]:
    """The folded words of a query, none of blanks. Raises `Invalid` if all are too short."""
    found = fold(query).split()
    if query.strip() and not any(len(word) >= SHORTEST for word in found):
        raise Invalid("q", "too_short", n=SHORTEST)
    return found


def holding(words: list[str]) -> list[ColumnElement[bool]]:
    """The conditions that a line at hand holds every word: it is read, no index is asked."""
    return [LINES.c.folded.like(_asked("word", f"%{_plain(word)}%", Text()), "/") for word in words]


def _plain(word: str) -> str:
    """A folded word has nothing else that LIKE reads as a sign."""
    return word.replace("_", "/_")


def _asked(name: str, value: Any, type_: Any) -> ColumnElement[Any]:
    """What was asked for, in the statement itself: a plan depends on how rare a word is."""
    return bindparam(name, value, type_, unique=True, literal_execute=True)


def matching(words: list[str], dialect: str) -> list[ColumnElement[bool]]:
    """The same by the index: it finds the lines, and what it cannot tell is read in them."""
    long = [word for word in words if len(word) >= SHORTEST]
    if dialect == "sqlite":
        phrase = " ".join(f'"{word}"' for word in long)
        short = [word for word in words if len(word) < SHORTEST]
        return [LINES.c.folded.op("MATCH")(phrase), *holding(short)]
    known = sorted({gram for word in long for gram in grams(word)})
    return [LINES.c.grams.op("@>")(_asked("grams", known, ARRAY(Text))), *holding(words)]
