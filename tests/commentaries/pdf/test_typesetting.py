"""Tests the made pages by a reader of PDFs that is not ours: words, order, tags, place, limits."""

from __future__ import annotations

import re
import time
from io import BytesIO

import pytest
from lxml import etree
from PIL import Image, ImageChops, ImageStat
from pypdf import PageObject, PdfReader

from commentaries.inlines import tree_of
from commentaries.pdf import press
from commentaries.pdf.orders import (
    Document,
    Misfit,
    TooMuch,
)
from commentaries.pdf.typesetting import draw, typeset
from tests.commentaries.pdf.extracting import boxes_of, pages_of, tags_of, text_of
from tests.commentaries.pdf.samples import call, heading, paragraph, picture, running_text, sample, table, words

A4 = (595.3, 841.9)
LINE = 12.8
MARKUP = ['#panic("x")', "*a* $b$ @c \\#", "= no heading", '#read("/etc/passwd")', "<b> & &amp; </b>", "// no comment"]


def counted(first: int, last: int) -> str:
    return " ".join(f"w{number:04d}" for number in range(first, last))


@pytest.mark.parametrize("words_of_author", MARKUP)
def test_what_looks_like_markup_prints_as_it_is(words_of_author: str) -> None:
    escaped = words_of_author.replace("&", "&amp;").replace("<", "&lt;")
    body = [heading(words_of_author), paragraph(escaped), {"kind": "exchange", "question": words_of_author, "of": []}]
    text = text_of(typeset(sample(body, title=words_of_author, byline=words_of_author)).pdf)
    assert text.count(words_of_author) >= 5


def test_every_word_of_the_body_is_read_once_and_in_order() -> None:
    shown, files = picture()
    figure = {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "A caption", "credit": ""}
    body = [paragraph(counted(n, n + 100)) for n in range(0, 900, 100)]
    body[2:2] = [{"kind": "pull_quote", "text": counted(100, 112)}]
    body[5:5] = [figure, table(3)]
    body[7:7] = [{"kind": "pull_quote", "text": counted(420, 430)}]
    body.append(paragraph(f"<ul><li>{counted(900, 910)}</li><li>{counted(910, 920)}</li></ul>"))
    body.append({"kind": "quotation", "of": tree_of(f"<p>{counted(920, 960)}</p>"), "source": "Source"})
    text = text_of(typeset(sample(body, files=files)).pdf)
    assert re.findall(r"w\d{4}", text) == [f"w{number:04d}" for number in range(960)]


def test_hyphens_of_the_typesetting_vanish_when_the_words_are_read() -> None:
    made = typeset(sample([paragraph(words(120)), paragraph(words(120))]))
    assert (
        " ".join(pages_of(made.pdf)).count("which no regulation has yet forbidden") == words(120).count("forbidden") * 2
    )
    assert "forbid-" not in text_of(made.pdf)


def test_notes_stand_on_the_page_that_calls_them() -> None:
    body = [paragraph(f"{words(220)}{call(number)}") for number in range(1, 7)]
    pages = pages_of(typeset(sample(body, notes=[f"Remark{number} on silt." for number in range(1, 7)])).pdf)
    for number in range(1, 7):
        [on] = [at for at, page in enumerate(pages) if f"Remark{number} on silt" in page]
        assert re.search(rf"[.]{number}(?!\d)", pages[on])


def test_the_same_document_gives_the_same_bytes_in_another_process_and_second() -> None:
    first = typeset(sample()).pdf
    press.close()
    time.sleep(1.1)
    assert typeset(sample()).pdf == first


def test_the_structure_names_title_headings_lists_notes_figures_and_tables() -> None:
    shown, files = picture(alt="A field of blue")
    body = [
        paragraph(f"Words{call(1)} and <a href='https://example.org/'>a link</a>."),
        heading("First"),
        paragraph("<ul><li>one</li><li>two</li></ul>"),
        heading("Below", 2),
        {"kind": "quotation", "of": tree_of("<p>Quoted.</p>"), "source": ""},
        {"kind": "figure", "picture": shown, "is_decorative": False, "caption": "Caption", "credit": ""},
        table(3),
    ]
    found = tags_of(typeset(sample(body, notes=["A note."], files=files)).pdf)
    kinds = [kind for kind, _alt in found]
    assert [kind for kind in kinds if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H3"]
    assert {"P", "L", "LI", "LBody", "Link", "Note", "BlockQuote", "Figure", "Table", "TR", "TH", "TD"} <= set(kinds)
    assert ("Figure", "A field of blue") in found


def test_a_level_of_heading_is_never_left_out() -> None:
    found = tags_of(typeset(sample([heading("Deep first", 2), paragraph("One."), heading("Then", 1)])).pdf)
    assert [kind for kind, _alt in found if re.fullmatch(r"H\d", kind)] == ["H1", "H2", "H2"]


def test_it_declares_both_standards_and_names_the_issue_in_its_metadata() -> None:
    pdf = typeset(sample()).pdf
    packet = etree.fromstring(pdf[pdf.index(b"<x:xmpmeta") : pdf.index(b"</x:xmpmeta>") + len(b"</x:xmpmeta>")])
    said = {etree.QName(element).localname: "".join(element.itertext()) for element in packet.iter()}
    for declared in (b"<pdfuaid:part>1<", b"<pdfaid:part>3<", b"<pdfaid:conformance>A<", b"/DisplayDocTitle true"):
        assert declared in pdf
    assert said["title"] == "Small Harbours, Long Memories: Who Reads the Soundings?"
    assert (said["eIssn"], said["number"], said["doi"]) == ("2532-6570", "25 | 61", "10.1234/2025-61")
    assert said["WebStatement"] == "https://creativecommons.org/licenses/by/4.0/"
    creators = packet.findall(".//{http://purl.org/dc/elements/1.1/}creator//{*}li")
    assert [creator.text for creator in creators] == ["Ada Quay", "Bo Lock"]


def test_a_whole_text_in_arabic_runs_from_right_to_left() -> None:
    made = typeset(sample(running_text(500, "ar"), language="ar", title="من يقرأ الأعماق؟"))
    assert made.misfits == ()
    first = [box for box in boxes_of(made.pdf)[0] if "\u0600" <= box[0] <= "\u06ff"]
    body = [box for box in first if box[4] < 600]
    assert min(body, key=lambda box: -box[4])[1] > A4[0] / 2, "the first line of the text stands in the right column"
    assert "الميناء" in text_of(made.pdf)


def test_an_address_and_a_long_number_in_arabic_stand_as_they_are_written() -> None:
    address, number = "https://example.org/small-harbours-two", "12345678901234567890000056"
    made = typeset(sample([paragraph(f"الميناء {each}") for each in (address, number)], language="ar"))
    seen = _lines_seen(made.pdf)
    assert any(address in line for line in seen), seen
    assert any(number in line for line in seen), seen


def _lines_seen(pdf: bytes) -> list[str]:
    """The lines of the first page as the eye meets their letters, from left to right."""
    lines: list[tuple[float, list[tuple[float, str]]]] = []
    for character, left, bottom, _right, top in sorted(boxes_of(pdf)[0], key=lambda box: -box[2] - box[4]):
        middle = (bottom + top) / 2
        if not lines or lines[-1][0] - middle > 7:
            lines.append((middle, []))
        lines[-1][1].append((left, character))
    return ["".join(character for _left, character in sorted(letters)) for _middle, letters in lines]


def test_a_character_that_no_font_has_is_named_with_its_block() -> None:
    made = typeset(sample([paragraph("Plain."), paragraph("A harbour 港 and a face 😀.")]))
    assert [(misfit.kind, misfit.at) for misfit in made.misfits] == [("missing character", 2)] * 2
    assert "U+6E2F" in made.misfits[0].detail
    assert "GRINNING FACE" in made.misfits[1].detail
    assert "A harbour □ and a face □." in text_of(made.pdf)


@pytest.mark.parametrize("count", [300, 500, 800, 1100])
def test_the_last_columns_end_on_one_line_or_nearly(count: int) -> None:
    body = [paragraph(counted(first, first + 50)) for first in range(0, count, 50)]
    pages = [_feet_of_words(page) for page in boxes_of(typeset(sample(body)).pdf)]
    left, right = [page for page in pages if page][-1]
    date = 1.5 * LINE  # below the words of the right column, with half a line above
    assert abs(left - (right - date)) < 3 * LINE


def _feet_of_words(page: list[tuple[str, float, float, float, float]]) -> tuple[float, float] | None:
    """Where the counted words end in each column; nothing on a page without any."""
    feet: dict[bool, float] = {}
    for at, (character, left, bottom, _right, _top) in enumerate(page):
        if character == "w" and re.fullmatch(r"\d{4}", "".join(box[0] for box in page[at + 1 : at + 5])):
            feet[left > A4[0] / 2] = min(bottom, feet.get(left > A4[0] / 2, A4[1]))
    return (feet.get(False, A4[1]), feet.get(True, A4[1])) if feet else None


@pytest.mark.parametrize(
    "document",
    [
        sample([table(12), table(20, "incomprehensibility"), paragraph(words(100))]),
        sample([paragraph("https://example.org/" + "a-path/" * 55), paragraph("x" * 900)]),
        sample(title="A Very Long Title That Does Not End " * 7),
        sample([heading("Unendingheadings" * 9), paragraph("One.")]),
    ],
    ids=["tables", "addresses", "title", "heading"],
)
def test_nothing_leaves_the_page(document: Document) -> None:
    for page in boxes_of(typeset(document).pdf):
        for character, left, bottom, right, top in page:
            assert 50 < left < right < A4[0] - 50, character
            assert 30 < bottom < top < A4[1] - 30, character


def test_what_does_not_fit_is_said_with_its_block() -> None:
    made = typeset(sample([heading("A heading that goes on " * 8), paragraph("One."), table(24, "incomprehensible")]))
    assert {(misfit.kind, misfit.at) for misfit in made.misfits} == {("long heading", 1), ("wide table", 3)}


def test_pages_are_drawn_as_they_are_printed() -> None:
    document = sample()
    proof = draw(document, ppi=40)
    assert len(proof.pictures) == typeset(document).pages
    assert all(page.startswith(b"\x89PNG") for page in proof.pictures)
    assert b"<svg" in draw(document, kind="svg").pictures[0]


def test_a_picture_of_the_first_page_comes_with_the_pdf() -> None:
    document = sample(running_text(900))
    small, large = typeset(document, covers=(30, 60)).covers
    first, second = draw(document, ppi=60).pictures[:2]
    shown, alike, other = (Image.open(BytesIO(each)).convert("L") for each in (large, first, second))
    assert shown.size == alike.size == tuple(2 * side for side in Image.open(BytesIO(small)).size)
    apart, farther = (ImageStat.Stat(ImageChops.difference(shown, each)).mean[0] for each in (alike, other))
    assert apart < farther / 2


def test_a_draft_says_so_on_every_page() -> None:
    pages = pages_of(typeset(sample(running_text(900), draft="Draft, not for citation", label="25 | —")).pdf)
    assert all("Draft, not for citation" in page for page in pages)
    assert "25 | —" in pages[0]


def test_an_endless_word_is_refused_with_its_block() -> None:
    with pytest.raises(TooMuch) as refused:
        typeset(sample([paragraph("Short."), paragraph("x" * 1_000_000)]))
    assert refused.value.at == 2


def test_what_no_line_can_break_is_named_where_it_stands_out() -> None:
    amounts, word = "\u00a0".join(["1000"] * 20), "Donaudampfschifffahrtsgesellschaftskapitänsmütze"
    link = f'<a href="https://example.org/?{"q" * 90}">here</a>'
    body = [paragraph(f"They spent {amounts} on a {word}, {link}."), heading(word), paragraph("x" * 400)]
    assert draw(sample(body), ppi=20).misfits == (
        Misfit("overfull line", amounts, at=1),
        Misfit("overfull line", word, at=2),
    )


def test_addresses_that_lead_somewhere_stay_whole() -> None:
    long = "https://www.an-institute-with-a-long-name.example/commentaries/"
    imprint = {
        **sample().data["imprint"],
        "web": f"{long}about",
        "editors": [{"name": "E", "email": f"{'e' * 30}@x.example"}],
    }
    made = typeset(sample(number_url=f"{long}25-61/", doi_url=f"https://doi.org/10.1234/{'5' * 30}", imprint=imprint))
    addresses = [link for page in PdfReader(BytesIO(made.pdf)).pages for link in _addresses_on(page)]
    assert f"{long}25-61/" in addresses or f"https://doi.org/10.1234/{'5' * 30}" in addresses
    assert all(address.isascii() for address in addresses)


def _addresses_on(page: PageObject) -> list[str]:
    links = [note.get_object() for note in page.get("/Annots", [])]
    return [str(link["/A"]["/URI"]) for link in links if "/URI" in link.get("/A", {})]
