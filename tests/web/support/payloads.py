"""Hostile values: for every kind of control, for whole forms, for addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from .crawler import BUTTON, DATE, HIDDEN, NUMBER, PASSWORD, RADIO, TEXT, UPLOAD, Control, FoundForm

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}${7*7}%(x)s"
SQL = "'; DROP TABLE proposal; -- \" OR 1=1"
DIGITS = "9" * 400

INVALID_VALUES: dict[str, tuple[str, ...]] = {
    TEXT: ("\0", "a\0b", MARKUP + "\x1b", SQL + "\x07", "\x7fä\b"),
    NUMBER: (
        "many",
        "NaN",
        "-Infinity",
        "-100000",
        "1e999999",
        "1e-400",
        DIGITS,
        "0x10",
        "1,2,3",
        "1\0",
        MARKUP,
    ),
    DATE: (
        "tomorrow",
        "2027-02-30",
        "0000-00-00",
        "1066-10-14",
        "9999-12-31",
        "01.02.2027",
        "2027-04-05T10:00",
        DIGITS,
        "2027-04-05\0",
        MARKUP,
    ),
    RADIO: ("nothing of the kind", "-1", "1.5", DIGITS, "9" * 5000, "a\0b", MARKUP),
    UPLOAD: ("a text in the place of a file",),
}
"""By kind of control: what none of them can take, whatever the rest of the form says."""
INVALID_HIDDEN_VALUES = {
    "key": ("x", "", "k" * 41, "кілт-кілт-кілт", "key key key", "\0" * 9, MARKUP),
    "seen_stage": ("", "nowhere", "s" * 41, "a\0b", MARKUP),
    "seen_version": ("0" * 64, "v" * 65, "a\0b", MARKUP),
    "seen": ("0" * 64, "v" * 65, "a\0b", MARKUP),
    "shown": ("", "x", "0" * 63, "v" * 65, "a\0b", MARKUP),
    "up_to": ("", "all", "-1", "1.5", DIGITS, "9" * 5000, "a\0b"),
    "place": ("", "first", "-1", "1.5", DIGITS, "9" * 5000, "a\0b"),
}
"""What the page itself sends along: nobody types it, but anybody can send it."""
MAX_INVALID_VALUES = max(map(len, INVALID_VALUES.values()))
UNUSUAL_TEXTS: tuple[str | bytes, ...] = (
    MARKUP,
    SQL,
    "\u202egpj.\u2066exe\u200b\ufeff",
    "\U0001f9ff" * 20,
    "e\u0301" * 20,
    b"\xff\xfe\x80 cut \xc3",
    b"\xed\xa0\x80\xed\xbf\xbf half a pair",
    "../../etc/passwd",
    '=HYPERLINK("http://x")',
    "a\r\nBcc: b@c.de",
    "  \u00a0 ",
    "None",
    "null",
    "0",
    "[]",
    "\u0130\u0131ẞ",
)
"""What a text may well be; sent in every field of a form at once that is refused for another."""
ADDRESS_PARTS = (
    "0",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    DIGITS,
    "9" * 5000,
    "1.5",
    "1e3",
    "x",
    "%00",
    "1%00",
    "%FF%FE",
    "%ED%A0%80",
    "..%2F..%2Fetc%2Fpasswd",
    "%2E%2E",
    "%0d%0aSet-Cookie:a=b",
    "%3Cscript%3E",
    "%F0%9F%A7%BF",
    "٣",
    "a" * 5000,
    "%25s%25n",
    "'",
    "%E2%80%AE",
    "~",
    "2027-02-30~1",
    "9999-12-31~9223372036854775808",
    "+",
    "0000-00-00~x",
)
"""As they stand in an address: for a part of the path, and for everything that is asked."""
HEADERS: tuple[dict[str, str], ...] = (
    {"Cookie": "session=; language=; remember_token=x"},
    {"Cookie": 'session=.eJwlzjEOwjAMBdC7ZGZI7MR2epnIX_4WrJ4Q; language="<script>"'},
    {"Cookie": "session=" + "A" * 4000 + "; language=kk;kk;;=;\x80\xff"},
    {"Cookie": "; ".join(f"c{n}={n}" for n in range(400))},
    {"Accept-Language": "xx;q=9, " + ", ".join(f"l{n};q=0.{n}" for n in range(900))},
    {"Accept-Language": "\xff\xfe, *;q=abc, -"},
    {"Accept": "application/json;q=x, */*;q=-1"},
    {"User-Agent": "\xff" * 8000},
    {"Referer": "javascript:alert(1)//" + "r" * 4000},
    {"Host": "evil.example"},
    {"X-Forwarded-For": "' OR 1=1", "X-Forwarded-Host": "evil.example"},
    {"If-None-Match": '"' + "a" * 4000, "If-Modified-Since": "yesterday, maybe"},
    {"Range": "bytes=-99999999999999999999"},
    {"Range": "bytes=5-1,x-y"},
    {"Authorization": "Basic \xff"},
    {"Content-Type": "\xff/;;=", "Content-Length": "0"},
)


def invalid_values(control: Control) -> Iterator[str]:
    """Return values that the control cannot take."""
    if control.kind == TEXT and control.limit:
        yield "x" * (control.limit + 1)
        yield "ұ" * (control.limit + 1)
        yield "long " * 2_000
    known = INVALID_VALUES.get(control.kind, ())
    by_name = INVALID_HIDDEN_VALUES if control.kind in (HIDDEN, BUTTON) else {}
    yield from by_name.get(control.name, known)


def valid_value(control: Control) -> str | None:
    """Return a value that is right for nearly every field of this kind."""
    if control.kind in (RADIO, BUTTON):
        return next(filter(None, control.options), "") if control.options else None
    if control.name == "email":
        return "words@example.org"
    if control.name in ("on", "held_on", "done_on"):  # of what is proved, it has been already
        return datetime.now(UTC).date().isoformat()
    fits = {
        TEXT: "Words, and words",
        NUMBER: "1",
        DATE: "2027-04-05",
        HIDDEN: control.value,
        "checkbox": "y",
    }
    return fits.get(control.kind)


def valid_form(found_form: FoundForm) -> dict[str, str]:
    """Return a form as somebody would send it, without files and without a password."""
    values = {name: valid_value(control) for name, control in found_form.controls.items()}
    return {name: value for name, value in values.items() if value is not None}


def invalidating_value(found_form: FoundForm) -> dict[str, str]:
    """Return one value for which the form is refused; nothing if it has no field.

    A text comes last, because the others are to be filled with valid texts.
    """
    for kind in (NUMBER, DATE, RADIO, TEXT, BUTTON, HIDDEN):
        for control in found_form.controls.values():
            bad = list(invalid_values(control)) if control.kind == kind else []
            if bad and control.name not in ("seen", "seen_stage", "seen_version"):
                return {control.name: bad[0]}
    secrets = [name for name, control in found_form.controls.items() if control.kind == PASSWORD]
    return dict.fromkeys(secrets, "")


def outdated_value(found_form: FoundForm) -> dict[str, str]:
    """Return one value with which the form is of another day; nothing if it names none."""
    return {name: "0" * 64 for name in found_form.controls if name == "seen"}
