"""In which currency sums are counted: whole units of one that the programme has chosen."""

from __future__ import annotations

TENGE = "KZT"
"""The currency of a programme that has not chosen another."""
