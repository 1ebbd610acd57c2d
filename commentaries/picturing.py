"""Keeps the pictures of what was affirmed as they were, and the file of a new one under a name that nobody guesses."""

from __future__ import annotations

import secrets
import struct
import sys
import zlib
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from wagtail.images import get_image_model

from commentaries.models import VersionImage

if TYPE_CHECKING:
    from wagtail.images.models import AbstractImage


class PictureInUse(PermissionDenied):
    """A text was submitted, reviewed or published with this picture."""


def is_kept(image: AbstractImage) -> bool:
    """Whether a text was submitted, reviewed, decided or published with this picture."""
    return image.pk is not None and VersionImage.objects.filter(image=image.pk).exists()


def guard(image: AbstractImage) -> None:
    """Refuses to write another file over a picture that a version shows. Deletion the database refuses.

    Refuses, too, a picture that would cost too much to decode: scripts and ``loaddata`` pass no form (trap 27).

    Raises:
        PictureInUse: with a sentence that says what to do.
        ValidationError: at ``file``.
    """
    most = getattr(settings, "WAGTAILIMAGES_MAX_IMAGE_PIXELS", None)
    if most and (image.width or 0) * (image.height or 0) > most:
        raise ValidationError(
            {"file": _("This picture has more than %(most)s million pixels.") % {"most": most // 10**6}}
        )
    stored = get_image_model().objects.filter(pk=image.pk).values_list("file", flat=True).first() if image.pk else None
    if stored is not None and stored != image.file.name and is_kept(image):
        raise PictureInUse(in_use())


def name_unguessably(image: AbstractImage) -> None:
    """Puts a random word before the name of a file that is about to be stored, and so before those of its renditions.

    Pictures are served by their names, also those of texts that are not public yet. The word comes
    first, as Wagtail shortens long names at the end.
    """
    if image.file and not image.file._committed:
        image.file.name = f"{secrets.token_hex(8)}-{PurePath(image.file.name).name}"


FORMATS = {"avif": "AVIF", "gif": "GIF", "jpeg": "JPEG", "jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
"""What a picture may be, by the end of its name, as Pillow calls it. No other of Pillow's readers is woken."""
UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, EOFError, OverflowError, struct.error, zlib.error)
"""What Pillow raises over a file that is cut off or was never a picture."""


def pixels_of(file: Any) -> int | None:
    """The pixels of all frames, by what the head of a file says, nothing decoded; none if it is no picture.

    For more than Pillow itself would decode the number is not told: it is too many.
    """
    at = file.tell()
    file.seek(0)
    try:
        with Pillow.open(file, formats=sorted(set(FORMATS.values()))) as head:
            return head.width * head.height * getattr(head, "n_frames", 1)
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning):
        return sys.maxsize
    except UNREADABLE:
        return None
    finally:
        file.seek(at)


def in_use() -> str:
    """Why the file of a picture stays."""
    return _(
        "A text was submitted or published with this picture, so its file stays as it is. "
        "Upload the new file as another picture and choose that one in the text."
    )
