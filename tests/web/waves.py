"""The waves of the storm: each sends one kind of nonsense to every form, address or page."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from . import hostile
from .doors import BUTTON, HIDDEN, Door
from .storm import TYPED, Storm

ROUNDS = 7
"""How often a form meets the next of the values that are no mistake in themselves."""


def wrong_values(storm: Storm) -> None:
    """Every field of a form with something it cannot take, until each has met all of it."""
    for door, n in storm.some((d, n) for d in storm.doors for n in range(hostile.MOST)):
        wrong = {name: values[n % len(values)] for name, control in door.controls.items()
                 if control.kind not in (HIDDEN, BUTTON)
                 and (values := list(hostile.never(control)))}  # fmt: skip
        if wrong:
            storm.refused(door, hostile.filled(door) | wrong, wrong)


def hidden_values(storm: Storm) -> None:
    """What the page itself sends along is not believed either."""
    cases = ((door, control, value) for door in storm.doors for control in door.controls.values()
             if control.kind in (HIDDEN, BUTTON) for value in hostile.never(control))  # fmt: skip
    for door, control, value in storm.some(cases):
        storm.overtaken(door, hostile.filled(door) | {control.name: value})


def odd_values(storm: Storm) -> None:
    """What may be right is kept beside what is wrong, to the last sign."""
    values = itertools.cycle(hostile.PERHAPS)
    for door in storm.some(door for door in storm.doors for _ in range(ROUNDS)):
        typed = [name for name, control in door.controls.items() if control.kind in TYPED]
        if typed:
            given = hostile.filled(door) | dict(zip(typed, values, strict=False))
            storm.refused(door, given | hostile.spoiler(door))


def odd_sizes(storm: Storm) -> None:
    """A form with nothing in it, everything three times, hundreds of fields, a megabyte."""
    for door in storm.some(door for door in storm.doors if door.controls):
        bad = hostile.spoiler(door)
        spoilt = hostile.filled(door) | bad
        storm.post(door, dict.fromkeys(door.controls, "") | bad)
        storm.post(door, bad)
        storm.post(door, {name: [value, "x", value] for name, value in spoilt.items()})
        storm.post(door, spoilt | {f"more{n}": "x" for n in range(600)})
        storm.post(door, spoilt | {"more": "x" * 2**20})


def envelopes(storm: Storm) -> None:
    """Bodies that are no form, or none of ours; methods that nothing answers."""
    for door in storm.some(storm.doors):
        for more in _envelopes(door, storm.tokens[door.who]):
            storm.send(door, door.who, **more)
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            storm.send(door, door.who, method)


def _envelopes(door: Door, token: str) -> Iterator[dict[str, Any]]:
    typed = hostile.filled(door)
    yield {"data": typed}
    for wrong in ("", "x", token[:-1], token + "x", "\0", hostile.MARKUP):
        yield {"data": typed | {"csrf_token": wrong}}
    yield {"data": b""}
    yield {"data": b"--x\r\n", "content_type": "multipart/form-data"}
    yield {"data": b"--x\r\nContent-Disposition: form-data\r\n\r\n\xff\r\n--x",
           "content_type": "multipart/form-data; boundary=x"}  # fmt: skip
    yield {"data": b"\xff\xfe" * 99, "content_type": "application/x-www-form-urlencoded"}
    for body in ("{", "[1]", "7", "null", '{"text": {"a": [1]}, "files": 1}'):
        yield {"data": body, "content_type": "application/json", "headers": {"X-CSRFToken": token}}


def everybody(storm: Storm) -> None:
    """Every form from those who were not shown it."""
    for door, who in storm.some((d, who) for d in storm.doors for who in storm.visitors):
        bad = hostile.spoiler(door)
        if bad:
            storm.post(door, hostile.filled(door) | bad, who)
        else:
            storm.send(door, who, data={"csrf_token": storm.tokens[door.who] + "x"})


def addresses(storm: Storm) -> None:
    """Every address with something in it that is no key."""
    cases = ((rule, value) for rule in storm.rules if rule.arguments for value in hostile.ADDRESSED)
    for rule, value in storm.some(cases):
        who, address = storm.pages.get(rule.endpoint, ("admin", ""))[0], addressed(rule, value)
        if "GET" in rule.methods:
            storm.get(who, address)
        else:
            storm.post(Door(who, "", address, rule.endpoint), {})


def addressed(rule: Any, value: str) -> str:
    """An address of the rule with this in the place of everything that may vary."""
    return re.sub(r"<[^>]+>", lambda _: value, rule.rule)


def queries(storm: Storm) -> None:
    """Every page asked for what it does not have: by all the names there are, and by one alone."""
    cases = ((seen, value, names) for seen in storm.pages.values()
             for n, value in enumerate(hostile.ADDRESSED)
             for names in (storm.queries, [storm.queries[n % len(storm.queries)]] * 2)[: 1 + n % 2]
             )  # fmt: skip
    for (who, page), value, names in storm.some(cases):
        storm.get(who, f"{page}?" + "&".join(f"{name}={value}" for name in names))


def headers(storm: Storm) -> None:
    """Every page with headers that no browser would send: cookies cut short, languages, ranges."""
    cases = ((who, page, sent) for who, page in storm.pages.values() for sent in hostile.HEADERS)
    for who, page, sent in storm.some(cases):
        storm.get(who, page, headers=sent)


ALL = (wrong_values, hidden_values, odd_values, odd_sizes, envelopes, everybody, addresses, queries,
       headers)  # fmt: skip
