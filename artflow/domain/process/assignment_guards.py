"""Guards on who looks after a work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from artflow.domain.errors import Reason
from artflow.domain.people.roles import Role

from .guards import guard, unless

if TYPE_CHECKING:
    from .context import GuardContext


@guard
def unassigned(context: GuardContext, arg: str) -> list[Reason]:
    """Require that nobody looks after the work yet; the head may give it to somebody else."""
    free = context.case.assignee_id is None
    return unless(free, "assigned_already", Role.ARCHITECTURE_HEAD, action="assign")
