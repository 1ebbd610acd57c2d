"""Tests that no text makes the printing read a file, reach the network or go on for ever, and what is said then."""

from __future__ import annotations

import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from wagtail.images import get_image_model

from commentaries.inlines import DEEPEST, tree_of
from commentaries.pdf import pictures, press
from commentaries.pdf.orders import CannotPrint, Document, Exhausted, Patience, TooMuch
from commentaries.pdf.typesetting import typeset
from tests import factories
from tests.commentaries.pdf.extracting import text_of
from tests.commentaries.pdf.samples import call, heading, paragraph, picture, sample, table, words

CANARY = "The canary sings at midnight"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A file that nobody but its owner should read."""
    path = tmp_path / "canary.txt"
    path.write_text(CANARY)
    return path


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes]]]:
    """A server on this machine, its address, and what was ever asked of it."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        is_over = threading.Event()

        def serve() -> None:
            while not is_over.is_set():
                try:
                    caller, _address = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    asked.append(caller.recv(200))
                    caller.sendall(b"HTTP/1.0 404 Not Found\r\n\r\n")

        serving = threading.Thread(target=serve)
        serving.start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}", asked
        finally:
            is_over.set()
            serving.join()


def everywhere(said: str) -> Document:
    """A document that says the same in every place where an author, an editor or an institute writes."""
    html = said.replace("&", "&amp;").replace("<", "&lt;")
    shown, files = picture(alt=said)
    body: list[dict[str, Any]] = [
        paragraph(f"{html}{call(1)} <b>{html}</b> <i>{html}</i> <span lang='fr'>{html}</span>"),
        heading(said),
        paragraph(f"<ul><li>{html}</li></ul>"),
        {"kind": "pull_quote", "text": said},
        {
            "kind": "figure",
            "picture": {**shown, "credit": said},
            "is_decorative": False,
            "caption": said,
            "credit": said,
        },
        {"kind": "quotation", "of": tree_of(f"<p>{html}</p>"), "source": said},
        {"kind": "exchange", "question": said, "of": tree_of(f"<p>{html}</p>")},
        {"kind": "table", "caption": said, "head": [said, said], "rows": [[said, said]], "numeric": [False, False]},
        {"kind": "embed", "picture": None, "title": said, "url": said, "shown_url": said, "caption": said},
    ]
    head = dict.fromkeys(("series", "title", "short_title", "remark", "byline", "summary", "label", "rights"), said)
    return sample(
        body,
        notes=[html],
        files=files,
        keywords=[said],
        authors=[{"name": said, "affiliation": said}],
        key_points=[{"lead": said, "text": said}] * 3,
        links=[{"to": said, "text": said}],
        statements=[{"label": said, "text": said}],
        **head,
    )


def hostile_sayings(canary: Path, host: str) -> list[str]:
    """What would read the file or ask the server, if it were read as markup, as a path or as an address."""
    steps = "../" * 12
    return [
        f'#read("{canary}")',
        f'#read("{steps}{canary}")',
        f'#image("{canary}")',
        f'#include "{canary}"',
        f'#eval("read(\\"{canary}\\")")',
        f'$#read("{canary}")$ \\#{{ }} ``` @x <y> */ /* // \\u{{41}}',
        f"file://{canary}",
        str(canary),
        f"{steps}{canary}",
        f"http://{host}/asked.png",
        f'#image("http://{host}/asked.png")',
        f'<img src="http://{host}/asked.png"> &lt; &#60; ]]>',
        '#import "@preview/cetz:0.4.0"',
    ]


def test_no_saying_reads_a_file_or_reaches_the_network(canary: Path) -> None:
    with listening() as (host, asked):
        for said in hostile_sayings(canary, host):
            made = typeset(everywhere(said))
            text = text_of(made.pdf)
            assert CANARY not in text
            assert CANARY.encode() not in made.pdf
            start = "".join(said.split())[:16]
            assert "".join(text.split()).count(start) >= 15, f"{said} is printed as it is"
        assert asked == []
        with socket.create_connection(host.split(":")) as control:
            control.sendall(b"control")
        time.sleep(0.3)
        assert asked == [b"control"], "the server would have heard"


@pytest.mark.parametrize("name", ["../canary.png", "/canary.png", "http://127.0.0.1:1/canary.png", "canary.png\0"])
def test_a_picture_is_found_in_the_document_and_nowhere_else(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (20, 20)).save(tmp_path / "canary.png")
    place = name.replace("../", "../" * 12 + str(tmp_path).strip("/") + "/").replace("/canary", f"{tmp_path}/canary", 1)
    shown = {"file": place, "width": 20, "height": 20, "alt": "A canary", "credit": ""}
    figure = {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "", "credit": ""}
    with pytest.raises(CannotPrint) as refused:
        typeset(sample([paragraph("One."), figure]))
    assert refused.value.at == 2


def test_a_file_of_a_document_is_written_nowhere_but_in_its_folder(tmp_path: Path) -> None:
    out = tmp_path / "written.txt"
    typeset(sample(files={str(out): b"x", "../" * 12 + str(out).strip("/"): b"x", "../written.txt": b"x"}))
    assert not out.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 400, b"\xff\xd8\xff\xe0 no picture", b"GIF89a"],
    ids=["nothing", "a beginning", "zeros", "no JPEG", "no GIF"],
)
def test_a_broken_picture_is_named_by_its_block(content: bytes) -> None:
    shown, _files = picture()
    figure = {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "", "credit": ""}
    with pytest.raises(CannotPrint) as refused:
        typeset(sample([paragraph("One."), paragraph("Two."), figure], files={"picture.png": content}))
    assert refused.value.at == 3


def bomb(width: int, height: int) -> bytes:
    """A PNG of one bit for each pixel, all of them white: some kilobytes for hundreds of megapixels."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    packed = b"".join([*(packer.compress(row) for _row in range(height)), packer.flush()])
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_a_picture_of_200_megapixels_is_left_out_and_told(db: None) -> None:
    huge = bomb(20_000, 10_000)
    assert len(huge) < 100_000
    image = factories.make_image("Two hundred megapixels")
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(huge)
    read = pictures.Pictures()
    began = time.process_time()
    assert read.depict(get_image_model().objects.get(pk=image.pk)) is None
    assert time.process_time() - began < 1
    assert read.unreadable == ["Two hundred megapixels"]


def test_a_picture_that_comes_past_the_reader_breaks_the_limit_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    press.close()
    monkeypatch.setattr(press, "MEGABYTES", 300)
    figure = {
        "kind": "figure",
        "picture": {"file": "p.png", "alt": "x", "credit": "", "width": 20_000, "height": 10_000},
        "is_decorative": False,
        "caption": "",
        "credit": "",
    }
    try:
        with pytest.raises(TooMuch) as refused:
            typeset(sample([paragraph("One."), figure], files={"p.png": bomb(20_000, 10_000)}))
        assert refused.value.at == 2
    finally:
        press.close()


@pytest.mark.parametrize(
    "block",
    [paragraph("x" * 1_000_000), heading("y" * 1_000_000), {**table(3), "caption": "z" * 1_000_000}],
    ids=["paragraph", "heading", "caption"],
)
def test_a_word_of_a_megabyte_is_refused_at_once(block: dict[str, Any]) -> None:
    began = time.process_time()
    with pytest.raises(TooMuch, match=r"long word.*1000000") as refused:
        typeset(sample([paragraph("One."), block]))
    assert refused.value.at == 2
    assert time.process_time() - began < 1


def test_what_cannot_be_set_without_its_body_blames_no_block() -> None:
    with pytest.raises(CannotPrint) as refused:
        typeset(sample([paragraph("One."), paragraph("Two, which is longer.")], title=""))
    assert refused.value.at == 0


def test_a_title_or_a_note_of_a_megabyte_is_refused() -> None:
    for document in (sample(title="x " * 1_000_000), sample(notes=["x " * 1_000_000])):
        with pytest.raises(TooMuch, match=r"long text|long block"):
            typeset(document)


def test_what_takes_too_long_is_named_by_its_block() -> None:
    typeset(sample())
    slow = {**table(12), "rows": [[f"{word} {row}" for word in words(14).split()[:12]] for row in range(1600)]}
    began = time.monotonic()
    with pytest.raises(Exhausted, match="slow") as refused:
        typeset(sample([paragraph(words(60)), slow, paragraph(words(60))]), patience=Patience(setting=1.0))
    assert refused.value.at == 2
    assert time.monotonic() - began < 30
    assert typeset(sample()).pages, "the next text is set"


def test_marks_that_lie_deep_in_each_other_are_printed() -> None:
    deep = "<b>" * 5000 + "<i>" * 5000 + "word" + "</i>" * 5000 + "</b>" * 5000
    listed = "<ul><li>" * 300 + "item" + "</li></ul>" * 300
    text = text_of(typeset(sample([paragraph(deep), {"kind": "paragraph", "of": tree_of(listed)}])).pdf)
    assert "word" in text
    assert "item" in text
    assert DEEPEST < 20


def test_control_characters_and_marks_of_direction_neither_print_nor_turn_the_text() -> None:
    control = "".join(map(chr, [*range(0x20), 0x7F, *range(0x80, 0xA0)]))
    bidi = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
    others = "\ufeff\ufff9\ufffb\u2028\u2029\ud800\udfff\ufdd0\uffff\U000e0041\u180e"
    said = f"be{control}fore {bidi}evil{others} after"
    made = typeset(sample([paragraph("One."), paragraph(said.replace("\0", "")), heading(said)], title=said))
    text = text_of(made.pdf)
    assert "evil" in text
    assert "live" not in text
    assert {misfit.kind for misfit in made.misfits} <= {"missing character"}
    assert not set(text) & set(bidi + "\ufeff\ufffe")


def test_an_image_file_that_claims_to_be_another_is_read_as_what_it_is(db: None) -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/hostname" width="9" height="9"/></svg>'
    image = factories.make_image("A drawing")
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(svg)
    read = pictures.Pictures()
    assert read.depict(get_image_model().objects.get(pk=image.pk)) is None
    assert read.files == {}
