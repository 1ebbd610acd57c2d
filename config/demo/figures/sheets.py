"""Turns shapes, lines and words into a picture of few, flat colours, smooth at the edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int]

INK: Colour = (20, 32, 43)
PAPER: Colour = (255, 255, 255)
DEEP: Colour = (11, 60, 111)
TINT: Colour = (238, 243, 247)
WARM: Colour = (199, 142, 92)

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
