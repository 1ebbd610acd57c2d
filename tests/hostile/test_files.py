"""Tests that no picture or file is decoded before it is known to be of a kind and size that may be decoded."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client, RequestFactory
from django.urls import reverse
from PIL import Image as Pillow
from PIL import ImageFile as PillowFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from commentaries.uploading import MEGABYTE, SizeMiddleware
from tests.factories import House
from tests.hostile.ways import load


def png(width: int = 40, height: int = 30) -> bytes:
    buffer = BytesIO()
    Pillow.new("RGB", (width, height), "navy").save(buffer, "PNG")
    return buffer.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is large and holds next to nothing: whoever decodes it makes room for all its pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


@cache
def gif_of_many_frames() -> bytes:
    """Small in bytes and large in pixels: 60 frames of a megapixel each."""
    buffer = BytesIO()
    frames = [Pillow.new("L", (1000, 1000), number) for number in range(60)]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    return buffer.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
REFUSED: list[tuple[str, str, Callable[[], bytes]]] = [
    ("an SVG", "drawing.svg", lambda: SVG),
    ("an SVG by another name", "drawing.png", lambda: SVG),
    ("a page by another name", "page.png", lambda: b"<html><script>alert(1)</script></html>"),
    ("a GIF that is a script", "script.png", lambda: b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)"),
    ("a PNG called a JPEG", "picture.jpg", png),
    ("a picture called a page", "picture.html", png),
    ("nothing", "empty.png", lambda: b""),
    ("half a picture's head", "half.png", lambda: png()[:12]),
    ("51 megapixels in a few bytes", "bomb.png", lambda: bomb(8_500, 6_000)),
    ("ten gigapixels in a few bytes", "bomb.png", lambda: bomb(100_000, 100_000)),
    ("sixty frames of a megapixel", "film.gif", gif_of_many_frames),
    ("21 megabytes", "large.png", lambda: png() + b"\0" * (21 * MEGABYTE)),
    ("a TIFF", "picture.tiff", lambda: b"II*\0" + b"\0" * 50),
    ("a Photoshop file by another name", "picture.png", lambda: b"8BPS\0\1" + b"\0" * 50),
    ("a PostScript file by another name", "picture.png", lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
]
DOORS = ["wagtailimages:add", "wagtailimages:add_multiple", "wagtailimages_chooser:create"]


@pytest.fixture
def editor(house: House, client: Client) -> Client:
    client.force_login(house.admin)
    return client


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Pillow was asked to decode; only its head may be read."""
    asked: list[str] = []
    real = PillowFile.ImageFile.load

    def load(self: Any) -> Any:
        asked.append(self.format)
        return real(self)

    monkeypatch.setattr(PillowFile.ImageFile, "load", load)
    return asked


def send(client: Client, door: str, name: str, content: bytes) -> Any:
    file = SimpleUploadedFile(name, content, "image/png")
    if door == "wagtailimages:add_multiple":
        return client.post(reverse(door), {"title": "A picture", "files[]": file}, headers=AJAX)
    prefix = "image-chooser-upload-" if door == "wagtailimages_chooser:create" else ""
    return client.post(reverse(door), {f"{prefix}title": "A picture", f"{prefix}file": file, f"{prefix}tags": ""})


AJAX = {"x-requested-with": "XMLHttpRequest"}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("kind", "name", "content"), REFUSED, ids=[kind for kind, *_rest in REFUSED])
def test_a_hostile_picture_is_refused_at_the_field_and_never_decoded(
    kind: str, name: str, content: Callable[[], bytes], door: str, editor: Client, decoded: list[str]
) -> None:
    sent = content()
    decoded.clear()
    response = send(editor, door, name, sent)
    assert response.status_code == 200
    assert get_image_model().objects.count() == 0
    assert decoded == []
    said = response.json().get("error_message") if door.endswith("multiple") else response.content.decode()
    assert said


@pytest.mark.parametrize("door", DOORS)
def test_a_good_picture_comes_in_by_every_door(door: str, editor: Client) -> None:
    assert send(editor, door, "pier.png", png()).status_code in {200, 302}
    assert get_image_model().objects.count() == 1


@pytest.mark.parametrize(
    "name",
    ["../../../etc/passwd.png", "..\\..\\boot.png", "/etc/cron.d/x.png", "a\x00b.png", "con.png", "x\u202egnp.png",
     f"{'n' * 300}.png", "<script>alert(1)</script>.png", "=1+1.png", "a\r\nSet-Cookie: x=1.png"],
)  # fmt: skip
def test_no_name_of_a_file_leads_out_of_the_room_of_pictures(name: str, editor: Client) -> None:
    response = send(editor, "wagtailimages:add", name, png())
    assert response.status_code in {200, 302}
    for image in get_image_model().objects.all():
        stored = Path(image.file.path).resolve()
        assert stored.is_relative_to(Path(settings.MEDIA_ROOT).resolve() / "original_images")
        assert stored.name.isascii()
        assert not set(stored.name) & set("<>\r\n\0/\\=:")


def test_a_script_too_is_refused_a_picture_that_costs_too_much(house: House, decoded: list[str]) -> None:
    with pytest.raises(Pillow.DecompressionBombError), transaction.atomic():
        get_image_model().objects.create(title="x", file=ImageFile(BytesIO(bomb(8_500, 6_000)), name="bomb.png"))
    assert decoded == []


def test_loaddata_is_refused_a_picture_that_costs_too_much(house: House, tmp_path: Path) -> None:
    facts = {"title": "x", "file": "original_images/x.png", "width": 8_500, "height": 6_000, "collection": 1}
    facts |= {"created_at": "2026-01-01T00:00:00Z", "tags": []}
    with pytest.raises(ValidationError, match="more than 50 million pixels") as refused, transaction.atomic():
        load([{"model": "wagtailimages.image", "pk": 900, "fields": facts}], tmp_path)
    assert "file" in refused.value.message_dict


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "script.js", "page.xhtml", "x.exe", "x.pdf.html", "none"])
def test_a_document_that_a_browser_would_run_is_refused(name: str, editor: Client) -> None:
    file = SimpleUploadedFile(name, SVG, "application/pdf")
    response = editor.post(reverse("wagtaildocs:add"), {"title": "A document", "file": file, "tags": ""})
    assert response.status_code == 200
    assert response.context["form"].errors.keys() == {"file"}
    assert get_document_model().objects.count() == 0


def test_a_document_with_a_page_in_it_is_handed_out_as_a_file(editor: Client) -> None:
    file = SimpleUploadedFile("notes.txt", SVG, "text/html")
    editor.post(reverse("wagtaildocs:add"), {"title": "Notes", "file": file, "tags": ""})
    response = editor.get(get_document_model().objects.get().url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert (
        "script-src" in response["Content-Security-Policy"]
        or "default-src 'none'" in response["Content-Security-Policy"]
    )
    b"".join(response.streaming_content)


def test_what_is_too_large_is_turned_away_before_it_is_read(house: House) -> None:
    def nobody(request: Any) -> Any:
        raise AssertionError("It was let in.")

    for said in (str(26 * MEGABYTE), "1" * 40, "-1", "abc"):
        request = RequestFactory().post("/admin/images/add/", b"", content_type="application/octet-stream")
        request.META["CONTENT_LENGTH"] = said
        response = SizeMiddleware(nobody)(request)
        assert response.status_code == 413
        assert "Up to 25 megabytes" in response.content.decode()


def test_a_form_of_ten_thousand_fields_is_refused_and_no_fault(house: House, editor: Client) -> None:
    fields = {f"field-{number}": "x" for number in range(10_001)}
    assert editor.post(reverse("wagtailadmin_login"), fields).status_code == 400


def test_json_of_six_megabytes_is_refused_and_no_fault(house: House, editor: Client) -> None:
    assert editor.post(reverse("wagtailadmin_login"), {"username": "x" * 6_000_000}).status_code in {200, 400, 413}
    body = json.dumps({"x": "x" * 6_000_000})
    response = editor.post(reverse("wagtailadmin_login"), body, content_type="application/json")
    assert response.status_code < 500
