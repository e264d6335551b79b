"""Refusals and errors. The web maps each to one HTTP status and to words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is closed: a code for the words, what fills them, and who can clear it."""

    code: str
    params: Mapping[str, object] = field(default_factory=dict)
    who: tuple[str, ...] = ()
    action: str = ""


class Refusal(Exception):
    """Base of every answer that says no."""


class NotVisible(Refusal):
    """The asker may not know that the thing exists (404)."""


class NotAllowed(Refusal):
    """The asker sees the thing but may not do this to it (403)."""


class NotPossible(Refusal):
    """Nobody may do this now (409); `reasons` say why and who can change it."""

    def __init__(self, *reasons: Reason) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


class Stale(NotPossible):
    """The page decided on is no longer the current one (409); `changes` name what changed."""

    def __init__(self, *reasons: Reason, changes: tuple[str, ...] = ()) -> None:
        super().__init__(*reasons)
        self.changes = changes


class Invalid(Refusal):
    """A value was wrong (422); `field` names it and `code` says why."""

    def __init__(self, field_name: str, code: str, **params: object) -> None:
        super().__init__(f"{field_name}: {code}")
        self.field = field_name
        self.code = code
        self.params = params


class FileRefused(Refusal):
    """A file was not taken and nothing of it is kept; the words are the web's.

    `code` is one of `too_large` (limit: bytes), `empty`, `type`, `broken` (encrypted: true for
    a locked PDF), `too_many_pixels` (limit: pixels), `too_heavy`; of a table one of `table_type`,
    `table_locked`, `table_unpacked`, `table_broken`, `table_letters`, `table_headings`,
    `table_rows` (limit: rows), `table_empty`.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class TooSoon(Refusal):
    """After too many tries the next one must wait (429); `wait` says how long.

    `code` says of what there were too many: `attempts`, `searches`, `uploads` or
    `exports`.
    """

    def __init__(self, wait: timedelta, code: str = "attempts") -> None:
        super().__init__(f"{code}: {wait}")
        self.wait = wait
        self.code = code


class SignedOut(Refusal):
    """The asker's session or account has ended since the request came in (401)."""


class LinkDead(Refusal):
    """A one-time link was used, replaced or is too old, or never was one (410)."""


class DefinitionError(ValueError):
    """A process definition does not hold together; `problems` say where and why, one a line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)
