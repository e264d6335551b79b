"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)  # fmt: skip
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

from artflow.extensions import db


class Instant(TypeDecorator[datetime]):
    """A moment in UTC: aware when it goes in, aware when it comes out."""

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


class Document(TypeDecorator[Any]):
    """JSON; on PostgreSQL the kind that can be asked into."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return super().load_dialect_impl(dialect)
        # Not above: who runs on SQLite need not load the other database's dialect.
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


Big = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(Big, primary_key=True)]
Sha = Annotated[str, mapped_column(String(64))]
Name = Annotated[str, mapped_column(String(200))]
Code = Annotated[str, mapped_column(String(40))]
Long = Annotated[str, mapped_column(Text)]
When = Annotated[datetime, mapped_column(Instant)]
Facts = Annotated[dict[str, Any], mapped_column(Document)]


def column(name: str, kind: Any, **options: Any) -> Column[Any]:
    """A column of a table; `kind` is one of the above or a type of SQLAlchemy."""
    known = getattr(kind, "__metadata__", None)
    options.setdefault("nullable", False)
    return Column(name, known[0].column.type if known else kind, **options)


def pointer(name: str, table: str, **options: Any) -> Column[Any]:
    """A column of a table that points at another's id, with an index unless told otherwise."""
    options = {"index": True, "nullable": False} | options
    return Column(name, Big, ForeignKey(f"{table}.id"), **options)


def table(name: str, *parts: Any) -> Table:
    """A table whose rows are never read as objects: to map one costs a start five times as much."""
    return db.Table(name, Column("id", Big, primary_key=True), *parts)


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index of the rows under a condition. `services.schema` tells it to the dialect at hand."""
    return Index(name, *columns, unique=unique, info={"where": where})


def ref(table: str, *, use_alter: bool = False, **options: Any) -> Any:
    """A column that points at another table's id, with an index unless told otherwise."""
    options.setdefault("index", True)
    return mapped_column(Big, ForeignKey(f"{table}.id", use_alter=use_alter), **options)
