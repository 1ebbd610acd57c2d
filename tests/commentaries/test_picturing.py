"""Tests that the pictures of what was affirmed stay as they were, and that nobody guesses the names of new ones."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow

from commentaries import versions
from commentaries.picturing import PictureInUse
from tests import factories
from tests.factories import House


def another_file() -> bytes:
    buffer = BytesIO()
    Pillow.new("RGB", (50, 50), "red").save(buffer, "PNG")
    return buffer.getvalue()


def replace(image: object) -> None:
    image.file = ImageFile(BytesIO(another_file()), name="another.png")  # type: ignore[attr-defined]
    image.save()  # type: ignore[attr-defined]


def test_a_picture_of_a_draft_may_be_replaced(house: House) -> None:
    image = factories.make_image()
    page = factories.make_draft(house, image=image, image_alt="A pier", image_credit="IT")
    before = factories.digest_now(page)
    replace(image)
    assert factories.digest_now(page) != before


def test_a_picture_of_a_submitted_text_is_not_replaced(house: House) -> None:
    image = factories.make_image()
    page = factories.submitted(house, image=image, image_alt="A pier", image_credit="IT")
    before = factories.digest_now(page)
    with pytest.raises(PictureInUse, match="Upload the new file as another picture"), transaction.atomic():
        replace(image)
    image.refresh_from_db()
    assert factories.digest_now(page) == before


def test_a_picture_of_the_body_is_kept_like_the_lead_picture(house: House) -> None:
    image = factories.make_image()
    image.contextual_alt_text, image.decorative = "A pier", False
    body = [*factories.ready_body(), ("figure", {"image": image, "caption": "", "credit": "IT"})]
    page = factories.submitted(house, body=body)
    assert [row.image_id for row in page.versions.get().version_images.all()] == [image.pk]
    with pytest.raises(PictureInUse), transaction.atomic():
        replace(image)


def test_its_title_may_be_changed(house: House) -> None:
    image = factories.make_image()
    factories.submitted(house, image=image, image_alt="A pier", image_credit="IT")
    image.title = "The old pier"
    image.save()


def test_a_picture_of_a_version_is_not_deleted(house: House) -> None:
    image = factories.make_image()
    page = factories.make_draft(house, image=image, image_alt="A pier", image_credit="IT")
    versions.keep(page, by=None)
    page.image = None
    page.save()
    with pytest.raises(ProtectedError), transaction.atomic():
        image.delete()


def test_the_form_says_why_at_the_field(house: House, client: Client) -> None:
    image = factories.make_image()
    page = factories.submitted(house, image=image, image_alt="A pier", image_credit="IT")
    before = factories.digest_now(page)
    client.force_login(house.admin)
    answer = client.post(
        reverse("wagtailimages:edit", args=[image.pk]),
        {"title": "A pier", "file": SimpleUploadedFile("new.png", another_file(), "image/png"), "tags": ""},
    )
    assert "Upload the new file as another picture" in answer.content.decode()
    assert factories.digest_now(page) == before


def test_the_file_of_a_picture_has_a_name_that_nobody_guesses(db: None) -> None:
    first, second = factories.make_image("A pier"), factories.make_image("A pier")
    names = [Path(image.file.name).name for image in (first, second)]
    assert all(re.fullmatch(r"[0-9a-f]{16}-A_pier\.png", name) for name in names)
    assert names[0] != names[1]
    rendition = first.get_rendition("fill-20x20")
    assert Path(rendition.file.name).name.startswith(names[0].removesuffix(".png"))


def test_a_long_name_keeps_its_random_beginning(db: None) -> None:
    image = factories.make_image("A pier " * 20)
    token = Path(image.file.name).name.split("-")[0]
    assert len(token) == 16
    assert Path(image.get_rendition("fill-20x20").file.name).name.startswith(f"{token}-")


def test_a_picture_that_is_saved_again_keeps_its_file(db: None) -> None:
    image = factories.make_image("A pier")
    name = image.file.name
    image.title = "Another title"
    image.save()
    image.refresh_from_db()
    assert image.file.name == name
