"""Blank walls and the houses they belong to, as pieces of SVG: panels, bricks, long sides."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from figures import shape
from street import IRON, SNOW, Season, Side, area, line, pipe, plate, rect

Box = tuple[float, float, float, float]
"""Left, top, width and height of a wall in its picture."""


@dataclass(frozen=True, slots=True)
class Tones:
    """The paint of a house: its blank wall, its long side, its edges, plinth and balconies."""

    wall: str
    side: str
    trim: str
    plinth: str
    fronts: tuple[str, ...]


BEIGE = Tones(
    "#d9cdb9", "#c3b59d", "#ece4d3", "#8d8374", ("#cbb08a", "#b9895f", "#9aa9ad", "#c9bda6")
)
GREYISH = Tones(
    "#c6c7c3", "#b1b4b3", "#e9eae6", "#878b8c", ("#b3846a", "#8fa3ae", "#cfcfca", "#a9b59a")
)
SANDY = Tones(
    "#ead9b4", "#d6bc8c", "#f6eddb", "#94826a", ("#b9653c", "#c98d4f", "#9aa9ad", "#e0caa0")
)
BLUISH = Tones(
    "#c4cfd4", "#a6b4bd", "#eef0ec", "#7f8a90", ("#7f98a1", "#b9c6c4", "#c99a6b", "#a9b7a4")
)
SILICATE = Tones(
    "#d9cdb6", "#c5b598", "#b5654a", "#8a8074", ("#7fa0a3", "#c98d4f", "#b9c3b4", "#a86a50")
)


def streak(x: float, y: float, w: float, h: float) -> str:
    """Where the rain runs down."""
    return shape(
        f"M{x} {y}H{x + w}Q{x + w * 0.95} {y + h * 0.7} {x + w * 0.4} {y + h}"
        f"Q{x + w * 0.35} {y + h * 0.4} {x} {y}z",
        "#5b4b38",
        'opacity=".1"',
    )


def crack(rng: Random, x: float, y: float, steps: int) -> str:
    points = [(x, y)]
    for _ in range(steps):
        x, y = x + rng.uniform(-13, 16), y + rng.uniform(12, 26)
        points.append((x, y))
    return line(points, "#4a3d30", 2, 'opacity=".34" stroke-linejoin="round"')


def patch(rng: Random, x: float, y: float, w: float, h: float) -> str:
    """Where somebody has mended the wall with plaster of another tone."""
    corners = ((x, y), (x + w, y), (x + w, y + h), (x, y + h))
    uneven = ((a + rng.uniform(-4, 4), b + rng.uniform(-4, 4)) for a, b in corners)
    return area(uneven, rng.choice(("#fff", "#000")), 'opacity=".06"')


def aged(rng: Random, box: Box, streaks: int = 4) -> str:
    """Streaks below the edge of the roof, two mended places, one crack."""
    x, y, w, h = box
    found = "".join(
        streak(
            x + w * (k + rng.uniform(0.2, 0.8)) / streaks,
            y,
            rng.uniform(14, 26),
            h * rng.uniform(0.1, 0.3),
        )
        for k in range(streaks)
    )
    for k in (0.25, 0.6):
        left, top = x + w * rng.uniform(0.1, 0.7), y + h * (k + rng.uniform(0, 0.2))
        found += patch(rng, left, top, rng.uniform(50, 90), rng.uniform(26, 50))
    return found + crack(rng, x + w * rng.uniform(0.1, 0.3), y + h * 0.55, 5)


def glow(box: Box) -> str:
    """The light that falls across a wall."""
    x, y, w, h = box
    return area([(x, y), (x + w * 0.14, y), (x, y + h * 0.5)], "#fff", 'opacity=".16"')


def slabs(rng: Random, box: Box, cols: int, rows: int, fill: str) -> str:
    """A wall of concrete panels with their seams."""
    x, y, w, h = box
    found = rect(*box, fill)
    for k in range(cols * rows):
        tone = rng.choice(("#000", "#fff", "", "", ""))
        if tone:
            place = (x + k % cols * w / cols, y + k // cols * h / rows, w / cols, h / rows)
            found += rect(*place, tone, f'opacity="{0.05 if tone == "#000" else 0.13}"')
    seams = [[(x + w * k / cols, y), (x + w * k / cols, y + h)] for k in range(1, cols)]
    seams += [[(x, y + h * k / rows), (x + w, y + h * k / rows)] for k in range(1, rows)]
    return found + "".join(line(seam, "#5f5444", 2, 'opacity=".38"') for seam in seams)


def bricks(rng: Random, box: Box, fill: str, course: float = 13) -> str:
    """A brick wall: its courses faint, single bricks lighter or darker."""
    x, y, w, h = box
    rows = int(h / course)
    found = rect(*box, fill)
    for tone, opacity in (("#000", 0.05), ("#fff", 0.09)):
        path = ""
        for _ in range(int(w * h / 5200)):
            row = rng.randrange(rows)
            left = x + (rng.randrange(int(w / 28) - 1) + row % 2 / 2) * 28
            path += f"M{left:.0f} {y + row * course:.1f}h28v{course}h-28z"
        found += shape(path, tone, f'opacity="{opacity}"')
    path = "".join(f"M{x} {y + k * course:.1f}h{w}" for k in range(1, rows + 1))
    return found + shape(path, "none", 'stroke="#fff" stroke-width="1.4" opacity=".13"')


def floors(rng: Random, side: Side, tones: Tones, season: Season, rows: int) -> str:
    """The long side of a block of flats: windows and balconies, floor over floor."""
    found = side.quad(0, 0, 1, 1, tones.side)
    step = 0.95 / rows
    for row in range(rows):
        v = 0.03 + row * step
        found += side.quad(0, v - step * 0.12, 1, step * 0.05, "#000", 'opacity=".15"')
        for u in (0, 0.5):
            for k in (0.025, 0.4):
                found += side.window(rng, u + k, v + step * 0.16, 0.075, step * 0.56, season)
                if rng.random() < 0.2:
                    found += side.quad(u + k + 0.02, v + step * 0.76, 0.034, step * 0.12, "#e6e4dc")
            for k in (0.14, 0.256):
                found += side.balcony(
                    rng, u + k, v + step * 0.06, 0.112, step * 0.86, tones.fronts, season
                )
    return found


def block(
    rng: Random,
    box: Box,
    far: tuple[float, float, float],
    tones: Tones,
    season: Season,
    rows: int = 9,
) -> str:
    """A panel house: the blank end wall straight on, the long side running off to `far`."""
    x, y, w, h = box
    edge = x + w if far[0] > x else x
    side, foot = Side((edge, y - 14, y + h + 28), far), rect(x, y + h, w, 30, tones.plinth)
    roof = rect(x - 8, y - 18, w + 16, 18, SNOW if season.bare else tones.trim)
    along = side.quad(0, -0.006, 1, 0.02, SNOW if season.bare else tones.trim)
    vents = "".join(
        rect(x + w * k, y - 18 - v, v * 2, v, "#a99a86") for k, v in ((0.28, 26), (0.62, 19))
    )
    mast = line([(x + w * 0.5, y - 18), (x + w * 0.5, y - 88)], IRON, 3)
    mast += "".join(
        line([(x + w * 0.5 - k, y - q), (x + w * 0.5 + k, y - q)], IRON, 3)
        for k, q in ((14, 80), (10, 66))
    )
    front = slabs(rng, box, 3, rows, tones.wall) + aged(rng, box) + glow(box)
    shade = side.quad(0, 0, 1, 1, "#3b3a44", 'opacity=".07"')
    base = side.quad(0, 0.972, 1, 0.028, tones.plinth)
    return (
        vents
        + mast
        + floors(rng, side, tones, season, rows)
        + shade
        + along
        + base
        + front
        + rect(x, y, w, 12, "#000", 'opacity=".09"')
        + roof
        + foot
        + pipe(x, y + h - 22, w)
        + plate(x + w - 78, y + h - 76)
    )


def modern(rng: Random, side: Side, season: Season) -> str:
    """The long side of a new house: tall dark windows and balconies of glass."""
    found = side.quad(0, 0, 1, 1, "#9e5a3d")
    for row in range(8):
        v = 0.03 + row * 0.107
        for u in (0.03, 0.36, 0.69):
            found += side.quad(u, v, 0.07, 0.078, "#3b4048")
            found += side.quad(u + 0.008, v + 0.004, 0.026, 0.07, season.glass[0])
            found += side.quad(u + 0.1, v - 0.012, 0.17, 0.104, "#e4e0d6")
            found += side.quad(u + 0.11, v, 0.15, 0.05, season.glass[2])
            found += side.quad(u + 0.11, v + 0.046, 0.15, 0.036, "#a9c2c4")
            if rng.random() < 0.35:
                found += side.quad(u + 0.12, v + 0.004, 0.03, 0.044, "#e9dcc0")
    return found


def cassettes(rng: Random, box: Box, cols: int, rows: int) -> str:
    """A wall clad in plates hung before it, a few of another batch."""
    x, y, w, h = box
    found = rect(*box, "#dcd8cf")
    for k in range(cols * rows):
        if rng.random() < 0.14:
            place = (x + k % cols * w / cols, y + k // cols * h / rows, w / cols, h / rows)
            found += rect(*place, rng.choice(("#d0cbc0", "#e6e3dc")))
    path = "".join(f"M{x + w * k / cols:.1f} {y}v{h}" for k in range(1, cols))
    path += "".join(f"M{x} {y + h * k / rows:.1f}h{w}" for k in range(1, rows))
    return found + shape(path, "none", 'stroke="#8f8b82" stroke-width="1.6" opacity=".55"')


def profiles(rng: Random, box: Box) -> str:
    """A wall of profiled sheets: ribs, two joints, rust below them, one newer sheet."""
    x, y, w, h = box
    ribs = "".join(f"M{x + 14 + k * 22} {y}v{h}" for k in range(int(w / 22)))
    found = rect(*box, "#c3d2cf")
    found += shape(ribs, "none", 'stroke="#7f9897" stroke-width="5" opacity=".3"')
    for k in (0.36, 0.72):
        found += rect(x, y + h * k, w, 2, "#5b6f70", 'opacity=".35"')
    for k in range(90, int(w) - 60, 190):
        found += streak(x + k, y + h * 0.36, 12, rng.uniform(50, 110))
    return found + rect(x + 663, y + h * 0.36, 88, h * 0.36, "#fff", 'opacity=".2"')


def loggias(rng: Random, left: float, right: float, top: float, floor: float, s: Season) -> str:
    """Nine floors of balconies on both sides of a wall, seen from their ends."""
    found, fronts = "", ("#a98f86", "#8d8d9a", "#b7775c", "#c2aa90")
    for row in range(9):
        y = top + row * floor + 14
        for x, rail in ((left - 40, 3), (right, 33)):
            found += rect(x, y, 40, 48, rng.choice((*s.glass, "#566579")))
            found += rect(x, y + 48, 40, 42, rng.choice(fronts))
            found += rect(x, y + 44, 40, 5, "#d8c8b6") + rect(x + rail, y, 4, 46, "#d8c8b6")
    return found


def tall_windows(rng: Random, side: Side, s: Season) -> str:
    """A plastered side with four rows of tall windows in white frames."""
    found = side.quad(0, 0, 1, 1, "#cf9f5f")
    for k in range(24):
        u, v = 0.04 + k % 6 * 0.16, 0.09 + k // 6 * 0.225
        found += side.quad(u - 0.016, v - 0.014, 0.104, 0.158, "#f3ead8")
        found += side.window(rng, u, v, 0.072, 0.13, s)
    return found + side.quad(0, 0, 1, 1, "#3b2a1a", 'opacity=".1"')


def cornice(x: float, y: float, w: float) -> str:
    """Corner stones down both edges of a wall, and the cornice with its dentils over it."""
    stones = "".join(
        rect(x if k % 2 else x + w - wide, y + 8 + k // 2 * 44, wide, 36, "#f3ead8")
        for k in range(24)
        for wide in (34 + k // 2 % 2 * 14,)
    )
    dents = "".join(rect(x + 6 + k * 24, y - 18, 12, 12, "#d9cbb0") for k in range(int(w / 24)))
    ledge = rect(x - 16, y - 34, w + 32, 34, "#f3ead8")
    ledge += rect(x - 26, y - 48, w + 52, 16, "#e6dac2")
    return stones + ledge + dents + rect(x, y, w, 10, "#000", 'opacity=".12"')


def gable(x: float, y: float, w: float) -> str:
    """A gable of boards under slate, with the window of the loft."""
    middle = x + w / 2
    found = area([(x - 26, y + 4), (middle, y - 128), (x + w + 26, y + 4)], "#8b8f8e")
    found += area([(x + 30, y), (middle, y - 106), (x + w - 30, y)], "#b39a78")
    for k in range(58, int(w) - 40, 28):
        high = 0.42 * min(k - 30, w - 30 - k)
        found += rect(x + k, y - high, 2, high, "#8a7456")
    found += rect(middle - 20, y - 62, 40, 46, "#4a4640")
    return found + rect(middle - 1, y - 62, 3, 46, "#b39a78")
