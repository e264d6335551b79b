"""Published processes: stored once under their hash, never changed, parsed once a process."""

from __future__ import annotations

import hashlib
from datetime import datetime
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, bindparam, insert, select

from artflow.domain.definitions.loading import load, read_published
from artflow.domain.definitions.problems import Problem
from artflow.domain.errors import DefinitionError
from artflow.domain.process.workflow import Workflow
from artflow.models import Definition

DEFINITION = Definition.__table__
_source = select(DEFINITION.c.source, DEFINITION.c.sha256).where(DEFINITION.c.id == bindparam("id"))
_by_hash = select(DEFINITION.c.id).where(DEFINITION.c.sha256 == bindparam("sha256"))
_parsed: dict[str, Workflow] = {}
_hashes: WeakKeyDictionary[Engine, dict[int, str]] = WeakKeyDictionary()


def publish(connection: Connection, source: str, now: datetime) -> int:
    """Store a definition and return its id; the same text published twice is one definition.

    Raises `DefinitionError` if it does not hold together.
    """
    workflow = load(source)
    known = find_published(connection, source)
    if known is not None:
        return known
    row = {"key": workflow.key, "sha256": workflow.sha256, "source": source, "published_at": now}
    key: int = connection.execute(insert(DEFINITION).returning(DEFINITION.c.id), row).scalar_one()
    return key


def find_published(connection: Connection, source: str) -> int | None:
    """Return the id under which this very text was published, or None if it was not."""
    key: int | None = connection.execute(_by_hash, {"sha256": hash_source(source)}).scalar()
    return key


def load_workflow(connection: Connection, definition_id: int) -> Workflow:
    """Load the definition a proposal is pinned to.

    Raises `DefinitionError` if its stored text was altered.
    """
    known = _hashes.setdefault(connection.engine, {})
    if definition_id not in known:
        source, sha256 = connection.execute(_source, {"id": definition_id}).one()
        if hash_source(source) != sha256:
            raise DefinitionError([Problem(f"definition {definition_id}", "altered")])
        if sha256 not in _parsed:
            _parsed[sha256] = read_published(source)
        known[definition_id] = sha256
    return _parsed[known[definition_id]]


def clear_cache() -> None:
    """Forget which definition has which hash: another database has its own."""
    _hashes.clear()


def list_altered(connection: Connection) -> list[int]:
    """List the definitions whose stored text no longer has its hash."""
    rows = connection.execute(select(DEFINITION.c.id, DEFINITION.c.source, DEFINITION.c.sha256))
    return [key for key, source, sha256 in rows if hash_source(source) != sha256]


def hash_source(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
