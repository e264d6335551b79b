"""What stands around a wall, as pieces of SVG: sky, mountains, trees, people, houses.

Everything flat, in few tones. A `Season` holds the tones of one day's light.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from figures import at, disc, shape

Point = tuple[float, float]
FRAME, CURTAIN, IRON, WOOD, SNOW = "#ece5d6", "#e9dcc0", "#55504a", "#6b5240", "#f2f3f0"
COATS = ("#a92d2b", "#2e4a5c", "#4d5d45", "#c9772f", "#6b4a5e", "#2d8f8e", "#8a6f4d")
SKINS = ("#d2a67c", "#c99a6f", "#e0b890")


@dataclass(frozen=True, slots=True)
class Season:
    """The tones of a day: the sky from above, mountains, leaves, ground, window panes."""

    sky: tuple[str, str, str]
    cloud: str = "#fbf6ea"
    far: tuple[str, str] = ("#b9c3c0", "#a3b1a6")
    leaf: tuple[str, str, str] = ("#4d6a41", "#6a8550", "#86a263")
    poplar: tuple[str, str] = ("#6d8757", "#587449")
    lawn: tuple[str, str] = ("#9fae7c", "#b9b08f")
    path: tuple[str, str] = ("#d8cfbb", "#c2b8a4")
    road: str = "#8a8781"
    glass: tuple[str, ...] = ("#7f98a1", "#7f98a1", "#5e747d")
    bare: bool = False


SUMMER = Season(("#bcd5dc", "#d5e2df", "#efe7d6"))
MORNING = Season(
    ("#c4d7dc", "#e6e2d4", "#f6dfc0"), far=("#b7bfc6", "#a5b0ab"), lawn=("#a5b07c", "#c1b791")
)
SPRING = Season(
    ("#c3dade", "#dde8de", "#f4ecd9"),
    leaf=("#64834a", "#86a55b", "#abc276"),
    poplar=("#8ca764", "#718f50"),
    lawn=("#a3b977", "#bdb78f"),
)
AUTUMN = Season(
    ("#b9cdd3", "#d9dfd6", "#f2e4c8"),
    far=("#bfc0b8", "#b3ae95"),
    leaf=("#a3672f", "#c6863b", "#dfac57"),
    poplar=("#d2a64b", "#b58836"),
    lawn=("#b4ab72", "#c4b38a"),
)
WINTER = Season(
    ("#c4d0d8", "#d9e0e2", "#ecebe5"),
    cloud="#f4f4f0",
    far=("#c2ccd2", "#aebbc1"),
    lawn=("#f0f2f0", "#e3e8e9"),
    path=("#dcdedb", "#c6cac9"),
    road="#90918f",
    bare=True,
)
EVENING = Season(
    ("#6d7fa3", "#c39a9b", "#efc496"),
    cloud="#dcae9e",
    far=("#94859b", "#7d7890"),
    leaf=("#43573f", "#5c7049", "#7c8a55"),
    poplar=("#5f7352", "#4c5f48"),
    lawn=("#8b9168", "#a3957b"),
    path=("#c3b2a1", "#a99a8d"),
    road="#77716f",
    glass=("#6f7f92", "#566579", "#f0c877"),
)
GREY = Season(
    ("#b3c0c4", "#c6cfce", "#d9dad2"),
    cloud="#cfd6d5",
    far=("#aab5b7", "#97a4a2"),
    lawn=("#93a177", "#aca58b"),
    path=("#c4c0b5", "#aaa69c"),
    road="#7b7c7c",
)


def rect(x: float, y: float, w: float, h: float, fill: str, more: str = "") -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" fill="{fill}" {more}/>'


def line(points: Iterable[Point], stroke: str, width: float, more: str = "") -> str:
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return shape(path, "none", f'stroke="{stroke}" stroke-width="{width:.1f}" {more}')


def area(points: Iterable[Point], fill: str, more: str = "") -> str:
    return shape("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "z", fill, more)


def blob(points: list[Point], fill: str, more: str = "") -> str:
    """A closed soft outline through the points."""
    n, path = len(points), f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for i in range(n):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        path += (
            f"C{bx + (cx - ax) / 6:.1f} {by + (cy - ay) / 6:.1f} "
            f"{cx - (dx - bx) / 6:.1f} {cy - (dy - by) / 6:.1f} {cx:.1f} {cy:.1f}"
        )
    return shape(path + "z", fill, more)


def lump(rng: Random, x: float, y: float, w: float, h: float, fill: str, more: str = "") -> str:
    """An uneven round of about this half width and half height."""
    turns = (k / 9 * math.tau for k in range(9))
    return blob(
        [
            (
                x + w * math.cos(t) * rng.uniform(0.88, 1.1),
                y + h * math.sin(t) * rng.uniform(0.9, 1.08),
            )
            for t in turns
        ],
        fill,
        more,
    )


def heaven(season: Season, w: float, h: float, low: float) -> str:
    """The sky down to `low`, in three soft bands, and the bare ground under it."""
    top, middle, bottom = season.sky
    found = rect(0, 0, w, h, top)
    for y, fill in ((low * 0.36, middle), (low * 0.68, bottom)):
        found += shape(
            f"M0 {y}C{w * 0.2} {y + 30} {w * 0.4} {y - 26} {w * 0.62} {y + 4}"
            f"S{w * 0.9} {y - 20} {w} {y}V{h}H0z",
            fill,
        )
    return found


def cloud(x: float, y: float, size: float, fill: str) -> str:
    points = [(0, 0), (50, -24), (92, -22), (140, -52), (190, -30), (250, -14), (268, 0), (130, 10)]
    return at(x, y, size, blob(points, fill, 'opacity=".85"'))


def range_of(rng: Random, w: float, y: float, high: float, fill: str, snow: str = "") -> str:
    """Mountains along the whole width with their foot at `y`; with snow on the summits if asked."""
    tops = [(x, y - high * rng.uniform(0.62, 1)) for x in range(-60, int(w) + 300, 190)]
    ridge: list[Point] = []
    for (ax, ay), (bx, by) in pairwise(tops):
        ridge += [(ax, ay), ((ax + bx) / 2, max(ay, by) + high * rng.uniform(0.1, 0.26))]
    found = area([(-80, y), *ridge, (w + 300, y)], fill)
    for left, (x, top), right in zip(ridge[1::2], ridge[2::2], ridge[3::2], strict=False):
        if snow and top < y - high * 0.7:
            (ax, ay), (bx, by) = (
                (x + (foot[0] - x) * k, top + (foot[1] - top) * k)
                for foot, k in ((left, 0.34), (right, 0.42))
            )
            jags = [
                (bx, by),
                (x + (bx - x) * 0.5, by - 14),
                (x, by + 10),
                (x + (ax - x) * 0.5, ay - 8),
            ]
            found += area([(x, top), *jags, (ax, ay)], snow)
    return found


def town(rng: Random, x: float, y: float, w: float, h: float, fill: str, pane: str) -> str:
    """A house far behind, its foot at `y`."""
    found = rect(x, y - h, w, h, fill) + rect(x, y - h, w, 9, "#000", 'opacity=".14"')
    n = max(int(w // 48), 1)
    for row in range(int((h - 20) // 52)):
        for k in range(n):
            if rng.random() < 0.94:
                found += rect(x + (k + 0.5) * w / n - 11, y - h + 26 + row * 52, 22, 28, pane)
    return found


def _boughs(rng: Random, x: float, y: float, long: float, turn: float, fork: float) -> str:
    """The bare boughs of a tree, each forking in two."""
    ex, ey = x + long * math.sin(turn), y - long * math.cos(turn)
    path = f"M{x:.0f} {y:.0f}L{ex:.0f} {ey:.0f}"
    found = shape(path, "none", f'stroke-width="{max(long / 8, 1.6):.1f}"')
    if long > 16:
        for k in (-1, 1):
            way = turn * 0.86 + k * fork * rng.uniform(0.6, 1.2)
            found += _boughs(rng, ex, ey, long * rng.uniform(0.66, 0.8), way, fork)
    return found


def tree(
    rng: Random, x: float, y: float, h: float, season: Season, leaf: tuple[str, ...] = ()
) -> str:
    """A broad tree; its own leaves (blossom, say) if given, none in winter."""
    if season.bare and not leaf:
        boughs = _boughs(rng, x, y, h * 0.29, rng.uniform(-0.06, 0.06), 0.46)
        return f'<g stroke="#7a6a5e" stroke-linecap="round">{boughs}</g>'
    dark, middle, light = leaf or season.leaf
    r, top = h * 0.36, y - h * 0.66
    trunk = shape(
        f"M{x - h * 0.05} {y}Q{x - h * 0.02} {y - h * 0.2} {x - h * 0.03} {y - h * 0.36}"
        f"L{x - h * 0.13} {y - h * 0.52}L{x - h * 0.1} {y - h * 0.54}L{x} {y - h * 0.42}"
        f"L{x + h * 0.12} {y - h * 0.55}L{x + h * 0.15} {y - h * 0.53}"
        f"L{x + h * 0.035} {y - h * 0.34}Q{x + h * 0.02} {y - h * 0.2} {x + h * 0.05} {y}z",
        WOOD,
    )
    return (
        trunk
        + lump(rng, x + r * 0.1, top + r * 0.12, r * 1.06, r * 0.86, dark)
        + lump(rng, x - r * 0.12, top - r * 0.1, r * 0.9, r * 0.8, middle)
        + lump(rng, x - r * 0.42, top - r * 0.1, r * 0.36, r * 0.34, light)
        + lump(rng, x + r * 0.32, top - r * 0.3, r * 0.44, r * 0.38, light)
    )


def poplar(rng: Random, x: float, y: float, h: float, season: Season) -> str:
    """A pyramid poplar, the tree of the city's streets."""
    w, low = h * 0.085, y - h * 0.1
    stem = rect(x - h * 0.012, y - h * 0.22, h * 0.024, h * 0.22, WOOD)
    if season.bare:
        twigs = ""
        for k in range(40):
            foot, reach = low - k * h * 0.019, (-1) ** k * w * (1 - k / 48) * rng.uniform(0.5, 1)
            twigs += (
                f"M{x:.0f} {foot:.0f}q{reach * 0.8:.0f} {-h * 0.03:.0f} "
                f"{reach:.0f} {-h * (0.16 - k * 0.0024):.0f}"
            )
        haze = blob(
            [
                (x, y - h),
                (x + w * 0.8, y - h * 0.4),
                (x + w * 0.5, low),
                (x - w * 0.5, low),
                (x - w * 0.8, y - h * 0.4),
            ],
            "#9a8d82",
        )
        spine = area(
            [(x - h * 0.012, y), (x + h * 0.012, y), (x + 1, y - h), (x - 1, y - h)], "#7a6a5e"
        )
        stroke = f'stroke="#85766a" stroke-width="{h * 0.005:.1f}"'
        return f'<g opacity=".3">{haze}</g>' + spine + shape(twigs, "none", stroke)
    light, dark = season.poplar
    body = [
        (x, y - h),
        (x + w * 0.62, y - h * 0.7),
        (x + w, y - h * 0.35),
        (x + w * 0.66, low),
        (x - w * 0.6, low),
        (x - w, y - h * 0.38),
        (x - w * 0.58, y - h * 0.7),
    ]
    shade = [
        (x + w * 0.08, y - h * 0.97),
        (x + w * 0.62, y - h * 0.68),
        (x + w * 0.98, y - h * 0.35),
        (x + w * 0.6, low),
        (x + w * 0.1, low - 4),
        (x + w * 0.4, y - h * 0.4),
    ]
    return stem + blob(body, light) + blob(shade, dark)


def bushes(rng: Random, x: float, y: float, w: float, season: Season) -> str:
    """A clipped row; in winter under snow."""
    tones = ("#dfe4e4", "#e9edec", "#d3dadb") if season.bare else season.leaf
    found, k = "", 0
    while k < w:
        r = rng.uniform(20, 27)
        tone = rng.choice(tones[:2])
        found += shape(
            f"M{x + k - r} {y}Q{x + k - r * 0.7} {y - r} {x + k} {y - r * 1.1}"
            f"Q{x + k + r * 0.8} {y - r} {x + k + r} {y}z",
            tone,
        )
        k += int(r * 1.5)
    return found


def ground(season: Season, w: float, y: float, h: float, *, road: float = 0) -> str:
    """Lawn from `y`, then the pavement, then the road if it has a height."""
    deep = h - y - road
    found = rect(0, y, w, deep * 0.2, season.lawn[0]) + rect(
        0, y + deep * 0.2, w, h, season.lawn[1]
    )
    found += rect(0, y + deep * 0.48, w, h, season.path[0])
    found += rect(0, h - road - 9, w, h, season.path[1]) if road else ""
    if road:
        found += rect(0, h - road, w, road, season.road)
        dash = f'stroke-dasharray="96 96" stroke-dashoffset="{w % 70}"'
        middle = h - road * 0.42
        found += line([(0, middle), (w, middle)], "#e9e4d6", 5, dash)
    return found


def lamp(x: float, y: float, h: float, side: int = 1, glow: str = "#4a4640") -> str:
    post = shape(
        f"M{x} {y}V{y - h + 26}Q{x} {y - h} {x + side * 28} {y - h}H{x + side * 56}",
        "none",
        f'stroke="{IRON}" stroke-width="6"',
    )
    left = x + side * 74 - 20
    return post + rect(left, y - h - 4, 40, 9, glow, 'rx="3"')


def person(rng: Random, x: float, y: float, h: float, *, coat: str = "", hat: str = "") -> str:
    """Somebody walking by; `h` is 80 or so for grown people, 52 for a child."""
    coat, s = coat or rng.choice(COATS), h / 84
    trousers, step = rng.choice(("#2e2a2a", "#3b4048", "#4a3f3a")), rng.uniform(3, 8)
    legs = "".join(
        line([(k * 4, -36), (k * step, -2)], trousers, 7, 'stroke-linecap="round"') for k in (-1, 1)
    )
    body = shape("M-13-60Q-13-72 0-72T13-60L12-32Q0-27-12-32z", coat)
    arms = "".join(
        line([(k * 10, -64), (k * 13, -40)], tone, 6, f'stroke-linecap="round" {more}')
        for k in (-1, 1)
        for tone, more in ((coat, ""), ("#000", 'opacity=".2"'))
    )
    hair = hat or rng.choice(("#2e2a2a", "#4a3527", "#6b5240", "#cfcac0")[: 4 if h > 75 else 3])
    head = disc(0, -77, 8, rng.choice(SKINS)) + shape(
        "M-8.6-77A8.6 8.6 0 0 1 8.6-77Q0-82-8.6-77z", hair
    )
    return at(x, y, s, legs + arms + body + head)


def car(x: float, y: float, size: float, colour: str, glass: str = "#cfe3e2") -> str:
    wheels = "".join(disc(k, -12, 14, "#2b2a2a") + disc(k, -12, 6, "#b9b3a6") for k in (42, 148))
    body = shape(
        "M0-14V-36Q2-46 20-48L48-52L70-76Q74-80 82-80H128Q136-80 142-74L164-52Q190-48 194-40V-14z",
        colour,
    )
    panes = shape("M60-52L78-71H98V-52zM104-71H127L150-52H104z", glass)
    return at(x, y, size, body + panes + rect(0, -20, 194, 6, "#000", 'opacity=".15"') + wheels)


def bus(x: float, y: float, size: float, colour: str = "#2d8f8e") -> str:
    panes = "".join(rect(14 + k * 62, -98, 54, 36, "#cfe3e2", 'rx="2"') for k in range(5))
    wheels = "".join(disc(k, -10, 20, "#2b2a2a") + disc(k, -10, 8, "#b9b3a6") for k in (64, 262))
    body = shape("M0-10V-106Q0-114 10-114H310Q326-114 328-100L334-48V-10z", colour)
    return at(x, y, size, body + panes + rect(0, -46, 334, 10, "#f6e6c4") + wheels)


def bench(x: float, y: float, size: float = 1) -> str:
    legs = rect(-50, -20, 6, 20, IRON) + rect(44, -20, 6, 20, IRON)
    seat = rect(-58, -24, 116, 7, "#9a7350") + rect(-58, -46, 116, 6, "#9a7350")
    return at(x, y, size, legs + seat + rect(-58, -36, 116, 6, "#86633f"))


def plate(x: float, y: float, size: float = 1) -> str:
    """The blue plate with the address."""
    text = rect(6, 9, 46, 4, "#fff") + rect(6, 18, 30, 4, "#fff")
    return at(x, y, size, rect(0, 0, 58, 31, "#1d4f8c") + text)


def pipe(x: float, y: float, w: float) -> str:
    """The yellow gas pipe on its clamps."""
    clamps = "".join(rect(x + k, y - 3, 4, 12, "#b8892c") for k in range(46, int(w), 104))
    return rect(x, y, w, 6, "#e2b43c") + clamps


def window(rng: Random, x: float, y: float, w: float, h: float, season: Season) -> str:
    """A window seen straight on, some with a curtain."""
    pane = rng.choice(season.glass)
    found = rect(x, y, w, h, FRAME) + rect(x + 3, y + 3, w - 6, h - 6, pane)
    if rng.random() < 0.45:
        found += rect(x + 3, y + 3, (w - 6) * rng.choice((0.28, 0.5)), h - 6, CURTAIN)
    return found + rect(x + w * 0.5 - 1.5, y, 3, h, FRAME)


class Side:
    """A long side that runs away from us: where its points are seen, and what is set on it.

    It begins at `near` (x, top, foot) and ends at `far`; u runs along it, v down, both 0 to 1.
    """

    def __init__(self, near: tuple[float, float, float], far: tuple[float, float, float]) -> None:
        self.near, self.far = near, far
        self.depth = (near[2] - near[1]) / (far[2] - far[1])

    def at(self, u: float, v: float) -> Point:
        t = u * self.depth / (1 - u + u * self.depth)
        x, top, foot = (a + (b - a) * t for a, b in zip(self.near, self.far, strict=True))
        return x, top + (foot - top) * v

    def quad(self, u: float, v: float, w: float, h: float, fill: str, more: str = "") -> str:
        corners = ((u, v), (u + w, v), (u + w, v + h), (u, v + h))
        return area((self.at(*corner) for corner in corners), fill, more)

    def window(self, rng: Random, u: float, v: float, w: float, h: float, season: Season) -> str:
        pane = rng.choice(season.glass)
        found = self.quad(u, v, w, h, FRAME)
        found += self.quad(u + w * 0.1, v + h * 0.06, w * 0.8, h * 0.88, pane)
        if rng.random() < 0.4:
            found += self.quad(u + w * 0.1, v + h * 0.06, w * 0.34, h * 0.88, CURTAIN)
        return found + self.quad(u + w * 0.48, v, w * 0.06, h, FRAME)

    def balcony(
        self,
        rng: Random,
        u: float,
        v: float,
        w: float,
        h: float,
        fronts: tuple[str, ...],
        season: Season,
    ) -> str:
        """A loggia, glazed by most families and left open by some."""
        open_ = rng.random() < 0.25
        found = self.quad(u, v, w, h * 0.58, season.glass[-1 if open_ else 0])
        if not open_:
            bars = (self.quad(u + w * k / 3, v, w * 0.03, h * 0.58, FRAME) for k in (1, 2))
            found += "".join(bars)
        found += self.quad(u, v + h * 0.55, w, h * 0.45, rng.choice(fronts))
        return found + self.quad(u, v + h * 0.53, w, h * 0.05, FRAME)


def people(rng: Random, *where: tuple[float, float, float, str, str]) -> str:
    """Several people: place, height, coat and hat of each; an empty hat is the hair."""
    return "".join(person(rng, x, y, h, coat=coat, hat=hat) for x, y, h, coat, hat in where)


def fence(x: float, y: float, w: float, h: float, tone: str) -> str:
    bars = "".join(f"M{x + k} {y}v{-h}" for k in range(0, int(w), 14))
    bars += f"M{x} {y - h * 0.8}h{w}"
    return shape(bars, "none", f'stroke="{tone}" stroke-width="3"')
