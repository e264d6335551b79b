"""Check codes on papers: as text, and as a square that a telephone reads."""

from __future__ import annotations

from typing import NamedTuple

import segno
from flask import current_app, url_for
from markupsafe import Markup

from artflow.domain.history import check_codes
from artflow.services.checks import DecidingEvent

INK, PAPER = "#16201f", "#fff"
"""Dark on white also in the dark scheme, where a camera could not read it otherwise."""


class SheetCode(NamedTuple):
    """A code on a paper, where it is checked, and that address as a picture."""

    text: str
    url: str
    address: str
    square: Markup


def written_code(event: DecidingEvent) -> str:
    """Return the code of a decision as it stands on paper."""
    return check_codes.written(check_codes.code_of(event.hash))


def build_sheet_code(number: str, event: DecidingEvent) -> SheetCode:
    """Build the code of a decision; its address is that of the settings, not of the request."""
    code = check_codes.code_of(event.hash)
    base = current_app.config["PUBLIC_URL"].rstrip("/")
    path = url_for("checks.show", number=number, code=code)
    return SheetCode(
        check_codes.written(code),
        path,
        f"{base}{url_for('checks.ask')}",
        draw_square(f"{base}{path}"),
    )


def draw_square(address: str) -> Markup:
    """Draw a QR code as SVG: paths with attributes, for the content policy knows no styles."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(
        dark=INK, light=PAPER, border=2, omitsize=True, svgclass="square", lineclass=None
    )
    return Markup(drawn)  # made here of an address that segno turns into strokes
