"""Turns the pictures of a text into files that the printed page can hold."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from PIL import Image as Pillow
from PIL import ImageOps

from commentaries import picturing

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage

WIDEST = 2000
"""Pixels across the page: 300 an inch on the width of both columns."""
REMEMBERED = 12
"""Pictures kept in memory, as they are printed."""
LARGEST_DRAWING = 1_000_000
"""Bytes above which a picture that came without loss is a photograph all the same."""
MOST_PIXELS = 50_000_000
"""What is decoded at most (trap 27)."""


class Pictures:
    """Collects the files of one text's pictures while the text is read; ``depict`` is asked for each."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.unreadable: list[str] = []

    def depict(self, image: AbstractImage | None, *, alt: str = "", credit: str = "") -> dict[str, Any] | None:
        """Where the file of a picture is found, with its size in pixels; nothing for one that cannot be read."""
        if image is None:
            return None
        try:
            with image.file.open("rb") as file:
                made = _remembered(file.read())
        except (*picturing.UNREADABLE, ValidationError):
            made = None
        if made is None:
            self.unreadable.append(image.title)
            return None
        name, content, width, height = made
        self.files[name] = content
        return {"file": name, "width": width, "height": height, "alt": alt, "credit": credit}


_Made = tuple[str, bytes, int, int]
_made: OrderedDict[bytes, _Made | None] = OrderedDict()
"""The latest pictures by the hash of their originals: whoever writes sees the same ones again and again."""


def _remembered(original: bytes) -> _Made | None:
    key = hashlib.sha256(original).digest()
    if (kept := _made.get(key)) is not None:
        return kept
    made = _made[key] = _printable(original)
    if len(_made) > REMEMBERED:
        _made.popitem(last=False)
    return made


def _printable(original: bytes) -> _Made | None:
    """A picture decoded and written anew without anything but its pixels: name, file, width and height."""
    pixels = picturing.pixels_of(BytesIO(original))
    if pixels is None or pixels > MOST_PIXELS:
        return None
    with Pillow.open(BytesIO(original), formats=sorted(set(picturing.FORMATS.values()))) as opened:
        picture = ImageOps.exif_transpose(opened)
        is_drawing = opened.format in {"PNG", "GIF"}
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    if picture.width > WIDEST:
        picture = picture.resize((WIDEST, max(1, round(picture.height * WIDEST / picture.width))), Pillow.LANCZOS)
    written = BytesIO()
    if is_drawing or picture.mode == "RGBA":
        picture.save(written, "PNG")
    if not written.tell() or (picture.mode == "RGB" and written.tell() > LARGEST_DRAWING):
        written = BytesIO()
        picture.save(written, "JPEG", quality=88)
    content = written.getvalue()
    ending = "png" if content.startswith(b"\x89PNG") else "jpg"
    return f"{hashlib.sha256(content).hexdigest()[:20]}.{ending}", content, picture.width, picture.height
