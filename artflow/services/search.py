"""Search in Kazakh, Russian and English: one folded text for each proposal, found by its trigrams.

The text has a table of its own and is written in the proposal's transaction. SQLite keeps it in
an FTS5 table; PostgreSQL keeps its trigrams as an array with a GIN index, which needs no extension.
Both find parts of words. Both call the proposal's id `rowid`: FTS5 knows no other name for a key.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Row,
    Text,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    table,
    update,
)
from sqlalchemy.types import TypeEngine

from artflow.domain.errors import Invalid
from artflow.domain.text import fold_text
from artflow.models import Proposal, User, Wall
from artflow.services.database.transactions import literal_limit

MIN_LENGTH = 3
"""A trigram has three letters; a query needs at least one word of this length."""
T = TypeVar("T")
PROPOSAL = Proposal.__table__
USER = User.__table__
WALL = Wall.__table__
SEARCH_INDEX = table("search", column("rowid"), column("folded"), column("grams"))
_texts = select(
    PROPOSAL.c.id,
    PROPOSAL.c.district.label("kept"),
    WALL.c.district,
    SEARCH_INDEX.c.folded,
    PROPOSAL.c.title,
    PROPOSAL.c.number,
    USER.c.name,
    WALL.c.address,
    WALL.c.code,
).select_from(
    PROPOSAL.join(USER, USER.c.id == PROPOSAL.c.applicant_id)
    .outerjoin(WALL, WALL.c.id == PROPOSAL.c.wall_id)
    .outerjoin(SEARCH_INDEX, SEARCH_INDEX.c.rowid == PROPOSAL.c.id)
)
_text_of_one = _texts.where(PROPOSAL.c.id == bindparam("id"))
_forget = delete(SEARCH_INDEX).where(SEARCH_INDEX.c.rowid == bindparam("id"))
_set_district = (
    update(PROPOSAL).where(PROPOSAL.c.id == bindparam("row")).values(district=bindparam("place"))
)


class SearchText(NamedTuple):
    """What a proposal is found by now, and what its search text and its `district` have kept."""

    id: int
    kept: str | None
    district: str | None
    folded: str | None
    words: list[str | None]


def index_proposal(connection: Connection, proposal_id: int) -> None:
    """Write the search text of a proposal again if it has changed."""
    _store(connection, connection.execute(_text_of_one, {"id": proposal_id}))


def reindex(connection: Connection, *conditions: ColumnElement[bool]) -> None:
    """Do the same for every proposal under the conditions, after their wall or artist has
    changed."""
    _store(connection, connection.execute(_texts.where(*conditions)))


def _store(connection: Connection, found: Iterable[Row[*tuple[Any, ...]]]) -> None:
    """Store title, number, artist, the wall's place, and the district that narrows lists."""
    rows = [
        SearchText(key, kept, district, folded, words)
        for key, kept, district, folded, *words in found
    ]
    lines = {
        row.id: folded
        for row in rows
        if (folded := fold_text(" ".join(filter(None, (*row.words, row.district))))) != row.folded
    }
    if lines:
        connection.execute(_forget, [{"id": key} for key in lines])
        in_array = connection.dialect.name == "postgresql"
        connection.execute(
            insert(SEARCH_INDEX),
            [
                {"rowid": key, "folded": text} | ({"grams": trigrams(text)} if in_array else {})
                for key, text in lines.items()
            ],
        )
    moved = [{"row": row.id, "place": row.district} for row in rows if row.district != row.kept]
    if moved:
        connection.execute(_set_district, moved)


def trigrams(text: str) -> list[str]:
    """List every run of three letters of a folded text, once; none of a shorter one."""
    return sorted({text[n : n + MIN_LENGTH] for n in range(len(text) - MIN_LENGTH + 1)})


def split_words(query: str) -> list[str]:
    """Return the folded words of a query. Raises `Invalid` if all are too short."""
    found = fold_text(query).split()
    if query.strip() and not any(len(word) >= MIN_LENGTH for word in found):
        raise Invalid("q", "too_short", n=MIN_LENGTH)
    return found


def contains_words(words: list[str]) -> list[ColumnElement[bool]]:
    """Build the conditions that a search text holds every word: it is read, no index is used."""
    return [
        SEARCH_INDEX.c.folded.like(_literal("word", f"%{_escaped(word)}%", Text()), "/")
        for word in words
    ]


def _escaped(word: str) -> str:
    """Escape the one sign of LIKE that a folded word can hold."""
    return word.replace("_", "/_")


def _literal(name: str, value: object, type_: TypeEngine[T]) -> ColumnElement[T]:
    """Put a value into the statement itself: a plan depends on how rare a word is."""
    return bindparam(name, value, type_, unique=True, literal_execute=True)


def matches_words(words: list[str], dialect: str) -> list[ColumnElement[bool]]:
    """Build the same conditions by the index; what it cannot tell is read in the rows it finds."""
    long = [word for word in words if len(word) >= MIN_LENGTH]
    if dialect == "sqlite":
        phrase = " ".join(f'"{word}"' for word in long)
        short = [word for word in words if len(word) < MIN_LENGTH]
        return [SEARCH_INDEX.c.folded.op("MATCH")(phrase), *contains_words(short)]
    known = sorted({gram for word in long for gram in trigrams(word)})
    return [
        SEARCH_INDEX.c.grams.op("@>")(_literal("grams", known, ARRAY(Text))),
        *contains_words(words),
    ]


def are_rare(connection: Connection, words: list[str], most: int) -> bool:
    """Return whether no more than `most` works have all the words; counts no further."""
    matching = matches_words(words, connection.dialect.name)
    found = select(SEARCH_INDEX.c.rowid).where(*matching).limit(literal_limit(most + 1)).subquery()
    counted: int = connection.execute(select(func.count()).select_from(found)).scalar_one()
    return counted <= most
