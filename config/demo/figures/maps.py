"""Draws land and water as on a map: a sea with its cables, a river with its dams."""

from __future__ import annotations

import math
import random
from itertools import pairwise

from config.demo.figures.sheets import DEEP, INK, PAPER, TINT, WARM, Point, Sheet, mix, pale, smooth


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
