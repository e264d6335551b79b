"""The table of effects, filled by the files beside this one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from artflow.domain.case import Case
from artflow.domain.moment import Moment
from artflow.domain.roles import Hat
from artflow.domain.workflow import Action


@dataclass(slots=True)
class Deed:
    """One action being done: `facts` become the event's data, `data` is what the person gave.

    `newcomers` are people who hear of it although they had no part in the work before.
    """

    connection: Connection
    moment: Moment
    action: Action
    facts: dict[str, Any] = field(default_factory=dict)
    newcomers: list[tuple[int, str, int]] = field(default_factory=list)

    @property
    def case(self) -> Case:
        return self.moment.case

    @property
    def hat(self) -> Hat:
        assert self.moment.hat is not None
        return self.moment.hat

    @property
    def data(self) -> Any:
        return self.moment.data


Effect = Callable[[Deed, str], None]
EFFECTS: dict[str, Effect] = {}


def effect(function: Effect) -> Effect:
    """Make an effect known to definitions under the function's own name."""
    EFFECTS[function.__name__] = function
    return function
