"""Turns two pictures of a page into how far they are apart where they are farthest."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops

PPI = 60
TILE = 10
"""Pixels: about a line and six letters. Over a whole page, a line that has moved is a few parts in a thousand."""
TOLERANCE = 3.0
"""Levels of 255, the mean over one tile. The same release of Typst draws the same pixels under each Python, so 0 is
expected; rounding that differs between processors moves an edge by a level or two. A line moved by half a point comes
to 27, a rule that is thinner to 24, another word to 32, another hue of the accent to 16, a shade 10 % lighter to 6."""


def distance(one: bytes, other: bytes) -> float:
    """The mean difference, in levels of 255, of the tile that differs most; 255 for pages of another size."""
    first, second = (Image.open(BytesIO(picture)).convert("RGB") for picture in (one, other))
    if first.size != second.size:
        return 255.0
    tiles = _difference(first, second).reduce(TILE)
    return float(tiles.getextrema()[1])


def shown(one: bytes, other: bytes) -> Image.Image:
    """Both pages side by side, and a third that is dark where they differ."""
    first, second = (Image.open(BytesIO(picture)).convert("RGB") for picture in (one, other))
    sheet = Image.new("RGB", (first.width + second.width * 2, max(first.height, second.height)), "white")
    sheet.paste(first, (0, 0))
    sheet.paste(second, (first.width, 0))
    if first.size == second.size:
        apart = ImageChops.invert(_difference(first, second).point(lambda level: min(255, 4 * level)))
        sheet.paste(apart.convert("RGB"), (first.width + second.width, 0))
    return sheet


def _difference(first: Image.Image, second: Image.Image) -> Image.Image:
    """The largest of the three channels' differences, so that a change of hue counts as one of brightness."""
    red, green, blue = ImageChops.difference(first, second).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)
