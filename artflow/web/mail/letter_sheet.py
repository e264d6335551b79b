"""The layout of every letter: text for all mail programs, HTML for those that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from flask import current_app, render_template

from artflow.services.worker.delivery import Letter, Picture

LOGOS = ("logo", "logo-light", "band")


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """What a letter says: what happened, what to do, by when, and one link."""

    subject: str
    heading: str
    paragraphs: list[str]
    button: tuple[str, str]
    rows: list[tuple[str, str]] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    picture: bytes | None = None


def render_letter(draft: LetterDraft, language: str) -> Letter:
    """Render the letter in both forms, with its inline pictures."""
    page = render_template("mail/letter.html", letter=draft, language=language)
    pictures = [_logo(name) for name in LOGOS]
    if draft.picture is not None:
        pictures.append(Picture("work", "jpeg", draft.picture))
    return Letter(draft.subject, plain_text(draft), page, tuple(pictures))


def plain_text(draft: LetterDraft) -> str:
    """Return the letter as plain text; nothing is left out."""
    rows = "\n".join(f"{term}: {text}" for term, text in draft.rows)
    label, url = draft.button
    parts = [draft.heading, *draft.paragraphs, rows, f"{label}:\n{url}", "-- ", *draft.small]
    text = "\n\n".join(part for part in parts if part)
    return text.replace("-- \n\n", "-- \n") + "\n"


def _logo(name: str) -> Picture:
    return Picture(name, "png", _static_image(current_app.static_folder or "", name))


@cache
def _static_image(folder: str, name: str) -> bytes:
    return (Path(folder) / "mail" / f"{name}.png").read_bytes()
