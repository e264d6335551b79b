"""Named conditions. Each returns its reasons, never a bare bool: no reasons, no objection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import Reason
from ..workflow import Need
from . import dossier, execution, review, signing, site
from .registry import GUARDS

if TYPE_CHECKING:
    from ..moment import Moment

__all__ = ["GUARDS", "dossier", "execution", "met", "refusals", "review", "signing", "site"]


def refusals(needs: Iterable[Need], moment: Moment) -> list[Reason]:
    """Every reason why the needs do not hold at this moment; empty when they do."""
    return [reason for need in needs for reason in GUARDS[need.name](moment, need.arg)]


def met(needs: Iterable[Need], moment: Moment) -> bool:
    """Whether all needs hold; after the first objection nothing more is asked."""
    return not any(GUARDS[need.name](moment, need.arg) for need in needs)
