"""Draw the smaller works of the demo: sketches, their montages, the photos of a painting.

Everything is composed of a few figures (sun, hills, yurt, bird, tree), rendered by Chromium and
set on the wall of primed.webp. Needs Chromium and the development packages.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from figures import (
    BIRD,
    CAMEL,
    CREAM,
    DOME,
    GOLD,
    LEAF,
    NIGHT,
    OCHRE,
    PLUM,
    RED,
    ROSE,
    SKY,
    TEAL,
    TULIP,
    YURT,
    around,
    at,
    border,
    disc,
    dombra,
    hills,
    peaks,
    ring,
    shanyraq,
    shape,
    sky,
    stars,
    sun,
    tint,
    tree,
)
from PIL import Image, ImageFilter, ImageOps
from playwright.sync_api import sync_playwright

ART = Path(__file__).parent.parent / "artflow" / "demo" / "art"
SIZE = (600, 1250)
PLACE, SIGN = (129, 115, 556, 1007), 900
"""Where the wall of primed.webp is painted; below SIGN its pipe and address plate stay."""
PAINTED = ("tulpar", "koktem", "syrmaq", "shanyraq", "dombyra", "alma")
"""The works of which there are photos of the painting; the first four are drawn elsewhere."""
PRIMER, LINE = (243, 239, 227), (122, 84, 64)


def works() -> Iterator[tuple[str, str]]:
    """Every drawing by name."""
    waves = "".join(
        ring(300, 830, r, GOLD if r % 100 else ROSE, 10, 'opacity=".8"')
        for r in range(190, 760, 50)
    )
    yield "dombyra", sky(PLUM) + waves + dombra(300, 800, 1.05) + border(RED, GOLD)
    yield (
        "alma",
        (
            sky("#f2d79b", "#f6e4b8", CREAM, y=470, step=190)
            + hills(900, LEAF, GOLD, high=30)
            + tree(300, 960, LEAF, RED, PLUM, 1.25)
            + hills(1040, TEAL, CREAM, high=40, shift=140)
            + border(RED, CREAM)
        ),
    )
    camels = "".join(
        tint(c, at(x, y, s, CAMEL)) for c, x, y, s in ((PLUM, 180, 880, 0.9), (RED, 430, 1000, 1.1))
    )
    yield (
        "kosh",
        (
            sky("#c9502f", "#dc7638", "#e99a4b", "#f3c578", y=360)
            + sun(300, 360, 110, CREAM, CREAM)
            + peaks(760, PLUM, ROSE)
            + hills(780, OCHRE, CREAM)
            + camels.replace("430", "430")
            + hills(1090, TEAL, GOLD, high=24, shift=90)
            + border(PLUM, GOLD)
        ),
    )
    yield (
        "baiterek",
        (
            sky(NIGHT, "#1d3a5c", "#2b5a7d", y=430, step=220)
            + stars(CREAM, 26, 700)
            + tree(300, 1000, SKY, GOLD, CREAM, 1.35)
            + tint(GOLD, at(300, 250, 0.62, BIRD))
            + hills(980, TEAL, GOLD, high=36)
            + border(RED, CREAM)
        ),
    )
    flock = "".join(
        tint(c, at(x, y, s, BIRD))
        for c, x, y, s in (
            (CREAM, 300, 300, 1),
            (CREAM, 150, 440, 0.62),
            (CREAM, 450, 440, 0.62),
            (GOLD, 80, 560, 0.42),
            (GOLD, 520, 560, 0.42),
        )
    )
    yield (
        "qus",
        (
            sky(NIGHT)
            + shape("M60 0Q420 420 180 900H420Q640 420 300 0z", "#27456e")
            + shape("M150 0Q450 420 240 900H360Q580 420 230 0z", "#3f6f98")
            + stars(CREAM, 60, 860)
            + flock
            + peaks(960, "#101a30", SKY)
            + hills(930, TEAL, CREAM, high=34)
            + border(NIGHT, GOLD)
        ),
    )
    yield (
        "otyrar",
        (
            sky("#efd9ac", "#f3c578", "#eba954", y=400, step=210)
            + sun(300, 380, 90, RED, RED)
            + tint("#b5713a", at(130, 930, 0.9, DOME) + at(480, 930, 0.9, DOME))
            + tint(OCHRE, at(300, 990, 1.5, DOME))
            + hills(990, PLUM, GOLD, high=20)
            + border(TEAL, CREAM)
        ),
    )
    yield (
        "dala",
        (
            sky(NIGHT, "#1f3356", "#2d4b74", y=300, step=200)
            + stars(GOLD, 40, 640)
            + disc(410, 250, 80, CREAM)
            + disc(444, 230, 72, "#2d4b74")
            + hills(700, TEAL, SKY)
            + at(190, 850, 0.9, YURT)
            + hills(840, LEAF, GOLD, shift=160)
            + at(400, 1080, 1.2, YURT)
            + hills(1090, PLUM, ROSE, high=20)
            + border(NIGHT, GOLD)
        ),
    )
    water = "".join(
        shape(
            f"M{250 - k * 2} {560 + k * 8}Q{420 - k} {760 + k * 6} {220 - k} 1000"
            f"T{300 + k * 3} 1250H{380 + k * 3}"
            f"Q{300 + k * 2} 1000 {400 - k} 860T{300 + k * 2} 560z",
            c,
        )
        for k, c in ((0, SKY), (14, CREAM), (24, SKY))
    )
    yield (
        "bulaq",
        (
            sky("#bfe0df", "#d8ece4", CREAM, y=300, step=200)
            + sun(430, 220, 70, GOLD, GOLD)
            + peaks(700, TEAL, CREAM)
            + hills(660, LEAF, GOLD, high=40)
            + water
            + at(110, 1010, 0.9, TULIP)
            + at(520, 1050, 0.9, TULIP)
            + at(60, 860, 0.6, TULIP)
            + border(TEAL, CREAM)
        ),
    )
    yield (
        "sairam",
        (
            sky("#f0c98a", "#f4d9a6", CREAM, y=330, step=200)
            + disc(300, 300, 96, RED)
            + tint(CREAM, at(150, 800, 1.1, DOME))
            + tint("#e7cf9f", at(430, 870, 1.35, DOME))
            + hills(850, LEAF, GOLD, high=24)
            + "".join(at(x, 1060, 0.8, TULIP) for x in (80, 230, 380, 530))
            + border(PLUM, GOLD)
        ),
    )
    yield (
        "nauryz",
        (
            sky("#f6d36e", "#f3b04e", "#ea8440", y=400, step=230)
            + shanyraq(300, 400, 190, PLUM, CREAM)
            + around(18, shape("M0-250Q26-282 0-330Q-26-282 0-250z", RED), 300, 400)
            + hills(800, LEAF, CREAM)
            + "".join(at(x, y, 1, TULIP) for x, y in ((110, 930), (300, 880), (490, 930)))
            + hills(1070, TEAL, GOLD, high=24)
            + border(RED, CREAM)
        ),
    )
    fish = (
        shape("M-150 0C-90-80 40-80 90 0C40 80-90 80-150 0z", GOLD)
        + shape("M80 0L170-70Q150 0 170 70z", RED)
        + disc(-96, -10, 12, NIGHT)
    )
    scales = "".join(
        ring(x, 0, 34, RED, 6, 'stroke-dasharray="70 200"') for x in range(-50, 60, 30)
    )
    yield (
        "balyq",
        (
            sky(SKY, "#4fb0c2", "#7cc6cf", y=240, step=170)
            + disc(300, 240, 100, CREAM)
            + hills(520, "#1f7f9a", CREAM, high=26, wave=100)
            + at(330, 740, 1.25, fish + scales)
            + hills(920, TEAL, CREAM, high=26, wave=100, shift=50)
            + at(230, 1050, 0.6, fish + scales)
            + border(NIGHT, GOLD)
        ),
    )


def montage(work: Image.Image, wall: Image.Image) -> Image.Image:
    """The work on its house."""
    return _on(work, wall, lambda y, primed: y < SIGN or primed)


def stages(work: Image.Image, wall: Image.Image) -> dict[str, Image.Image]:
    """The wall with the outline, and with its upper half painted; the painters hang over it."""
    edges = ImageOps.invert(work.filter(ImageFilter.FIND_EDGES).convert("L"))
    outline = ImageOps.colorize(edges.point(lambda v: 255 if v > 200 else 90), LINE, PRIMER)
    half = outline.copy()
    half.paste(work.crop((0, 0, work.width, work.height // 2)), (0, 0))
    seen = {"outline": outline, "half": half}
    return {name: _on(image, wall, lambda _, primed: primed) for name, image in seen.items()}


def _on(work: Image.Image, wall: Image.Image, painted: Callable[[int, bool], bool]) -> Image.Image:
    left, top, right, bottom = PLACE
    size = (right - left, bottom - top)
    under = wall.crop(PLACE)
    mask = Image.new("L", size)
    mask.putdata(
        [
            255 * painted(top + n // size[0], _primed(pixel))
            for n, pixel in enumerate(under.get_flattened_data())
        ]
    )
    made = wall.copy()
    made.paste(work.resize(size, Image.LANCZOS), (left, top), mask)
    return made


def _primed(pixel: tuple[int, ...]) -> bool:
    """Whether nothing stands before the primed wall here."""
    return max(abs(a - b) for a, b in zip(pixel, PRIMER, strict=True)) < 14


def save(image: Image.Image, name: str) -> None:
    image.convert("RGB").save(ART / f"{name}.webp", quality=76, method=6)


def main() -> None:
    """Draw everything anew."""
    wall = Image.open(ART / "primed.webp").convert("RGB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport=dict(zip(("width", "height"), SIZE, strict=True)))
        for name, drawing in works():
            page.set_content(
                f'<body style="margin:0"><svg width="600" height="1250">{drawing}</svg>'
            )
            work = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            save(work, f"{name}-sketch")
            save(_photo(montage(work, wall)), f"{name}-montage")
    for name in PAINTED:
        work = Image.open(ART / f"{name}-sketch.webp").convert("RGB")
        for stage, photo in stages(work, wall).items():
            save(_photo(photo), f"{name}-{stage}")


def _photo(image: Image.Image) -> Image.Image:
    return image.resize((600, 800), Image.LANCZOS)


if __name__ == "__main__":
    main()
