"""Two ways of doing the same, taken in turn, and what their times come to."""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

PARTS = 5
"""A run is cut into so many parts; the spread is the lowest and the highest ratio of a part."""
HEAD = f"{'what':<34} {'database':<10} {'figure':>8} {'spread':>15} {'target':>8}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. With `least` the figure must not be below the target."""

    what: str
    database: str
    value: float
    low: float
    high: float
    target: float
    unit: str = "×"
    least: bool = False

    @property
    def holds(self) -> bool:
        return self.value >= self.target if self.least else self.value <= self.target

    def __str__(self) -> str:
        sign = "≥" if self.least else "≤"
        spread = f"{self.low:.2f}–{self.high:.2f}"
        verdict = "" if self.holds else "  MISSED"
        return (
            f"{self.what:<34} {self.database:<10} {self.value:>6.2f} {self.unit}"
            f" {spread:>15} {f'{sign} {self.target:g}':>8}{verdict}"
        )


def ratio(
    what: str, database: str, ours: Sequence[float], bare: Sequence[float], target: float
) -> Figure:
    """Return how many times as long ours took, by medians; both were measured in turn."""
    size = max(len(ours) // PARTS, 1)
    parts = [
        statistics.median(ours[at : at + size]) / statistics.median(bare[at : at + size])
        for at in range(0, size * min(PARTS, len(ours)), size)
    ]
    value = statistics.median(ours) / statistics.median(bare)
    return Figure(what, database, value, min(parts), max(parts), target)


def note(words: str) -> None:
    """Say what is being done; it does not belong to the table."""
    print(f"  {words}", file=sys.stderr, flush=True)


def milliseconds(times: Sequence[float]) -> str:
    """Say the median and the fastest tenth: what the machine takes when nobody else wants it."""
    fastest = sorted(times)[len(times) // 10]
    return f"{statistics.median(times) * 1000:.2f} ms (fastest tenth {fastest * 1000:.2f})"


def main(measure: Callable[..., list[Figure]], doc: str | None, scales: Sequence[str] = ()) -> int:
    """Measure on the chosen database and print a line each; 1 if a target is missed.

    `measure` is given the database, the folder, and the scale if there are `scales`; the first is
    the usual one.
    """
    from bench import environment

    parser = argparse.ArgumentParser(description=doc)
    parser.add_argument("--db", choices=tuple(environment.KINDS), default="sqlite")
    parser.add_argument("--folder", type=Path, help="where the databases lie: on the disk to test")
    if scales:
        parser.add_argument("--scale", choices=scales, default=scales[0])
    options = parser.parse_args()
    scale = [options.scale] if scales else []
    with environment.folder(options.folder) as folder:
        found = measure(options.db, folder, *scale)
    for figure in found:
        print(figure, flush=True)
    return 0 if all(figure.holds for figure in found) else 1
