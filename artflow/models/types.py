"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    func,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import MappedColumn, mapped_column
from sqlalchemy.types import TypeDecorator

from artflow.domain.text import LANGUAGES, LocalizedText

Document = JSON().with_variant(JSONB(), "postgresql")
"""JSON; on PostgreSQL the kind that can be asked into."""


class Instant(TypeDecorator[datetime]):
    """An instant in UTC: aware when it goes in, aware when it comes out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value


class LocalizedTextType(TypeDecorator[LocalizedText]):
    """A text by language, kept as a JSON object without its empty languages."""

    impl = Document
    cache_ok = True

    def process_bind_param(
        self, value: LocalizedText | None, dialect: Dialect
    ) -> dict[str, str] | None:
        return None if value is None else dict(value.texts)

    def process_result_value(
        self, value: dict[str, str] | None, dialect: Dialect
    ) -> LocalizedText | None:
        return None if value is None else LocalizedText(value)


def text_in(column: ColumnElement[LocalizedText], language: str) -> ColumnElement[str]:
    """Build the text of a column in a language, or in the first it has, as `LocalizedText` does."""
    document = type_coerce(column, Document)
    return func.coalesce(*(document[code].as_string() for code in (language, *LANGUAGES)))


BigId = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Sha256 = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
Localized = Annotated[LocalizedText, mapped_column(LocalizedTextType)]
Code = Annotated[str, mapped_column(String(40))]
LongText = Annotated[str, mapped_column(Text)]
UtcTime = Annotated[datetime, mapped_column(Instant)]
Facts = Annotated[dict[str, Any], mapped_column(Document)]
"""JSON whose keys depend on the kind of the row: what a form gave, what a letter is about."""


def partial_index(
    name: str, *columns: str, where: ColumnElement[bool], unique: bool = False
) -> Index:
    """Build an index of the rows under a condition, on either database."""
    return Index(name, *columns, unique=unique, postgresql_where=where, sqlite_where=where)


def mapped_foreign_key(
    table: str,
    *,
    index: bool = True,
    unique: bool | None = None,
    use_alter: bool = False,
) -> MappedColumn[int]:
    """Build a column that points at another table's id, with an index unless told otherwise."""
    target = ForeignKey(f"{table}.id", use_alter=use_alter)
    return mapped_column(BigId, target, index=index, unique=unique)
