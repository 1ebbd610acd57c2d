"""Draws places: a harbour at low sun, the benches of a chamber, lines of water."""

from __future__ import annotations

import math
import random

from config.demo.figures.sheets import DEEP, INK, PAPER, TINT, WARM, Colour, Point, Sheet, mix, pale, smooth


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
