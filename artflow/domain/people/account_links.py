"""Links of the account chain: what a link says of the rows it seals, and how it is hashed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from artflow.domain.history.chain import canonical, hash_event

Range = list[int]
"""The first and the last of ids that follow each other."""
SEALED = ("account_event", "keeper_event", "account_change")
"""The tables whose rows a link seals."""


def to_ranges(ids: Iterable[int]) -> list[Range]:
    """Write rising ids as ranges: of ids that follow each other only the first and the last."""
    found: list[Range] = []
    for key in ids:
        if found and found[-1][1] == key - 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found


def write_content(
    rows: dict[str, tuple[list[Range], str]], notes: Sequence[object], at: str
) -> str:
    """Write what a link says: of each table which rows, and the SHA-256 over them.

    `rows` are ranges and hash by the table's name, `notes` what no event tells, `at` is ISO 8601.
    """
    tables = {name: {"ids": ids, "sha256": sha} for name, (ids, sha) in rows.items() if ids}
    return canonical({"at": at, "notes": list(notes), "rows": tables})


def hash_link(n: int, prev_hash: str, content: str) -> str:
    """Return the SHA-256 of a link, which names the link before it."""
    return hash_event([n, prev_hash, content])
