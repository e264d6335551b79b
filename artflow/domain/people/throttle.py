"""Slowing down guesses: after some failures each next try waits longer. Nobody is locked out.

Whose try it is is told by the account, the network it comes from, and whether the account knows the
device: a stranger's failures are the stranger's.
"""

from __future__ import annotations

import ipaddress
import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

LONGEST_WAIT = timedelta(minutes=15)
"""No wait is longer."""
_port = re.compile(r"\A(?:\[(.*)\]|([\d.]+))(?::\d+)?\Z", re.ASCII)
IPV6_PREFIX = 64
"""Bits that name one customer's network: everybody there has as many addresses as they like."""


class RateLimit(NamedTuple):
    """How many failures (or letters) are free, and for how long each counts."""

    free: int
    window: timedelta


DEVICE_LIMIT = RateLimit(5, timedelta(hours=24))
"""Of an account on a device that it knows, or in a session that is open."""
PAIR_LIMIT = RateLimit(5, timedelta(hours=24))
"""Of an account from one network, on devices that it does not know."""
ACCOUNT_LIMIT = RateLimit(400, timedelta(hours=24))
"""Of an account from all networks together, on such devices: three strangers do not reach it, for
each of them has about a hundred tries a day."""
ADDRESS_LIMIT = RateLimit(20, timedelta(hours=1))
"""Many people of one office share an address, so it is given more."""
LETTER_LIMITS = (RateLimit(10, timedelta(minutes=1)), RateLimit(60, timedelta(hours=1)))
"""How many letters one address may have sent: an office in a minute, a machine in an hour."""


def delay_after(failures: int, limit: RateLimit) -> timedelta:
    """Return how long the next try must wait after so many failures: 1, 2, 4, 8, then 15
    minutes."""
    beyond = failures - limit.free
    if beyond < 0:
        return timedelta()
    return min(timedelta(minutes=2 ** min(beyond, 10)), LONGEST_WAIT)


def remaining_wait(failures: Sequence[datetime], limit: RateLimit, now: datetime) -> timedelta:
    """Return how long a try must still wait.

    `failures` are the times of failed tries within the window, the newest first. The newest may be
    later than `now`: this try has waited for its turn, or the clock of another server is ahead.
    """
    delay = delay_after(len(failures), limit)
    return max(failures[0] + delay - now, timedelta()) if delay else timedelta()


def network_of(address: str) -> str:
    """Return the network that an address counts for: itself, or its part of IPv6 (`2001:db8::/64`).

    A port that a proxy has left at it does not count. What is no address, as that of a local
    socket, counts as it is.
    """
    bare = _port.sub(r"\1\2", address).partition("%")[0]
    try:
        found = ipaddress.ip_address(bare)
    except ValueError:
        return address[:64]
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is None:
            return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
        return str(found.ipv4_mapped)
    return str(found)


def wait_for_all(
    times: Sequence[datetime], limits: Sequence[RateLimit], now: datetime
) -> timedelta:
    """Return how long until one more is allowed under every limit; `times` are the newest first."""
    ends = [times[limit.free - 1] + limit.window for limit in limits if len(times) >= limit.free]
    return max([end - now for end in ends] + [timedelta()])


def whole_minutes(wait: timedelta) -> int:
    """Return the wait in whole minutes, rounded up."""
    return max(1, math.ceil(wait.total_seconds() / 60))
