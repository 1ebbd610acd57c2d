"""Keeps the pictures of what was affirmed as they were, and the file of a new one under a name that nobody guesses."""

from __future__ import annotations

import secrets
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
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

    Raises:
        PictureInUse: with a sentence that says what to do.
    """
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


def in_use() -> str:
    """Why the file of a picture stays."""
    return _(
        "A text was submitted or published with this picture, so its file stays as it is. "
        "Upload the new file as another picture and choose that one in the text."
    )
