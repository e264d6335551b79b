"""What a password must be. Length does the work; the rest keeps out what everybody tries first."""

from __future__ import annotations

from artflow.domain.errors import Invalid

MIN_LENGTH = 10
MAX_LENGTH = 200

COMMON = frozenset(
    {
        "abcdefghij",
        "artflow",
        "asdfghjkl",
        "changeme",
        "creativeart",
        "football",
        "iloveyou",
        "kazakhstan",
        "letmein",
        "liverpool",
        "monkey",
        "mypassword",
        "password",
        "passw0rd",
        "princess",
        "qazaqstan",
        "qazwsxedc",
        "qwerty",
        "qwertyuiop",
        "shymkent",
        "sunshine",
        "superman",
        "tourism",
        "welcome",
        "zxcvbnm",
        "0123456789",
        "0987654321",
        "1029384756",
        "1111111111",
        "1122334455",
        "1234512345",
        "123456789",
        "1234567890",
        "12345678910",
        "1q2w3e4r5t",
        "1qaz2wsx3edc",
        "9876543210",
        "йцукен",
        "йцукенгшщз",
        "қазақстан",
        "казахстан",
        "құпиясөз",
        "пароль",
        "привет",
        "шымкент",
        "фывапролд",
        "qwe123qwe123",
        "password1password",
        "admin",
        "administrator",
    }
)
"""The commonest, in the house's languages; each also with digits and signs behind it."""


def check_password(password: str, email: str, name: str, field: str) -> None:
    """Raise `Invalid` for `field` if a password breaks a rule.

    It is refused if it is too short, too long, the e-mail, the name, or commonly used.
    """
    forms = _forms(password)
    if len(password) < MIN_LENGTH:
        raise Invalid(field, "password_short", least=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise Invalid(field, "password_long", most=MAX_LENGTH)
    if forms & _own(email, name):
        raise Invalid(field, "password_own")
    if forms & COMMON or len(set(_plain(password))) <= 2:
        raise Invalid(field, "password_common")


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _forms(password: str) -> set[str]:
    """Return the password itself, and without the digits and signs that people put behind a
    word."""
    plain = _plain(password)
    word = plain
    while word and not word[-1].isalpha():
        word = word[:-1]
    return {plain, word} - {""}


def _own(email: str, name: str) -> set[str]:
    """Return the address, its part before the @, the name, and the name's words in reverse
    order."""
    words = name.split()
    return {
        _plain(text) for text in (email, email.partition("@")[0], name, " ".join(reversed(words)))
    } - {""}
