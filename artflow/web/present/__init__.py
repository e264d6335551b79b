"""What pages show: plain values for the templates, in the reader's language.

A view says `present.walls`; each of them is loaded by the first page that shows it.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    try:
        return import_module(f"{__name__}.{name}")
    except ModuleNotFoundError as error:
        raise AttributeError(f"there is no {name!r} to present") from error
