"""Named conditions. Each returns its reasons, never a bare bool: no reasons, no objection.

The packages that know a condition register it here (see `artflow.domain`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from artflow.domain.errors import Reason

from .workflow import Need

if TYPE_CHECKING:
    from .context import GuardContext

Guard = Callable[["GuardContext", str], list[Reason]]
GUARDS: dict[str, Guard] = {}


def guard(function: Guard) -> Guard:
    """Make a condition known to definitions under the function's own name."""
    GUARDS[function.__name__] = function
    return function


def unless(holds: bool, code: str, *who: str, action: str = "", **params: object) -> list[Reason]:
    """Return no reason if the condition holds, else this one; `who` are roles that can clear it."""
    return [] if holds else [Reason(code, params, tuple(who), action)]


def refusals(needs: Iterable[Need], context: GuardContext) -> list[Reason]:
    """List every reason why the needs do not hold now; empty if they do."""
    return [reason for need in needs for reason in GUARDS[need.name](context, need.arg)]


def all_hold(needs: Iterable[Need], context: GuardContext) -> bool:
    """Return whether all needs hold; stops at the first objection."""
    return not any(GUARDS[need.name](context, need.arg) for need in needs)
