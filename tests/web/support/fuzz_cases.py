"""The cases of the fuzzer: each function sends one kind of bad request to all forms or pages."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

from . import payloads
from .crawler import BUTTON, HIDDEN, FoundForm
from .fuzz import TYPED_KINDS, Fuzzer

ROUNDS = 7
"""How often a form meets the next of the values that are no mistake in themselves."""


def wrong_values(fuzzer: Fuzzer) -> None:
    """Send invalid values in every field of every form, until each has had all of them."""
    for found_form, n in fuzzer.sample(
        (d, n) for d in fuzzer.forms for n in range(payloads.MAX_INVALID_VALUES)
    ):
        wrong = {
            name: values[n % len(values)]
            for name, control in found_form.controls.items()
            if control.kind not in (HIDDEN, BUTTON)
            and (values := list(payloads.invalid_values(control)))
        }
        if wrong:
            fuzzer.expect_refusal(found_form, payloads.valid_form(found_form) | wrong, wrong)


def hidden_values(fuzzer: Fuzzer) -> None:
    """Send invalid values in hidden fields and buttons."""
    cases = (
        (found_form, control, value)
        for found_form in fuzzer.forms
        for control in found_form.controls.values()
        if control.kind in (HIDDEN, BUTTON)
        for value in payloads.invalid_values(control)
    )
    for found_form, control, value in fuzzer.sample(cases):
        fuzzer.expect_outdated(found_form, payloads.valid_form(found_form) | {control.name: value})


def odd_values(fuzzer: Fuzzer) -> None:
    """Send unusual valid texts with one invalid value: the texts must be kept."""
    values = itertools.cycle(payloads.UNUSUAL_TEXTS)
    for found_form in fuzzer.sample(
        found_form for found_form in fuzzer.forms for _ in range(ROUNDS)
    ):
        typed = [
            name for name, control in found_form.controls.items() if control.kind in TYPED_KINDS
        ]
        if typed:
            given = payloads.valid_form(found_form) | dict(zip(typed, values, strict=False))
            fuzzer.expect_refusal(found_form, given | payloads.invalidating_value(found_form))


def odd_sizes(fuzzer: Fuzzer) -> None:
    """Send an empty form, everything three times, hundreds of fields, a megabyte."""
    for found_form in fuzzer.sample(
        found_form for found_form in fuzzer.forms if found_form.controls
    ):
        bad = payloads.invalidating_value(found_form) or payloads.outdated_value(found_form)
        spoilt = payloads.valid_form(found_form) | bad
        fuzzer.post(found_form, dict.fromkeys(found_form.controls, "") | bad)
        fuzzer.post(found_form, bad)
        fuzzer.post(found_form, {name: [value, "x", value] for name, value in spoilt.items()})
        fuzzer.post(found_form, spoilt | {f"more{n}": "x" for n in range(600)})
        fuzzer.post(found_form, spoilt | {"more": "x" * 2**20})


def bad_bodies(fuzzer: Fuzzer) -> None:
    """Send bodies that are no form, or none of ours, and methods that nothing answers."""
    for found_form in fuzzer.sample(fuzzer.forms):
        for more in _bad_bodies(found_form, fuzzer.tokens[found_form.who]):
            fuzzer.send(found_form, found_form.who, **more)
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            fuzzer.send(found_form, found_form.who, method)


def _bad_bodies(found_form: FoundForm, token: str) -> Iterator[dict[str, Any]]:
    typed = payloads.valid_form(found_form)
    yield {"data": typed}
    for wrong in ("", "x", token[:-1], token + "x", "\0", payloads.MARKUP):
        yield {"data": typed | {"csrf_token": wrong}}
    yield {"data": b""}
    yield {"data": b"--x\r\n", "content_type": "multipart/form-data"}
    yield {
        "data": b"--x\r\nContent-Disposition: form-data\r\n\r\n\xff\r\n--x",
        "content_type": "multipart/form-data; boundary=x",
    }
    yield {"data": b"\xff\xfe" * 99, "content_type": "application/x-www-form-urlencoded"}
    for body in ("{", "[1]", "7", "null", '{"text": {"a": [1]}, "files": 1}'):
        yield {"data": body, "content_type": "application/json", "headers": {"X-CSRFToken": token}}


def other_people(fuzzer: Fuzzer) -> None:
    """Send every form as somebody who was not shown it."""
    for found_form, who in fuzzer.sample((d, who) for d in fuzzer.forms for who in fuzzer.clients):
        bad = payloads.invalidating_value(found_form)
        if bad:
            fuzzer.post(found_form, payloads.valid_form(found_form) | bad, who)
        else:
            fuzzer.send(found_form, who, data={"csrf_token": fuzzer.tokens[found_form.who] + "x"})


def addresses(fuzzer: Fuzzer) -> None:
    """Request every address with an invalid key in it."""
    cases = (
        (rule, value) for rule in fuzzer.rules if rule.arguments for value in payloads.ADDRESS_PARTS
    )
    for rule, value in fuzzer.sample(cases):
        who, address = fuzzer.pages.get(rule.endpoint, ("admin", ""))[0], fill_address(rule, value)
        if "GET" in rule.methods:
            fuzzer.get(who, address)
        else:
            fuzzer.post(FoundForm(who, "", address, rule.endpoint), {})


def fill_address(rule: Any, value: str) -> str:
    """Return an address of the rule with this value for every variable part."""
    return re.sub(r"<[^>]+>", lambda _: value, rule.rule)


def queries(fuzzer: Fuzzer) -> None:
    """Request every page with invalid arguments: all names at once, and one alone."""
    cases = (
        (seen, value, names)
        for seen in fuzzer.pages.values()
        for n, value in enumerate(payloads.ADDRESS_PARTS)
        for names in (fuzzer.queries, [fuzzer.queries[n % len(fuzzer.queries)]] * 2)[: 1 + n % 2]
    )
    for (who, page), value, names in fuzzer.sample(cases):
        fuzzer.get(who, f"{page}?" + "&".join(f"{name}={value}" for name in names))


def headers(fuzzer: Fuzzer) -> None:
    """Request every page with headers that no browser would send."""
    cases = ((who, page, sent) for who, page in fuzzer.pages.values() for sent in payloads.HEADERS)
    for who, page, sent in fuzzer.sample(cases):
        fuzzer.get(who, page, headers=sent)


ALL = (
    wrong_values,
    hidden_values,
    odd_values,
    odd_sizes,
    bad_bodies,
    other_people,
    addresses,
    queries,
    headers,
)
