"""Named conditions. Each returns its reasons, never a bare bool: no reasons, no objection.

The rooms that know a condition enter it here (see `artflow.domain`).
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
    """No reason if the condition holds, else this one; `who` are the roles that can clear it."""
    return [] if holds else [Reason(code, params, tuple(who), action)]


def refusals(needs: Iterable[Need], context: GuardContext) -> list[Reason]:
    """Every reason why the needs do not hold at this moment; empty when they do."""
    return [reason for need in needs for reason in GUARDS[need.name](context, need.arg)]


def all_hold(needs: Iterable[Need], context: GuardContext) -> bool:
    """Whether all needs hold; after the first objection nothing more is asked."""
    return not any(GUARDS[need.name](context, need.arg) for need in needs)
