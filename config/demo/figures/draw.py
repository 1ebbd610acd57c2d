"""Turns a few shapes and rows of invented figures into the pictures of the demonstration texts.

Run it as ``python config/demo/figures/draw.py``; it needs Pillow alone and
writes its PNG files beside itself. Same script, same pictures.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int]

INK: Colour = (20, 32, 43)
PAPER: Colour = (255, 255, 255)
DEEP: Colour = (11, 60, 111)
TINT: Colour = (238, 243, 247)
WARM: Colour = (199, 142, 92)

FOLDER = Path(__file__).parent
OVERSAMPLING = 3
"""Shapes are drawn this many times larger and scaled down, which smooths their edges."""
COLOURS = 96
"""Flat shapes need few colours; a small palette keeps each file below 80 kB."""


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; ``share`` is the part of the second, from 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def pale(share: float) -> Colour:
    """The accent thinned with paper; ``share`` is the part of the accent."""
    return mix(PAPER, DEEP, share)


def smooth(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """Lead a curve through the points (a Catmull-Rom spline)."""
    ends = [points[0], *points, points[-1]]
    curve: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for step in range(steps):
            t = step / steps
            x, y = (
                0.5
                * (
                    2 * b[axis]
                    + (c[axis] - a[axis]) * t
                    + (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) * t**2
                    + (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]) * t**3
                )
                for axis in (0, 1)
            )
            curve.append((x, y))
    return [*curve, points[-1]]


class Sheet:
    """A picture to draw on, in the pixels of its final size."""

    def __init__(self, width: int, height: int, ground: Colour = PAPER) -> None:
        self.size = (width, height)
        self.image = Image.new("RGB", (width * OVERSAMPLING, height * OVERSAMPLING), ground)
        self.pen = ImageDraw.Draw(self.image)

    def shape(self, points: Iterable[Point], fill: Colour) -> None:
        self.pen.polygon([(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points], fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Colour) -> None:
        self.shape([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float) -> None:
        """Draw a line with round joints and ends."""
        scaled = [(x * OVERSAMPLING, y * OVERSAMPLING) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * OVERSAMPLING), joint="curve")
        for end in (points[0], points[-1]):
            self.dot(end, width / 2, fill)

    def dot(self, centre: Point, radius: float, fill: Colour) -> None:
        x, y = (coordinate * OVERSAMPLING for coordinate in centre)
        self.pen.circle((x, y), radius * OVERSAMPLING, fill=fill)

    def ring(self, centre: Point, radius: float, edge: Colour, fill: Colour, width: float = 4) -> None:
        self.dot(centre, radius, edge)
        self.dot(centre, radius - width, fill)

    def text(self, at: Point, words: str, size: float, fill: Colour = INK, anchor: str = "ls") -> None:
        """Write one line; ``anchor`` says which point of it lies at ``at``, in Pillow's letters."""
        font = ImageFont.load_default(size=size * OVERSAMPLING)
        self.pen.text((at[0] * OVERSAMPLING, at[1] * OVERSAMPLING), words, fill=fill, font=font, anchor=anchor)

    def save(self, path: Path) -> None:
        small = self.image.resize(self.size, Image.Resampling.BOX)
        few = small.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def cables() -> Sheet:
    """A sea between two coasts, crossed by cables, one of them broken."""
    sheet = Sheet(1600, 900, DEEP)
    for step in range(1, 6):
        inset = step * 52
        west_slope = [(380 + inset, -20), (450 + inset, 250), (390 + inset, 540), (470 + inset, 920)]
        east_slope = [(1180 - inset, 920), (1240 - inset, 600), (1150 - inset, 290), (1220 - inset, -20)]
        sheet.shape([*smooth(west_slope), *smooth(east_slope)], mix(DEEP, INK, 0.13 * step))

    west = [
        (196, -20),
        (262, 120),
        (318, 190),
        (306, 330),
        (232, 420),
        (150, 520),
        (176, 610),
        (270, 690),
        (352, 800),
        (340, 920),
    ]
    east = [
        (1420, -20),
        (1372, 60),
        (1276, 150),
        (1304, 250),
        (1330, 352),
        (1446, 430),
        (1398, 566),
        (1378, 690),
        (1424, 780),
        (1500, 920),
    ]
    island = [(756, 676), (784, 640), (836, 650), (872, 690), (830, 716), (786, 712), (756, 676)]
    shallows = mix(DEEP, PAPER, 0.16)
    for coast, edge, outward in ((west, -60, 16), (east, 1660, -16)):
        sheet.shape([(edge, -20), *((x + outward, y) for x, y in smooth(coast)), (edge, 920)], shallows)
        sheet.shape([(edge, -20), *smooth(coast), (edge, 920)], TINT)
    for shore in smooth(island):
        sheet.dot(shore, 15, shallows)
    sheet.shape(smooth(island), TINT)

    routes: list[list[Point]] = [
        [west[1], (560, 76), (940, 176), east[2]],
        [west[5], (460, 520), (610, 622), island[0]],
        [island[3], (1020, 706), (1180, 622), east[5]],
        [west[5], (540, 436), (920, 500), east[5]],
        [west[8], (600, 838), (980, 836), east[7]],
    ]
    for route in routes:
        sheet.line(smooth(route), mix(DEEP, PAPER, 0.72), 3)
    route = [west[3], (560, 262), (960, 330), east[3]]
    broken = smooth(route)
    sheet.line(broken[:36], WARM, 5)
    sheet.line(broken[40:], WARM, 5)
    centre = broken[38]
    for turn in range(0, 360, 20):
        dash = [math.radians(turn + part) for part in range(11)]
        sheet.line([(centre[0] + 62 * math.cos(a), centre[1] + 62 * math.sin(a)) for a in dash], PAPER, 2.5)
    for landing in {end for line in [*routes, route] for end in (line[0], line[-1])}:
        sheet.ring(landing, 12, DEEP, PAPER, 5)
    return sheet


def river() -> Sheet:
    """A river among fields, seen from above, with two dams and their reservoirs."""
    sheet = Sheet(1600, 900)
    fields(sheet, random.Random(11))  # a fixed seed, so that the fields are the same each time
    course = smooth(
        [
            (-80, 250),
            (150, 330),
            (380, 240),
            (600, 310),
            (720, 500),
            (880, 640),
            (1110, 590),
            (1290, 420),
            (1460, 470),
            (1700, 640),
        ],
        60,
    )
    dams = [round(0.4 * len(course)), round(0.755 * len(course))]

    def breadth(place: int) -> float:
        """Half the river's width: it swells towards a dam and is thin below it."""
        nearness = max((1 - (dam - place) / 130 for dam in dams if 0 < dam - place < 130), default=0.0)
        return 14 + 60 * math.pow(nearness, 1.7)

    for margin, colour in ((12, PAPER), (6, pale(0.4)), (0, DEEP)):
        banks = [
            (point, across(before, after, breadth(place) + margin))
            for place, (before, point, after) in enumerate(zip(course, course[1:], course[2:], strict=False))
        ]
        for ((ax, ay), (adx, ady)), ((bx, by), (bdx, bdy)) in pairwise(banks):
            sheet.shape(
                [(ax + adx, ay + ady), (bx + bdx, by + bdy), (bx - bdx, by - bdy), (ax - adx, ay - ady)], colour
            )
    for dam in dams:
        x, y = course[dam]
        side = across(course[dam - 1], course[dam + 1], 96)
        wall = [(x - side[0], y - side[1]), (x + side[0], y + side[1])]
        sheet.line(wall, PAPER, 30)
        sheet.line(wall, INK, 17)
    return sheet


def across(start: Point, end: Point, reach: float) -> Point:
    """The way from a line to its side: at right angles and ``reach`` long."""
    length = math.dist(start, end)
    return (start[1] - end[1]) / length * reach, (end[0] - start[0]) / length * reach


def fields(sheet: Sheet, chance: random.Random) -> None:
    """Cover the sheet with leaning fields in pale colours."""
    tones = [TINT, pale(0.1), pale(0.13), mix(PAPER, WARM, 0.14), mix(PAPER, WARM, 0.24), mix(TINT, WARM, 0.1)]
    turn = math.radians(10)
    for row in range(-3, 10):
        left = -360.0 + chance.randint(0, 90)
        while left < 1900:
            width, top = chance.choice((90, 130, 180, 240)), row * 112.0
            corners = [(left + 46, top), (left + 46 + width, top), (left + width, top + 112), (left, top + 112)]
            turned = [
                (x * math.cos(turn) - y * math.sin(turn), x * math.sin(turn) + y * math.cos(turn) - 120)
                for x, y in corners
            ]
            sheet.shape(turned, chance.choice(tones))
            sheet.line([*turned, turned[0]], PAPER, 4)
            left += width


def harbour() -> Sheet:
    """A harbour at low sun: hills, sheds, cranes, a quay and a repair ship."""
    sheet = Sheet(1600, 900, TINT)
    sheet.dot((1130, 340), 92, mix(PAPER, WARM, 0.55))
    far = [(-20, 470), (180, 400), (380, 440), (620, 350), (860, 430), (1100, 400), (1340, 440), (1620, 380)]
    near = [(-20, 520), (220, 500), (470, 450), (720, 515), (980, 500), (1260, 520), (1620, 470)]
    sheet.shape([*smooth(far), (1620, 640), (-20, 640)], pale(0.16))
    sheet.shape([*smooth(near), (1620, 640), (-20, 640)], pale(0.28))
    sheet.box(0, 620, 1600, 280, pale(0.86))
    for x, width, height in (
        (40, 150, 84),
        (206, 110, 116),
        (332, 170, 70),
        (520, 96, 100),
        (1290, 140, 92),
        (1446, 170, 70),
    ):
        sheet.box(x, 620 - height, width, height, pale(0.5))
        sheet.shape([(x, 621 - height), (x + width / 2, 586 - height), (x + width, 621 - height)], pale(0.5))
        for window in range(int(width // 34)):
            sheet.box(x + 14 + window * 34, 642 - height, 14, 18, pale(0.2))
    for x, reach in ((250, 210), (690, 210)):
        crane(sheet, x, reach)
    sheet.box(0, 620, 900, 40, INK)
    for x in range(20, 900, 90):
        sheet.box(x, 660, 16, 60, INK)
    ship(sheet, 980, 668)
    for y, lines in ((738, 7), (782, 6), (826, 7), (870, 6)):
        for index in range(lines):
            x = (index * 257 + y * 3) % 1640 - 60
            sheet.line([(x, y), (x + 60 + (index * 41 + y) % 90, y)], pale(0.62), 4)
    for y, half in ((706, 96), (750, 70), (794, 48), (838, 28)):
        sheet.line([(1130 - half, y), (1130 + half, y)], mix(DEEP, WARM, 0.75), 5)
    return sheet


def crane(sheet: Sheet, x: float, reach: float) -> None:
    """A quay crane standing at ``x``, its arm ``reach`` pixels over the water."""
    for leg in (x, x + 74):
        sheet.box(leg, 330, 13, 292, DEEP)
    sheet.line([(x + 6, 610), (x + 80, 470)], DEEP, 6)
    sheet.line([(x + 80, 610), (x + 6, 470)], DEEP, 6)
    sheet.box(x - 6, 452, 100, 12, DEEP)
    sheet.box(x - 96, 318, 170 + reach, 16, DEEP)
    sheet.line([(x + 38, 236), (x - 92, 320)], DEEP, 4)
    sheet.line([(x + 38, 236), (x + 68 + reach, 320)], DEEP, 4)
    sheet.line([(x + 6, 326), (x + 38, 236), (x + 80, 326)], DEEP, 9)
    sheet.line([(x + reach, 330), (x + reach, 430)], DEEP, 3)
    sheet.box(x + reach - 16, 430, 32, 22, WARM)


def ship(sheet: Sheet, x: float, waterline: float) -> None:
    """A cable ship with its stern at ``x``: drum on deck, sheave at the bow."""
    deck = waterline - 62
    sheet.shape(
        [(x, deck), (x + 430, deck), (x + 484, deck - 34), (x + 452, waterline + 18), (x + 28, waterline + 18)], INK
    )
    sheet.shape(
        [(x + 22, waterline + 4), (x + 462, waterline + 4), (x + 452, waterline + 18), (x + 28, waterline + 18)], WARM
    )
    sheet.box(x + 40, deck - 56, 150, 56, PAPER)
    sheet.box(x + 62, deck - 104, 104, 48, PAPER)
    sheet.box(x + 70, deck - 94, 88, 14, DEEP)
    for window in range(5):
        sheet.dot((x + 58 + window * 28, deck - 28), 6, DEEP)
    sheet.box(x + 100, deck - 150, 8, 46, INK)
    sheet.box(x + 124, deck - 134, 26, 30, WARM)
    for radius, colour in ((40, DEEP), (28, pale(0.45)), (10, DEEP)):
        sheet.dot((x + 270, deck - 30), radius, colour)
    sheet.line([(x + 282, deck - 66), (x + 462, deck - 42)], pale(0.86), 3)
    sheet.ring((x + 470, deck - 36), 17, DEEP, PAPER, 7)


def seats() -> Sheet:
    """The benches of a chamber from above, a few of them occupied by questions."""
    sheet = Sheet(1600, 900, TINT)
    centre, chance = (800.0, 800.0), random.Random(5)  # a fixed seed, so that the same seats are taken
    sheet.dot(centre, 735, PAPER)
    sheet.box(0, 836, 1600, 64, TINT)
    for row in range(6):
        radius = 250 + row * 84
        for first, last in ((0.03, 0.325), (0.36, 0.64), (0.675, 0.97)):
            number = round((last - first) * math.pi * radius / 70)
            for place in range(number):
                angle = math.pi * (first + (last - first) * (place + 0.5) / number)
                seat(sheet, centre, radius, angle, WARM if chance.random() < 0.08 else pale(0.95 - row * 0.13))
    sheet.box(742, 752, 116, 18, INK)
    sheet.shape([(760, 770), (840, 770), (828, 830), (772, 830)], INK)
    return sheet


def seat(sheet: Sheet, centre: Point, radius: float, angle: float, colour: Colour) -> None:
    """One seat with its back to the wall, turned towards the centre."""

    def place(outward: float, sideways: float) -> Point:
        return (
            centre[0] + (radius + outward) * math.cos(angle) - sideways * math.sin(angle),
            centre[1] - (radius + outward) * math.sin(angle) - sideways * math.cos(angle),
        )

    sheet.line([place(0, -17), place(0, 17)], colour, 26)
    sheet.line([place(24, -23), place(24, 23)], colour, 10)


def ripples() -> Sheet:
    """Lines of water, for the eye to rest on."""
    sheet = Sheet(1600, 240)
    for row in range(7):
        strength = 0.85 - abs(row - 3) * 0.2
        colour = WARM if row == 3 else pale(strength)
        points = [
            (
                x,
                120
                + (row - 3) * 26
                + (20 - abs(row - 3) * 4) * math.sin(x / 118 + row * 0.55) * math.sin(math.pi * x / 1600),
            )
            for x in map(float, range(60, 1541, 4))
        ]
        sheet.line(points, colour, 4)
    return sheet


def chart_repair() -> Sheet:
    """Days from alarm to service, as two bars of stages."""
    stages = ("Locating", "Ship", "Spares", "Permits", "Weather", "Repair")
    colours = (pale(0.18), pale(0.42), pale(0.6), WARM, pale(0.3), DEEP)
    bars = {"Without preparation": (2, 5, 4, 11, 3, 6), "With standing permits and listed spares": (2, 5, 1, 1, 3, 6)}
    sheet, left, day = Sheet(1200, 480), 40.0, 33.0
    for row, (name, days) in enumerate(bars.items()):
        top, x = 72 + row * 172, left
        sheet.text((left, top - 18), name, 27)
        for length, colour in zip(days, colours, strict=True):
            sheet.box(x, top, length * day - 3, 92, colour)
            middle = (x + (length * day - 3) / 2, top + 46)
            sheet.text(middle, str(length), 26, PAPER if colour == DEEP else INK, "mm")
            x += length * day
        sheet.text((x + 12, top + 46), f"{sum(days)} days", 28, DEEP, "lm")
    x = left
    for name, colour in zip(stages, colours, strict=True):
        sheet.box(x, 412, 26, 26, colour)
        sheet.text((x + 38, 425), name, 25, INK, "lm")
        x += 186
    return sheet


def chart_flow() -> Sheet:
    """Monthly flow of a river, left to itself and run through a reservoir."""
    natural = (40, 45, 80, 140, 190, 150, 90, 60, 50, 55, 60, 50)
    regulated = (110, 105, 90, 75, 70, 70, 75, 80, 80, 80, 85, 90)
    sheet, left, right, foot, scale = Sheet(1200, 640), 90.0, 1150.0, 560.0, 2.35
    sheet.text((left - 50, 50), "Flow in cubic metres per second", 25)
    for level in (0, 50, 100, 150, 200):
        y = foot - level * scale
        sheet.line([(left, y), (right, y)], INK if level == 0 else pale(0.16), 2)
        sheet.text((left - 14, y), str(level), 24, INK, "rm")
    step = (right - left) / 12
    for index, month in enumerate("JFMAMJJASOND"):
        sheet.text((left + (index + 0.5) * step, foot + 36), month, 24, INK, "ms")
    for flow, colour, width in ((natural, DEEP, 6), (regulated, mix(WARM, INK, 0.2), 6)):
        points = [(left + (index + 0.5) * step, foot - value * scale) for index, value in enumerate(flow)]
        sheet.line(points, colour, width)
        for point in points:
            sheet.dot(point, 8, colour)
    sheet.text((left + 5.25 * step, foot - 180 * scale), "Natural river", 27, DEEP, "lm")
    sheet.text((left + 8.5 * step, foot - 113 * scale), "Below the dam", 27, mix(WARM, INK, 0.4), "lm")
    return sheet


def chart_revisions() -> Sheet:
    """First estimates of growth and the figures two years later."""
    first = (0.4, 0.3, 0.5, 0.2, 0.1, 0.6, 0.4, 0.3)
    later = (0.6, 0.3, 0.2, 0.4, 0.5, 0.7, 0.2, 0.5)
    sheet, left, right, foot, scale = Sheet(1200, 600), 90.0, 1150.0, 490.0, 470.0
    sheet.text((left - 50, 50), "Quarterly growth, per cent", 25)
    for tenths in range(0, 9, 2):
        y = foot - tenths / 10 * scale
        sheet.line([(left, y), (right, y)], INK if tenths == 0 else pale(0.16), 2)
        sheet.text((left - 14, y), f"{tenths / 10:.1f}", 24, INK, "rm")
    step = (right - left) / len(first)
    for index, (early, late) in enumerate(zip(first, later, strict=True)):
        x = left + (index + 0.5) * step
        sheet.line([(x, foot - early * scale), (x, foot - late * scale)], pale(0.45), 5)
        sheet.dot((x, foot - late * scale), 15, DEEP)
        sheet.ring((x, foot - early * scale), 15 if early != late else 21, mix(WARM, INK, 0.15), PAPER, 5)
        if early == late:
            sheet.dot((x, foot - late * scale), 12, DEEP)
        sheet.text((x, foot + 36), f"Q{index % 4 + 1}", 24, INK, "ms")
    sheet.ring((left + 14, 568), 13, mix(WARM, INK, 0.15), PAPER, 5)
    sheet.text((left + 40, 568), "First estimate", 25, INK, "lm")
    sheet.dot((left + 294, 568), 13, DEEP)
    sheet.text((left + 320, 568), "Two years later", 25, INK, "lm")
    return sheet


PICTURES = (cables, river, harbour, seats, ripples, chart_repair, chart_flow, chart_revisions)


def main() -> None:
    for draw in PICTURES:
        draw().save(FOLDER / f"{draw.__name__.replace('_', '-')}.png")


if __name__ == "__main__":
    main()
