"""Draw the register photos of the demo: blank walls of different houses, each in its street.

Every picture is composed of houses.py and street.py, in one light, and saved as place-<name>.webp.
Names given on the command line draw only these. Needs Chromium and the development packages.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from figures import DOME, at, disc, shape, tint
from houses import (
    BEIGE,
    BLUISH,
    GREYISH,
    SANDY,
    SILICATE,
    aged,
    block,
    bricks,
    cassettes,
    cornice,
    floors,
    gable,
    glow,
    loggias,
    modern,
    patch,
    profiles,
    slabs,
    streak,
    tall_windows,
)
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from street import (
    AUTUMN,
    EVENING,
    GREY,
    IRON,
    MORNING,
    SPRING,
    SUMMER,
    WINTER,
    Season,
    Side,
    area,
    bench,
    blob,
    bus,
    bushes,
    car,
    cloud,
    fence,
    ground,
    heaven,
    lamp,
    line,
    lump,
    people,
    pipe,
    plate,
    poplar,
    range_of,
    rect,
    town,
    tree,
    window,
)

ART = Path(__file__).parent.parent / "artflow" / "demo" / "art"
RED, BLUE, GREEN, ORANGE, PLUM, TEAL, YELLOW, BROWN, WHITE = (
    "#a92d2b",
    "#2e4a5c",
    "#4d5d45",
    "#c9772f",
    "#6b4a5e",
    "#2d8f8e",
    "#d9a13f",
    "#8a6f4d",
    "#f4e9d0",
)
BLOSSOM = ("#c58a93", "#dfaeb1", "#f3dad6")


def winter(rng: Random) -> str:
    """The grey panel house under the first snow, its long side to the left."""
    s = WINTER
    flakes = "".join(
        disc(round(rng.uniform(0, 900)), round(rng.uniform(0, 1150)), rng.randint(2, 4), "#fff")
        for _ in range(110)
    )
    sledge = line([(575, 1096), (606, 1122)], "#6b5240", 2) + rect(596, 1118, 40, 6, ORANGE)
    return (
        heaven(s, 900, 1200, 1060)
        + cloud(40, 150, 1, s.cloud)
        + cloud(700, 90, 0.8, s.cloud)
        + range_of(rng, 900, 1070, 420, s.far[0], "#eef2f3")
        + town(rng, 770, 1062, 150, 190, "#c9c3b6", "#93a3a3")
        + block(rng, (330, 118, 430, 914), (-60, 300, 1040), GREYISH, s)
        + ground(s, 900, 1062, 1200, road=64)
        + bushes(rng, 350, 1078, 400, s)
        + poplar(rng, 832, 1090, 520, s)
        + poplar(rng, 886, 1084, 410, s)
        + tree(rng, 70, 1100, 330, s)
        + tree(rng, 232, 1092, 250, s)
        + lamp(300, 1112, 330)
        + sledge
        + people(
            rng,
            (520, 1124, 84, RED, "#f2f3f0"),
            (560, 1126, 56, TEAL, ORANGE),
            (706, 1120, 82, BLUE, "#2e2a2a"),
        )
        + car(60, 1196, 1, "#7d8f97")
        + f'<g opacity=".8">{flakes}</g>'
    )


def autumn(rng: Random) -> str:
    """The sandy panel house among yellow poplars, close by; children on their way to school."""
    s = AUTUMN
    fallen = "".join(
        at(
            round(rng.uniform(0, 900)),
            round(rng.uniform(1078, 1136)),
            1,
            shape("M0 0q6-7 12 0q-6 5-12 0z", rng.choice(s.leaf)),
        )
        for _ in range(70)
    )
    return (
        heaven(s, 900, 1200, 1060)
        + cloud(620, 190, 1, s.cloud)
        + range_of(rng, 900, 1075, 330, s.far[0])
        + range_of(rng, 900, 1085, 120, s.far[1])
        + poplar(rng, 30, 1080, 400, s)
        + block(rng, (70, 104, 470, 930), (1120, 360, 1036), SANDY, s)
        + ground(s, 900, 1064, 1200, road=56)
        + bushes(rng, 100, 1080, 420, s)
        + poplar(rng, 604, 1094, 560, s)
        + poplar(rng, 664, 1088, 450, s)
        + tree(rng, 828, 1100, 330, s)
        + tree(rng, -30, 1104, 260, s)
        + fallen
        + lamp(722, 1120, 330, -1)
        + bench(800, 1128, 0.9)
        + people(
            rng,
            (220, 1128, 84, BLUE, ""),
            (256, 1128, 56, RED, ""),
            (284, 1130, 60, "#3b4048", ""),
            (468, 1126, 84, GREEN, "#cfcac0"),
        )
    )


def spring(rng: Random) -> str:
    """The bluish panel house when the apricots bloom, its long side to the left."""
    s = SPRING
    return (
        heaven(s, 900, 1200, 1060)
        + cloud(30, 110, 0.9, s.cloud)
        + cloud(700, 60, 0.8, s.cloud)
        + range_of(rng, 900, 1070, 390, s.far[0], "#f1f2ec")
        + range_of(rng, 900, 1080, 110, s.far[1])
        + block(rng, (372, 110, 440, 920), (-140, 330, 1040), BLUISH, s)
        + ground(s, 900, 1060, 1200, road=66)
        + bushes(rng, 400, 1076, 380, s)
        + poplar(rng, 866, 1086, 420, s)
        + tree(rng, 96, 1106, 320, s, BLOSSOM)
        + tree(rng, 262, 1094, 240, s, BLOSSOM)
        + tree(rng, 330, 1100, 160, s)
        + lamp(842, 1110, 340, -1)
        + people(
            rng, (440, 1122, 84, PLUM, ""), (640, 1120, 84, BROWN, ""), (672, 1122, 54, YELLOW, "")
        )
        + bus(-60, 1196, 0.95)
    )


def poplars(rng: Random) -> str:
    """The beige panel house behind a row of poplars, at the beginning of a clear day."""
    s = MORNING
    row = "".join(
        poplar(rng, x, 1098 - x % 3 * 4, rng.uniform(400, 560), s) for x in (66, 170, 268, 376, 622)
    )
    return (
        heaven(s, 900, 1200, 1060)
        + cloud(660, 150, 0.9, s.cloud)
        + cloud(-140, 420, 0.9, s.cloud)
        + range_of(rng, 900, 1075, 380, s.far[0], "#f3f1ec")
        + range_of(rng, 900, 1085, 120, s.far[1])
        + block(rng, (120, 110, 448, 920), (1090, 350, 1038), BEIGE, s)
        + ground(s, 900, 1062, 1200, road=60)
        + bushes(rng, 20, 1082, 640, s)
        + row
        + tree(rng, 800, 1098, 300, s)
        + lamp(694, 1118, 330)
        + people(
            rng, (250, 1126, 84, ORANGE, ""), (560, 1128, 84, BLUE, ""), (590, 1128, 58, RED, "")
        )
        + car(610, 1196, 1, "#e6ddcf")
    )


def tiles(rng: Random) -> str:
    """The end wall over a square in the last sun: a bus stop, balconies seen from their ends."""
    s, box = EVENING, (230, 128, 440, 912)
    x, y, w, h = box
    stripes = "".join(
        rect(x + w * k, y, w * 0.035, h, "#7fa3a6", 'opacity=".55"') for k in (0.016, 0.949)
    )
    shelter = (
        rect(0, -92, 190, 8, "#2d6f78")
        + rect(6, -84, 6, 84, IRON)
        + rect(178, -84, 6, 84, IRON)
        + rect(14, -78, 162, 60, "#cfe3e2", 'opacity=".35"')
        + rect(30, -26, 130, 6, "#9a7350")
    )
    sunlit = [(x, y), (x + w, y), (x + w, y + h * 0.56), (x, y + h * 0.84)]
    return (
        heaven(s, 900, 1200, 1060)
        + disc(780, 176, 34, "#f6e6c4")
        + cloud(-60, 240, 1, s.cloud)
        + cloud(690, 350, 0.7, s.cloud)
        + range_of(rng, 900, 1075, 330, s.far[0])
        + range_of(rng, 900, 1085, 120, s.far[1])
        + town(rng, -20, 1070, 190, 330, "#a58d88", "#f0c877")
        + town(rng, 740, 1070, 190, 250, "#9b8788", "#f0c877")
        + rect(x - 40, y - 10, w + 80, h + 40, "#8d8084")
        + loggias(rng, x, x + w, y, h / 9, s)
        + slabs(rng, box, 3, 9, "#c4b0a6")
        + stripes
        + area(sunlit, "#ffd79c", 'opacity=".42"')
        + aged(rng, box, 5)
        + rect(x - 48, y - 28, w + 96, 20, "#d9c2aa")
        + rect(x, y - 8, w, 14, "#000", 'opacity=".1"')
        + rect(x, y + h, w, 30, "#77696a")
        + pipe(x, y + h - 22, w)
        + plate(x + w - 104, y + h - 84)
        + ground(s, 900, 1068, 1200, road=60)
        + bushes(rng, 250, 1084, 410, s)
        + poplar(rng, 60, 1096, 420, s)
        + poplar(rng, 120, 1090, 330, s)
        + tree(rng, 846, 1102, 300, s)
        + at(548, 1126, 1.12, shelter)
        + people(
            rng,
            (610, 1128, 82, ORANGE, ""),
            (664, 1128, 80, RED, ""),
            (700, 1130, 56, BLUE, ""),
            (470, 1128, 84, GREEN, "#cfcac0"),
        )
        + disc(290, 800, 46, "#ffe3a0", 'opacity=".22"')
        + lamp(216, 1126, 330, 1, "#ffe3a0")
        + bus(30, 1198, 0.9, "#3c7f86")
    )


def monolith(rng: Random) -> str:
    """A new house clad in plates; saplings, a crane at work behind, the mountains."""
    s, box = MORNING, (110, 120, 452, 926)
    x, y, w, h = box
    side = Side((x + w, y - 10, y + h + 20), (1010, 300, 1056))
    crane = (
        line([(714, 420), (714, 110)], ORANGE, 7)
        + line([(620, 136), (900, 136)], ORANGE, 6)
        + line([(630, 136), (714, 110), (880, 136)], IRON, 2)
        + line([(850, 136), (850, 220)], IRON, 2)
        + rect(624, 136, 26, 22, "#8a8781")
    )
    young = "".join(
        line([(left - 8, 1106), (left - 8, 1048)], "#9a7350", 3) + tree(rng, left, 1106, 120, s)
        for left in (56, 244, 420, 646, 800)
    )
    return (
        heaven(s, 900, 1200, 1070)
        + cloud(640, 60, 0.9, s.cloud)
        + cloud(-110, 330, 0.7, s.cloud)
        + range_of(rng, 900, 1075, 460, s.far[0], "#f3f1ec")
        + range_of(rng, 900, 1080, 130, s.far[1])
        + crane
        + modern(rng, side, s)
        + cassettes(rng, box, 6, 16)
        + glow(box)
        + streak(x + 310, y, 18, 150)
        + rect(x - 6, y - 16, w + 12, 16, "#4f5458")
        + side.quad(0, 0, 1, 0.014, "#4f5458")
        + rect(x, y + h, w, 22, "#6d6a66")
        + side.quad(0, 0.975, 1, 0.025, "#6d6a66")
        + plate(x + w - 80, y + h - 96)
        + ground(s, 900, 1066, 1200, road=60)
        + young
        + lamp(600, 1120, 300)
        + car(660, 1136, 0.9, "#b9b3a6")
        + car(20, 1140, 0.9, RED)
        + people(
            rng,
            (330, 1128, 84, TEAL, ""),
            (362, 1128, 50, YELLOW, ""),
            (510, 1126, 84, ORANGE, "#cfcac0"),
        )
    )


def office(rng: Random) -> str:
    """A plastered house of the fifties near the old centre: cornice, corner stones, roses."""
    s, box = SUMMER, (160, 196, 520, 752)
    x, y, w, h = box
    side = Side((x + w, y - 34, y + h + 44), (1080, 330, 980))
    roof = area(
        [(x - 24, y - 46), (x + 60, y - 108), (x + w - 80, y - 108), (x + w + 26, y - 46)],
        "#9a5a40",
    )
    roof += area([(x + w - 80, y - 108), (x + w + 26, y - 40), (1080, 322), (1000, 256)], "#7f4733")
    bare = blob([(286, 808), (318, 792), (352, 800), (366, 826), (338, 850), (300, 842)], "#b5653f")
    bare += "".join(rect(298 + k % 2 * 28, 806 + k * 9, 22, 2, "#d9b79a") for k in range(4))
    base = "".join(rect(x, y + h - 170 + k * 34, w, 2, "#8c6a3c", 'opacity=".3"') for k in range(5))
    roses = "".join(
        disc(190 + k * 23 + k % 3 * 5, 1046 - k % 4 * 6, 6, ("#a52f25", "#d9624a")[k % 2])
        for k in range(22)
    )
    return (
        heaven(s, 900, 1100, 960)
        + cloud(690, 80, 0.8, s.cloud)
        + cloud(-120, 260, 0.9, s.cloud)
        + range_of(rng, 900, 985, 330, s.far[0])
        + poplar(rng, 12, 1000, 330, s)
        + tint("#d8c6a6", at(88, 996, 0.62, DOME))
        + roof
        + tall_windows(rng, side, s)
        + side.quad(0, -0.02, 1, 0.05, "#f3ead8")
        + side.quad(0, 0.95, 1, 0.05, "#8d8374")
        + rect(*box, "#e2b878")
        + patch(rng, 430, 440, 130, 80)
        + patch(rng, 250, 620, 150, 60)
        + base
        + aged(rng, box, 5)
        + rect(x, y + h - 182, w, 12, "#f3ead8")
        + bare
        + glow(box)
        + cornice(x, y, w)
        + rect(x - 6, y + h, w + 12, 48, "#8d8374")
        + rect(x + w - 64, y, 9, h + 30, "#9aa9ad")
        + plate(x + w - 150, y + h - 150)
        + ground(s, 900, 988, 1100)
        + bushes(rng, 180, 1052, 490, s)
        + roses
        + tree(rng, 790, 1046, 340, s)
        + tree(rng, 908, 1054, 300, s)
        + lamp(716, 1076, 300)
        + bench(560, 1086)
        + people(
            rng, (270, 1086, 84, BLUE, ""), (430, 1090, 84, RED, WHITE), (100, 1088, 82, GREEN, "")
        )
    )


def gym(rng: Random) -> str:
    """The long wall of a school's gym: a basket, a goal in chalk, children and their coach."""
    s, box = SPRING, (84, 238, 1032, 326)
    x, y, w, h = box
    school = rect(840, 96, 420, 500, "#e3c9a0") + rect(828, 84, 440, 16, "#f3ead8")
    school += "".join(
        window(rng, 866 + k % 6 * 66, 124 + k // 6 * 96, 42, 58, s) for k in range(12)
    )
    piers = "".join(rect(x + k * w / 4 - 8, y, 16, h, "#000", 'opacity=".05"') for k in (1, 2, 3))
    goal = line([(470, 560), (470, 464), (700, 464), (700, 560)], "#fff", 5, 'opacity=".55"')
    pipes = "".join(rect(k, y, 9, h + 22, "#9aa9ad") for k in (x + 26, x + w - 34))
    basket = (
        rect(-5, -230, 10, 230, IRON)
        + rect(-54, -300, 108, 74, WHITE)
        + rect(-22, -264, 44, 28, "none", 'stroke="#a52f25" stroke-width="4"')
        + rect(-22, -238, 44, 5, "#c9502f")
        + shape("M-20-232L-11-196H11L20-232z", "none", 'stroke="#fff" stroke-width="3"')
    )
    lines = "M0 690H1200M180 780L320 640M1030 780L900 640"
    return (
        heaven(s, 1200, 780, 600)
        + cloud(190, 80, 0.9, s.cloud)
        + cloud(930, 40, 0.6, s.cloud)
        + range_of(rng, 1200, 340, 240, s.far[0], "#f1f2ec")
        + rect(0, 336, 84, 270, s.far[0])
        + poplar(rng, 44, 600, 440, s)
        + poplar(rng, 116, 560, 490, s)
        + school
        + rect(*box, "#eddcb8")
        + piers
        + aged(rng, box, 7)
        + glow(box)
        + rect(x, y + h - 84, w, 84, "#b9895f", 'opacity=".28"')
        + goal
        + rect(x, y, w, 10, "#000", 'opacity=".1"')
        + pipes
        + rect(x - 14, y - 22, w + 28, 22, "#7f8f8a")
        + rect(x - 14, y - 22, w + 28, 6, "#98a6a1")
        + rect(x, y + h, w, 30, "#8d8374")
        + plate(x + w - 150, y + 190)
        + rect(0, 594, 1200, 190, "#c08a64")
        + rect(0, 594, 1200, 16, s.lawn[0])
        + fence(0, 598, 84, 44, "#7d8f97")
        + fence(1118, 598, 90, 44, "#7d8f97")
        + shape(lines, "none", 'stroke="#f4e9d0" stroke-width="4" opacity=".8"')
        + tree(rng, 1196, 640, 270, s)
        + at(226, 672, 0.68, basket)
        + bench(980, 640, 0.9)
        + people(
            rng,
            (420, 690, 70, TEAL, ""),
            (560, 676, 68, RED, ""),
            (650, 712, 72, YELLOW, ""),
            (820, 700, 90, BLUE, ""),
        )
        + disc(600, 704, 9, ORANGE)
    )


def _heating(x: float, y: float) -> str:
    """Two lagged pipes that rise over a drive and come down to the boiler house."""
    found = "".join(rect(x + k, y + 20, 9, 190, IRON) for k in (40, 118))
    for k in (22, 0):
        low, high, left, right = y + 60 - k, y - 80 - k, x + 12 - k, x + 88 + k
        way = [
            (x + 190, low),
            (right, low),
            (right, high),
            (left, high),
            (left, low),
            (x - 40, low),
        ]
        found += line(way, "#7f8b8f", 20) + line(way, "#dfe3e2", 15)
        found += line(way, "#a9b3b5", 15, 'stroke-dasharray="2 30"')
    return found


def boiler(rng: Random) -> str:
    """A boiler house of brick with its chimney, heating pipes over the drive, after rain."""
    s, box = GREY, (110, 300, 900, 450)
    x, y, w, h = box
    stack = area([(642, 320), (660, 50), (708, 50), (726, 320)], "#9c5f49")
    for top in (54, 126):
        k = (top - 50) / 15
        stack += area(
            [(660 - k, top), (708 + k, top), (710.4 + k, top + 36), (657.6 - k, top + 36)],
            "#e6ddcf",
        )
    smoke = "".join(
        lump(rng, 704 + k * 42, 38 - k * 7, 26 + k * 9, 14 + k * 4, "#e3e6e3", 'opacity=".6"')
        for k in range(5)
    )
    teeth = "".join(rect(x + 8 + k * 28, y + 14, 14, 14, "#7f4533") for k in range(32))
    pools = "".join(
        blob([(a, b), (a + c * 0.5, b - 10), (a + c, b + 2), (a + c * 0.5, b + 12)], "#b9c6ca")
        for a, b, c in ((180, 850, 210), (560, 872, 150), (840, 846, 180))
    )
    return (
        heaven(s, 1200, 900, 780)
        + cloud(60, 150, 1.3, s.cloud)
        + cloud(900, 190, 0.9, "#bfc9ca")
        + smoke
        + stack
        + range_of(rng, 1200, 790, 400, s.far[0])
        + town(rng, -30, 780, 190, 330, "#bdb5a6", "#8f9c9f")
        + poplar(rng, 1070, 790, 420, s)
        + bricks(rng, box, "#a8644b")
        + aged(rng, box, 7)
        + rect(x + 30, y + h - 80, 210, 80, "#fff", 'opacity=".09"')
        + rect(x + 250, y + 130, 156, 104, "#b9785c", 'opacity=".6"')
        + rect(x + 244, y + 120, 168, 12, "#8c4f3b", 'opacity=".7"')
        + teeth
        + rect(x - 10, y - 16, w + 20, 30, "#8c4f3b")
        + rect(x - 14, y - 24, w + 28, 10, "#7d8588")
        + rect(x, y + h, w, 34, "#7b776f")
        + rect(x + 56, y + 14, 9, h - 10, "#6f7a7d")
        + rect(x + 720, y - 66, 16, 42, "#7d8588")
        + plate(x + w - 110, y + h - 130)
        + rect(0, 778, 1200, 130, s.lawn[1])
        + rect(0, 812, 1200, 100, s.road)
        + pools
        + _heating(1040, 610)
        + bushes(rng, 150, 792, 120, s)
        + bushes(rng, 800, 794, 190, s)
        + tree(rng, 44, 812, 360, s)
        + people(rng, (330, 858, 86, ORANGE, "#e3a13d"), (690, 850, 86, BLUE, ""))
        + car(860, 894, 1.05, "#6d7f86")
    )


def _flight() -> str:
    """Fourteen steps up, a rail on either side."""
    found = ""
    for k in range(14):
        place = (880 + k * 3, 612 - k * 21, 190 - k * 6)
        found += rect(*place, 21, ("#cfc5b1", "#c2b8a4")[k % 2]) + rect(*place, 4, "#e6dfd0")
    for foot, way in ((884, 1), (1068, -1)):
        found += line([(foot, 560), (foot + way * 42, 272)], IRON, 5)
        for k in range(0, 15, 2):
            post = foot + way * k * 3
            found += line([(post, 560 - k * 20.5), (post, 612 - k * 21)], IRON, 3)
    return found


def _terrace(rng: Random, s: Season) -> str:
    """What grows and stands above the retaining wall."""
    house = rect(350, 120, 250, 190, "#e0bd88")
    house += area([(330, 124), (400, 56), (560, 56), (620, 124)], "#9a5a40")
    house += "".join(window(rng, 380 + k * 74, 164, 46, 60, s) for k in range(3))
    return (
        rect(0, 330, 1200, 300, s.lawn[0])
        + shape("M820 340Q1000 290 1200 300V640H820z", "#8fa06c")
        + house
        + tree(rng, 130, 270, 250, s)
        + tree(rng, 290, 300, 210, s)
        + poplar(rng, 660, 340, 290, s)
        + poplar(rng, 722, 340, 240, s)
        + tree(rng, 800, 350, 190, s)
        + bushes(rng, 10, 244, 280, s)
        + bushes(rng, 600, 338, 250, s)
        + tree(rng, 1160, 420, 260, s)
    )


def steps(rng: Random) -> str:
    """A retaining wall along a street, with steps at its end and gardens above."""
    s, wall = SUMMER, Side((-20, 210, 660), (860, 330, 622))
    marks = "".join(wall.quad(0, k / 6, 1, 0.006, "#5f5444", 'opacity=".14"') for k in range(1, 6))
    for k in range(7):
        u, rust = (k + 0.5) / 7, rng.uniform(0.1, 0.2)
        marks += wall.quad(k / 7, 0, 1 / 7, 1, "#fff" if k % 2 else "#000", 'opacity=".05"')
        marks += wall.quad(k / 7, 0, 0.003, 1, "#5f5444", 'opacity=".4"')
        marks += wall.quad(u - 0.006, 0.76, 0.012, 0.03, "#6f675a")
        marks += wall.quad(u - 0.004, 0.79, 0.008, rust, "#8c5a3a", 'opacity=".28"')
    stone = "#ece4d3"
    street = area([(0, 658), (860, 620), (1200, 632), (1200, 800), (0, 800)], s.path[0])
    street += area([(0, 734), (1200, 697), (1200, 800), (0, 800)], s.path[1])
    street += area([(0, 744), (1200, 706), (1200, 800), (0, 800)], s.road)
    street += area([(0, 664), (860, 625), (860, 632), (0, 676)], "#8fb3b8")
    street += line([(0, 786), (1200, 744)], "#e9e4d6", 5, 'stroke-dasharray="96 96"')
    return (
        heaven(s, 1200, 800, 600)
        + cloud(880, 90, 0.9, s.cloud)
        + cloud(90, 50, 0.7, s.cloud)
        + range_of(rng, 1200, 500, 340, s.far[0], "#f1f2ec")
        + _terrace(rng, s)
        + area([(860, 330), (1200, 344), (1200, 640), (860, 640)], "#b9ad97")
        + area([(1084, 330), (1200, 336), (1200, 640), (1084, 640)], "#cfc2ab")
        + rect(870, 318, 210, 320, "#a99d88")
        + wall.quad(0, 0, 1, 1, "#d4c9b4")
        + marks
        + streak(110, 240, 30, 190)
        + streak(600, 306, 20, 110)
        + wall.quad(0, -0.03, 1, 0.06, stone)
        + wall.quad(0, 0.03, 1, 0.015, "#000", 'opacity=".14"')
        + wall.quad(0, 0.93, 1, 0.07, "#9d927e")
        + rect(1084, 326, 130, 16, stone)
        + _flight()
        + street
        + lamp(838, 712, 330, -1)
        + people(
            rng,
            (250, 726, 98, RED, ""),
            (290, 726, 62, TEAL, ""),
            (560, 704, 88, GREEN, WHITE),
            (985, 540, 76, TEAL, ""),
            (944, 660, 84, ORANGE, ""),
        )
    )


def _washing() -> str:
    """What hangs on a line between two posts."""
    posts = rect(26, 876, 6, 130, "#8a8781") + rect(248, 876, 6, 130, "#8a8781")
    cloths = (
        (44, 38, 52, "#f4f1e8"),
        (92, 26, 40, "#d9624a"),
        (126, 44, 58, "#b9d2d6"),
        (180, 26, 34, "#e3a13d"),
    )
    return (
        posts
        + rect(30, 884, 220, 2, IRON)
        + "".join(rect(x, 885, w, h, c) for x, w, h, c in cloths)
    )


def brick(rng: Random) -> str:
    """A five-storey house of silicate brick under slate; washing on the line, a bench."""
    s, box = SUMMER, (150, 252, 560, 690)
    x, y, w, h = box
    side = Side((x + w, y - 4, y + h + 34), (1090, 380, 958))
    roof = area([(x + w / 2, y - 128), (x + w + 26, y + 4), (1110, 386), (900, 262)], "#7a7f80")
    band = "".join(rect(x + k * 28 + 2, y + 20, 22, 11, SILICATE.trim) for k in range(20))
    return (
        heaven(s, 960, 1100, 960)
        + cloud(-50, 150, 1, s.cloud)
        + cloud(640, 80, 0.9, s.cloud)
        + range_of(rng, 960, 980, 420, s.far[0])
        + town(rng, -20, 970, 150, 280, "#d8c6a6", "#93a3a3")
        + poplar(rng, 96, 980, 560, s)
        + poplar(rng, 40, 985, 430, s)
        + roof
        + floors(rng, side, SILICATE, s, 5)
        + side.quad(0, 0, 1, 1, "#3b3a44", 'opacity=".08"')
        + side.quad(0, 0.96, 1, 0.04, SILICATE.plinth)
        + bricks(rng, box, SILICATE.wall)
        + band
        + aged(rng, box, 5)
        + glow(box)
        + rect(x, y, w, 9, "#000", 'opacity=".12"')
        + rect(x + 40, y, 9, h - 30, "#9aa9ad")
        + gable(x, y, w)
        + rect(x - 6, y + h, w + 12, 38, SILICATE.plinth)
        + pipe(x, y + h - 60, w)
        + plate(x + w - 130, y + h - 128)
        + ground(s, 960, 976, 1100)
        + bushes(rng, 290, 1000, 400, s)
        + _washing()
        + tree(rng, 838, 1024, 310, s)
        + tree(rng, 950, 1034, 260, s)
        + bench(590, 1064)
        + people(
            rng,
            (570, 1068, 76, PLUM, WHITE),
            (612, 1068, 76, GREEN, "#c9502f"),
            (330, 1078, 56, YELLOW, ""),
            (380, 1072, 60, TEAL, ""),
            (170, 1070, 84, RED, ""),
        )
        + disc(356, 1074, 8, RED)
    )


def _stall(rng: Random, x: float, tone: str) -> str:
    """A stall with fruit under a striped awning."""
    found = rect(16, 50, 5, 150, IRON) + rect(208, 50, 5, 150, IRON)
    for k in range(8):
        ends = [(k * 28, 58), (k * 28 + 28, 58), (k * 24 + 42, 0), (k * 24 + 18, 0)]
        found += area(ends, (tone, "#f4e9d0")[k % 2])
    found += "".join(
        disc(22 + k * 24, 128, 11, rng.choice(("#c9502f", YELLOW, "#6a8550", "#a52f25")))
        for k in range(9)
    )
    found += rect(4, 140, 216, 60, "#9a7350") + rect(4, 134, 216, 8, "#b98a5c")
    return at(x, 470, 1, found)


def market(rng: Random) -> str:
    """The side of a covered market in profiled sheets: stalls, melons, a cart."""
    s, box = SUMMER, (66, 214, 1068, 366)
    x, y, w, h = box
    melon = '<ellipse rx="24" ry="18" fill="#4d6a41"/>' + shape(
        "M-20-8Q0-2 20-8M-22 4Q0 10 22 4", "none", 'stroke="#86a263" stroke-width="3"'
    )
    heap = ((330, 688), (374, 690), (418, 688), (352, 660), (396, 660), (374, 632))
    cart = (
        rect(-70, -52, 140, 12, "#9a7350")
        + rect(-60, -92, 56, 40, "#c9a87a")
        + rect(0, -84, 54, 32, "#b98a5c")
        + line([(70, -46), (112, -84)], IRON, 5)
        + "".join(disc(k, -18, 18, "#2b2a2a") + disc(k, -18, 7, "#b9b3a6") for k in (-34, 34))
    )
    seams = "".join(f"M{x + 110 + k * 70} {y - 72}l{(k - 6) * 3} 66" for k in range(13))
    return (
        heaven(s, 1200, 780, 600)
        + cloud(180, 90, 0.9, s.cloud)
        + cloud(850, 60, 0.8, s.cloud)
        + range_of(rng, 1200, 600, 400, s.far[0], "#f1f2ec")
        + poplar(rng, 1170, 610, 430, s)
        + poplar(rng, 30, 610, 470, s)
        + area([(x - 20, y), (x + 90, y - 74), (x + w - 90, y - 74), (x + w + 20, y)], "#a2604a")
        + shape(seams, "none", 'stroke="#7f4733" stroke-width="2" opacity=".6"')
        + rect(x + 340, y - 98, 380, 26, "#a9bcbd")
        + rect(x + 332, y - 104, 396, 8, "#efe6d4")
        + profiles(rng, box)
        + glow(box)
        + rect(x - 20, y - 8, w + 40, 20, "#efe6d4")
        + rect(x, y + 12, w, 9, "#000", 'opacity=".12"')
        + rect(x, y + h, w, 44, "#a39a8b")
        + rect(0, 622, 1200, 160, s.path[0])
        + rect(0, 716, 1200, 70, s.path[1], 'opacity=".6"')
        + plate(x + w - 220, y + 60)
        + _stall(rng, -30, "#a52f25")
        + _stall(rng, 1000, "#0f5a6b")
        + "".join(at(a, b, 1, melon) for a, b in heap)
        + at(790, 716, 1, cart)
        + people(
            rng,
            (480, 716, 92, BLUE, ""),
            (230, 712, 88, WHITE, "#2e2a2a"),
            (270, 726, 92, PLUM, WHITE),
            (920, 720, 92, GREEN, ""),
            (620, 734, 94, RED, ""),
            (660, 736, 58, YELLOW, ""),
        )
    )


PLACES: dict[str, tuple[int, int, Callable[[Random], str]]] = {
    "winter": (900, 1200, winter),
    "autumn": (900, 1200, autumn),
    "spring": (900, 1200, spring),
    "poplars": (900, 1200, poplars),
    "tiles": (900, 1200, tiles),
    "monolith": (900, 1200, monolith),
    "office": (900, 1100, office),
    "gym": (1200, 780, gym),
    "boiler": (1200, 900, boiler),
    "steps": (1200, 800, steps),
    "brick": (960, 1100, brick),
    "market": (1200, 780, market),
}


def draw(page: Page, name: str) -> None:
    """Draw one wall and save it."""
    width, height, compose = PLACES[name]
    page.set_viewport_size({"width": width, "height": height})
    drawing = compose(Random(name))
    page.set_content(
        f'<body style="margin:0"><svg width="{width}" height="{height}">{drawing}</svg>'
    )
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    image.save(ART / f"place-{name}.webp", quality=80, method=6)


def main() -> None:
    """Draw the walls that are named, or all of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        for name in sys.argv[1:] or PLACES:
            draw(page, name)


if __name__ == "__main__":
    main()
