"""The figures of the demo's drawings, as pieces of SVG: sun, hills, yurt, bird, tree, dombyra.

The sheet is 600 by 1250. What is drawn around the origin is put in its place by `at`.
"""

from __future__ import annotations

import math

CREAM, GOLD, RED, TEAL, NIGHT, PLUM = (
    "#f4e9d0",
    "#e3a13d",
    "#a52f25",
    "#0f5a6b",
    "#16243f",
    "#3d1526",
)
LEAF, SKY, ROSE, OCHRE = "#2f6b46", "#2b93ad", "#d9624a", "#c9772f"


def shape(d: str, fill: str, more: str = "") -> str:
    return f'<path d="{d}" fill="{fill}" {more}/>'


def disc(x: float, y: float, r: float, fill: str, more: str = "") -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}" {more}/>'


def ring(x: float, y: float, r: float, stroke: str, width: float, more: str = "") -> str:
    return disc(x, y, r, "none", f'stroke="{stroke}" stroke-width="{width}" {more}')


def around(n: int, piece: str, x: float, y: float) -> str:
    """The piece, drawn pointing up at the origin, n times around a point."""
    turn = 360 / n
    spread = (f'<g transform="rotate({i * turn:.1f})">{piece}</g>' for i in range(n))
    return f'<g transform="translate({x} {y})">{"".join(spread)}</g>'


def at(x: float, y: float, size: float, piece: str) -> str:
    return f'<g transform="translate({x} {y}) scale({size})">{piece}</g>'


def sky(*colours: str, x: float = 300, y: float = 420, step: float = 130) -> str:
    """The ground, and rings that grow lighter towards a point."""
    rings = [disc(x, y, step * (len(colours) - i), c) for i, c in enumerate(colours[1:], 1)]
    return f'<rect width="600" height="1250" fill="{colours[0]}"/>' + "".join(rings)


def sun(x: float, y: float, r: float, fill: str, ray: str, rays: int = 24) -> str:
    beam = shape(f"M-7 {-r * 1.14:.0f}L0 {-r * 1.55:.0f}L7 {-r * 1.14:.0f}z", ray)
    return around(rays, beam, x, y) + disc(x, y, r, fill)


def shanyraq(x: float, y: float, r: float, ink: str, ground: str) -> str:
    """The crown of a yurt: crossed ribs in a dotted ring."""
    ribs = "".join(
        f'<path d="M{-r * 0.9:.0f} {k}Q0 {k * 1.7} {r * 0.9:.0f} {k}" stroke="{ink}" fill="none" '
        f'stroke-width="8"/>'
        for k in (-r / 3, 0, r / 3)
    )
    cross = f'{ribs}<g transform="rotate(90)">{ribs}</g>'
    dots = around(24, disc(0, -r, 5, ground), x, y)
    return (
        disc(x, y, r, ground)
        + f'<g transform="translate({x} {y})">{cross}</g>'
        + ring(x, y, r, ink, 24)
        + dots
    )


def hills(
    y: float, fill: str, dots: str, *, high: float = 60, wave: float = 300, shift: float = 0
) -> str:
    """A range to the foot of the picture, with a line and dots along its edge."""

    def line(low: float) -> list[str]:
        return [
            f"{x} {y + low + high * math.sin((x + shift) / wave * math.pi):.0f}"
            for x in range(0, 601, 20)
        ]

    beads = "".join(disc(*map(float, p.split()), 5, dots) for p in line(30))
    return (
        shape("M" + "L".join(line(0)) + "V1250H0z", fill)
        + f'<path d="M{"L".join(line(52))}" fill="none" stroke="{dots}" stroke-width="4"/>'
        + beads
    )


def peaks(y: float, fill: str, snow: str) -> str:
    found = ""
    for x, h, w in ((90, 190, 210), (470, 230, 240), (280, 310, 260)):
        found += shape(f"M{x - w} {y}L{x} {y - h}L{x + w} {y}z", fill)
        k = 0.3
        found += shape(
            f"M{x} {y - h}L{x - w * k:.0f} {y - h * (1 - k):.0f}l{w * 0.16:.0f} -12 "
            f"{w * 0.14:.0f} 26 {w * 0.16:.0f} -22L{x + w * k:.0f} {y - h * (1 - k):.0f}z",
            snow,
        )
    return found


def border(ground: str, ink: str) -> str:
    """The horns of a felt carpet along the foot."""
    horn = "M0 0c-6-26 22-40 34-22c8 14-10 24-16 12M0 0c6-26-22-40-34-22c-8 14 10 24 16 12"
    row = "".join(
        f'<path transform="translate({x} 1226)" d="{horn}" fill="none" stroke="{ink}" '
        f'stroke-width="6"/>'
        for x in range(40, 600, 104)
    )
    return (
        f'<rect y="1166" width="600" height="84" fill="{ground}"/>{row}'
        f'<rect y="1160" width="600" height="8" fill="{ink}"/>'
    )


TULIP = (
    shape(
        "M0 60V170M0 150Q-50 120-62 80M0 150Q50 120 62 80",
        "none",
        f'stroke="{TEAL}" stroke-width="12"',
    )
    + shape("M-52-60Q-70 60 0 70Q70 60 52-60L26-14L0-80L-26-14z", RED)
    + shape("M0-20Q-24 30 0 62Q24 30 0-20z", GOLD)
)
YURT = (
    shape("M-120 0V-70H120V0z", CREAM)
    + shape("M-132-70Q-90-170 0-186Q90-170 132-70z", RED)
    + shape("M-34 0V-62H34V0z", TEAL)
    + shape("M-132-70H132V-52H-132z", GOLD)
    + shape("M-22-178Q0-210 22-178z", PLUM)
)
BIRD = shape(
    "M0 0C-40-50-120-60-190-20C-150-24-130-10-120 6C-96-8-70-2-62 18"
    "C-44 2-20 6 0 34C20 6 44 2 62 18"
    "C70-2 96-8 120 6C130-10 150-24 190-20C120-60 40-50 0 0z",
    "currentColor",
) + shape("M0-34Q16-20 10 20L26 92L0 76L-26 92L-10 20Q-16-20 0-34z", "currentColor")
DOME = (
    shape("M-100 0V-110H100V0z", "currentColor")
    + shape("M-80-110C-96-210-20-240 0-286C20-240 96-210 80-110z", SKY)
    + shape("M-34 0V-56Q0-104 34-56V0z", NIGHT)
    + shape("M-100-110H100V-96H-100z", GOLD)
)
CAMEL = shape(
    "M-150 20C-160-10-130-40-104-42C-98-96-60-104-46-52"
    "C-30-44-16-46-6-54C4-104 44-100 54-44C84-40 96-60 104-96"
    "C110-120 138-124 160-108L158-94L130-92"
    "C126-50 116-14 84 0L90 116H70L58 20H-60L-86 116H-106L-104 30"
    "C-124 34-140 60-146 80z",
    "currentColor",
)


def tint(colour: str, piece: str) -> str:
    return f'<g color="{colour}">{piece}</g>'


def stars(colour: str, n: int, low: float = 600) -> str:
    """Sparks spread evenly without a pattern (golden angle)."""
    spark = shape("M0-10L3-3L10 0L3 3L0 10L-3 3L-10 0L-3-3z", colour)
    return "".join(
        at(i * 370.8 % 590 + 5, i * 227.3 % low + 10, 0.6 + i % 4 * 0.3, spark) for i in range(n)
    )


def tree(x: float, y: float, leaf: str, fruit: str, wood: str, size: float = 1) -> str:
    """A round crown of ordered leaves on a trunk with two horns."""
    trunk = shape(
        "M-26 0Q-12-200-90-300L-64-310Q-14-230 0-330Q14-230 64-310L90-300Q12-200 26 0z", wood
    )
    crown = "".join(
        around(
            n, shape("M0-18Q16-2 0 26Q-16-2 0-18z", leaf, f'transform="translate(0 {-r})"'), 0, -430
        )
        for n, r in ((26, 180), (20, 135), (14, 90), (8, 46))
    )
    fruits = around(9, disc(0, -158, 17, fruit), 0, -430) + around(
        5, disc(0, -72, 17, fruit), 0, -430
    )
    return at(x, y, size, trunk + crown + fruits)


def dombra(x: float, y: float, size: float) -> str:
    body = (
        shape(
            "M0-60C90-60 150 60 130 170C110 280 50 320 0 320"
            "C-50 320-110 280-130 170C-150 60-90-60 0-60z",
            OCHRE,
        )
        + shape("M-14-640H14V-40H-14z", PLUM)
        + shape("M-26-720H26L14-630H-14z", PLUM)
        + ring(0, 130, 34, PLUM, 12)
        + disc(0, 130, 24, NIGHT)
        + shape("M-40 236H40V248H-40z", PLUM)
        + '<path d="M-5-690V240M5-690V240" stroke="#f4e9d0" stroke-width="3"/>'
    )
    frets = "".join(
        f'<path d="M-14 {k}H14" stroke="{GOLD}" stroke-width="4"/>' for k in range(-560, -60, 62)
    )
    return at(x, y, size, body + frets)
