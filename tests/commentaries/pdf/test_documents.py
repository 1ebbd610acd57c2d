"""Tests what of a page, its record and its snapshot reaches the printed issue."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Locale

from commentaries import submitting
from commentaries.citations.house import unbroken
from commentaries.models import CommentaryPage, Note, Publisher, Series
from commentaries.pdf.documents import document_of
from commentaries.pdf.typesetting import typeset
from tests import factories
from tests.commentaries.pdf.demonstration import SLUGS, demonstration
from tests.commentaries.pdf.extracting import pages_of, text_of
from tests.factories import House


def call(ref: str) -> str:
    return f'<a linktype="note" id="{ref}"></a>'


def drafted(house: House, body: list[tuple[str, Any]], notes: dict[str, str] | None = None) -> CommentaryPage:
    page = factories.make_draft(house, body=body)
    page.notes = [Note(ref=ref, text=text, sort_order=order) for order, (ref, text) in enumerate((notes or {}).items())]
    page.save_revision()
    return factories.reloaded(page).get_latest_revision_as_object()


def test_a_document_is_plain_data_with_its_blocks_counted(house: House) -> None:
    image = factories.make_image()
    figure = {"image": {"image": image.pk, "alt_text": "A pier", "decorative": False}, "caption": "C", "credit": "D"}
    page = factories.make_draft(house, body=[("heading", "One"), ("paragraph", "<p>Two <b>three</b></p>")])
    page.body.append(("figure", page.body.stream_block.child_blocks["figure"].to_python(figure)))
    document = document_of(page)
    assert json.loads(json.dumps(document.data)) == document.data
    assert [(block["at"], block["kind"]) for block in document.data["body"]] == [
        (1, "heading"),
        (2, "paragraph"),
        (3, "figure"),
    ]
    shown = document.data["body"][2]["picture"]
    assert (shown["alt"], document.data["body"][2]["credit"]) == ("A pier", "Picture: D")
    assert document.files[shown["file"]].startswith(b"\x89PNG")


def test_notes_are_those_of_the_page_in_the_order_of_their_calls(house: House) -> None:
    page = drafted(
        house,
        [("paragraph", f"<p>One{call('b')} two{call('a')}</p>")],
        {"a": "<p>A</p>", "b": "<p>B</p>", "c": "<p>C</p>"},
    )
    notes = document_of(page).data["notes"]
    assert [(note["number"], note["of"][0]["of"], note["is_called"]) for note in notes] == [
        (1, ["B"], True),
        (2, ["A"], True),
        (3, ["C"], False),
    ]
    text = text_of(typeset(document_of(page)).pdf)
    assert "3 C" in text


def test_printed_is_as_of_its_day(house: House) -> None:
    page = factories.published(house)
    before = document_of(factories.reloaded(page)).data
    Series.objects.update(title="Renamed", accent="#aa0000", colophon="<p>New</p>", quotation_marks="angle")
    Publisher.objects.update(name="Renamed", address="Elsewhere", about="<p>New</p>")
    factories.published(house, title="A newer text")
    after = document_of(factories.reloaded(page)).data
    assert after == before


def test_the_colour_of_the_series_is_the_accent(db: None) -> None:
    page = factories.published(factories.make_house(accent="#aa0000"))
    assert document_of(factories.reloaded(page)).data["look"]["colour"]["accent"] == "#aa0000"


def test_a_draft_says_so_and_keeps_the_place_of_its_number(house: House) -> None:
    data = document_of(factories.make_draft(house)).data
    assert data["draft"] == "Draft, not for citation"
    assert data["label"] == unbroken(f"{timezone.now():%y} | —")
    assert data["citation"] == []
    published = document_of(factories.reloaded(factories.published(house))).data
    assert (published["draft"], published["label"][2:]) == ("", unbroken(" | 01"))
    assert published["label"] in [run["text"] for run in published["citation"]]
    assert document_of(factories.reloaded(CommentaryPage.objects.get(issue__sequence=1)), is_draft=True).data["draft"]


def test_an_italian_text_is_printed_in_italian(house: House) -> None:
    data = document_of(factories.make_draft(house, language="it")).data
    assert data["draft"] == "Bozza, da non citare"
    assert (data["lang"], data["words"]["lang"], data["words"]["page"]) == ("it", "it", "{page} di {pages}")


def test_a_translation_stands_among_the_latest_as_it_is_called_itself(house: House) -> None:
    original = factories.published(house)
    factories.make_italian_pages(house.page)
    page = factories.reloaded(original.copy_for_translation(Locale.objects.get(language_code="it")))
    page = factories.edited(page, house.author, title="Verbali di un comitato", language="it")
    submitting.submit(page, house.author)
    factories.decide(house, page)
    for text, title, language in ((original, original.title, "en"), (page, "Verbali di un comitato", "it")):
        [line] = document_of(factories.reloaded(text)).data["latest"]
        assert (line["title"], line["lang"]) == (title, language)


def test_links_are_listed_once_with_their_words(house: House) -> None:
    link = '<a href="https://example.org/a">words</a>'
    page = drafted(
        house, [("paragraph", f"<p>{link} and {link}{call('n')}</p>")], {"n": '<a href="https://b.example/">B</a>'}
    )
    assert document_of(page).data["links"] == [
        {"to": "https://example.org/a", "text": "words"},
        {"to": "https://b.example/", "text": "B"},
    ]


def test_a_picture_that_cannot_be_read_is_told_and_left_out(house: House) -> None:
    image = factories.make_image("Broken pier")
    with image.file.storage.open(image.file.name, "wb") as file:
        file.write(b"\x89PNG no picture")
    page = factories.make_draft(house)
    page.image = image
    document = document_of(page)
    assert document.data["lead_picture"] is None
    assert [(misfit.kind, misfit.detail) for misfit in document.misfits] == [("unreadable picture", "Broken pier")]
    assert typeset(document).pages


@pytest.mark.parametrize("slug", SLUGS)
def test_the_demonstration_texts_are_printed(house: House, slug: str) -> None:
    page = demonstration(house, slug)
    made = typeset(document_of(page))
    assert page.title in pages_of(made.pdf)[0]
