"""The table of guards, filled by the files beside this one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ..errors import Reason

if TYPE_CHECKING:
    from ..moment import Moment

Guard = Callable[["Moment", str], list[Reason]]
GUARDS: dict[str, Guard] = {}


def guard(function: Guard) -> Guard:
    """Make a condition known to definitions under the function's own name."""
    GUARDS[function.__name__] = function
    return function


def unless(holds: bool, code: str, *who: str, action: str = "", **params: object) -> list[Reason]:
    """No reason if the condition holds, else this one; `who` are the roles that can clear it."""
    return [] if holds else [Reason(code, params, tuple(who), action)]
