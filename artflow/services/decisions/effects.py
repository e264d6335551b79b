"""What actions do besides moving: each effect a definition may name is a function in `EFFECTS`.

The packages that have an effect register it here (see `artflow.services`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.dml import UpdateBase

from artflow.domain.people.roles import ActingRole
from artflow.domain.process.case import Case
from artflow.domain.process.context import GuardContext
from artflow.domain.process.workflow import Action
from artflow.services.database import write_queue
from artflow.services.database.write_queue import Values


@dataclass(slots=True)
class ActionContext:
    """One action under way: `facts` become the event's data, `data` is what the person gave.

    `newcomers` are people who hear of it although they had no part in the work before.
    """

    connection: Connection
    guard_context: GuardContext
    action: Action
    facts: dict[str, object] = field(default_factory=dict)
    newcomers: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.guard_context.case

    @property
    def acting_role(self) -> ActingRole:
        assert self.guard_context.acting_role is not None
        return self.guard_context.acting_role

    @property
    def data(self) -> Mapping[str, Any]:
        return self.guard_context.data

    def write(self, statement: UpdateBase, values: Values | Sequence[Values]) -> None:
        """Have rows written with the decision (see `write_queue.add`)."""
        write_queue.add(self.connection, statement, values)


Audience = Sequence[tuple[int, str, int]]
"""Those of a programme who may hear of a work: user, role, organisation."""
Effect = Callable[[ActionContext, str], None]
EFFECTS: dict[str, Effect] = {}
AFTER_FREEZING: list[Callable[[ActionContext], None]] = []
"""What other rooms do when a new version of a dossier has been frozen."""
AFTER_EFFECTS: list[Callable[[ActionContext], None]] = []
"""What other rooms do after the effects of any action."""
BEFORE_PRESS: list[Callable[[Connection, GuardContext, Audience], bool]] = []
"""What is done in the transaction of a press before it is judged: what is over ends then."""
AFTER_ENTERING: list[Callable[[ActionContext], None]] = []
"""What other rooms do when a work has come into a stage."""
KEPT: list[Callable[[Case], dict[str, int]]] = []
"""What other rooms keep in columns of the proposal's own row, computed from its case."""

OWED: list[Callable[[Case], dict[int, int]]] = []
"""What other rooms know of sums that organisations owe now, by organisation."""


def effect(function: Effect) -> Effect:
    """Make an effect known to definitions under the function's own name."""
    EFFECTS[function.__name__] = function
    return function


def after_freezing(function: Callable[[ActionContext], None]) -> Callable[[ActionContext], None]:
    """Have the function called whenever a new version of a dossier has been frozen."""
    AFTER_FREEZING.append(function)
    return function


def after_effects(function: Callable[[ActionContext], None]) -> Callable[[ActionContext], None]:
    """Have the function called after the effects of any action, before the work moves."""
    AFTER_EFFECTS.append(function)
    return function


def before_press(
    function: Callable[[Connection, GuardContext, Audience], bool],
) -> Callable[[Connection, GuardContext, Audience], bool]:
    """Have the function called before a press is judged; it returns whether it changed the case."""
    BEFORE_PRESS.append(function)
    return function


def after_entering(function: Callable[[ActionContext], None]) -> Callable[[ActionContext], None]:
    """Have the function called whenever a work has come into another stage."""
    AFTER_ENTERING.append(function)
    return function


def kept_with_proposal(function: Callable[[Case], dict[str, int]]) -> Callable[..., dict[str, int]]:
    """Have every decision keep in the proposal's row what the function computes, by column."""
    KEPT.append(function)
    return function


def owed_by_organisations(
    function: Callable[[Case], dict[int, int]],
) -> Callable[[Case], dict[int, int]]:
    """Have whoever owes more after a decision than before be told of it."""
    OWED.append(function)
    return function
