"""E-mail addresses: one way to write each, so that one person is one account."""

from __future__ import annotations

from artflow.domain.errors import Invalid

MAX_LENGTH = 200


def normalize(text: str, field: str = "email") -> str:
    """Return the address as it is kept: lower case, ASCII.

    Raises `Invalid` if no mail can go there.

    Whether a mailbox exists is not asked: a city's own domain may be unknown to the world.
    """
    # Not above: it brings the tables of all the world's alphabets, and few requests need them.
    from email_validator import EmailNotValidError, validate_email

    try:
        found = validate_email(
            text.strip(),
            check_deliverability=False,
            globally_deliverable=False,
            allow_smtputf8=False,
        )
    except (EmailNotValidError, UnicodeError) as error:
        raise Invalid(field, "email") from error
    address = (found.ascii_email or "").lower()
    if not address or len(address) > MAX_LENGTH:
        raise Invalid(field, "email")
    return address


def normalize_typed(text: str) -> str:
    """Return what somebody typed when signing in, written as an account would be; never an
    error."""
    try:
        return normalize(text)
    except Invalid:
        return text.strip().lower()[:MAX_LENGTH]
