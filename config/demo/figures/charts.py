"""Turns rows of invented figures into charts."""

from __future__ import annotations

from config.demo.figures.sheets import DEEP, INK, PAPER, WARM, Sheet, mix, pale


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
