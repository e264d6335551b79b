"""What a password must be. Length does the work; the rest keeps out what everybody tries first."""

from __future__ import annotations

LEAST = 10
MOST = 200

COMMON = frozenset({
    "abcdefghij", "artflow", "asdfghjkl", "changeme", "creativeart", "football", "iloveyou",
    "jusan", "kazakhstan", "kazakhtourism", "letmein", "liverpool", "monkey", "mypassword",
    "password", "passw0rd", "princess", "qazaqstan", "qazwsxedc", "qwerty", "qwertyuiop",
    "shymkent", "sunshine", "superman", "tourism", "welcome", "zxcvbnm", "0123456789",
    "0987654321", "1029384756", "1111111111", "1122334455", "1234512345", "123456789",
    "1234567890", "12345678910", "1q2w3e4r5t", "1qaz2wsx3edc", "9876543210", "йцукен",
    "йцукенгшщз", "қазақстан", "казахстан", "құпиясөз", "пароль", "привет", "шымкент",
    "фывапролд", "qwe123qwe123", "password1password", "admin", "administrator",
})  # fmt: skip
"""The commonest, in the house's languages; each also with digits and signs behind it."""


def fault(password: str, email: str, name: str) -> str | None:
    """The code of what is wrong with a password, or None.

    `short` and `long`; `own`: it is the e-mail or the name; `common`: everybody tries it first.
    """
    if len(password) < LEAST:
        return "password_short"
    if len(password) > MOST:
        return "password_long"
    forms = _forms(password)
    if forms & _own(email, name):
        return "password_own"
    if forms & COMMON or len(set(_plain(password))) <= 2:
        return "password_common"
    return None


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def _forms(password: str) -> set[str]:
    """The password itself, and without the digits and signs that people put behind a word."""
    plain = _plain(password)
    word = plain
    while word and not word[-1].isalpha():
        word = word[:-1]
    return {plain, word} - {""}


def _own(email: str, name: str) -> set[str]:
    """The address, its part before the @, the name and its words turned round."""
    words = name.split()
    return {_plain(text) for text in
            (email, email.partition("@")[0], name, " ".join(reversed(words)))} - {""}  # fmt: skip
