"""What pages show: plain values for the templates, in the reader's language.

A view says `present.walls`; each of them is loaded by the first page that shows it.
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType


def __getattr__(name: str) -> ModuleType:
    module = f"{__name__}.{name}"
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        raise AttributeError(f"there is nothing to present of {name!r}") from None
