"""Tests how a body becomes the blocks that the reader meets, with its notes in the order of their calls."""

from __future__ import annotations

from typing import Any

from commentaries import versions
from commentaries.models import Note
from commentaries.reading import Reading, picture, reading_of, rich, words_of
from tests import factories
from tests.factories import House


def call(ref: str) -> str:
    return f'<a linktype="note" id="{ref}"></a>'


def read(house: House, body: list[tuple[str, Any]], notes: dict[str, str] | None = None, **facts: Any) -> Reading:
    """The text as it is read after a round through the database."""
    page = factories.make_draft(house, body=body, **facts)
    page.notes = [Note(ref=ref, text=text, sort_order=order) for order, (ref, text) in enumerate((notes or {}).items())]
    page.save_revision()
    return reading_of(versions.latest_of(factories.reloaded(page)))


def test_notes_are_numbered_in_the_order_of_their_calls(house: House) -> None:
    reading = read(
        house,
        [("paragraph", f"<p>One{call('b')} two{call('a')}</p>"), ("paragraph", f"<p>Three{call('c')}</p>")],
        {"a": "<p>A</p>", "b": "<p>B</p>", "c": "<p>C</p>"},
    )
    assert [(note.number, note.html) for note in reading.notes] == [(1, "<p>B</p>"), (2, "<p>A</p>"), (3, "<p>C</p>")]
    assert [[note.number for note in block.notes] for block in reading.blocks] == [[1, 2], [3]]
    assert 'href="#note-1" id="call-1" role="doc-noteref">1</a>' in reading.blocks[0].html


def test_a_note_called_twice_keeps_its_number_and_one_anchor(house: House) -> None:
    reading = read(house, [("paragraph", f"<p>One{call('a')} again{call('a')}</p>")], {"a": "<p>A</p>"})
    html = reading.blocks[0].html
    assert html.count('href="#note-1"') == 2
    assert html.count('id="call-1"') == 1
    assert len(reading.notes) == len(reading.blocks[0].notes) == 1


def test_a_note_that_nothing_calls_comes_last_and_is_not_lost(house: House) -> None:
    reading = read(house, [("paragraph", f"<p>One{call('b')}</p>")], {"a": "<p>A</p>", "b": "<p>B</p>"})
    assert [note.html for note in reading.notes] == ["<p>B</p>", "<p>A</p>"]


def test_a_call_without_its_note_is_not_printed(house: House) -> None:
    reading = read(house, [("paragraph", f"<p>One{call('gone')} two.</p>")])
    assert reading.blocks[0].html == "<p>One two.</p>"
    assert reading.notes == []


def test_the_attributes_of_a_call_may_stand_in_any_order(house: House) -> None:
    reading = read(house, [("paragraph", '<p>One<a id="a" linktype="note"></a></p>')], {"a": "<p>A</p>"})
    assert ">1</a>" in reading.blocks[0].html


def test_notes_in_answers_are_numbered_with_the_rest(house: House) -> None:
    reading = read(
        house,
        [
            ("exchange", {"question": "Why?", "answer": f"<p>So{call('b')}</p>"}),
            ("paragraph", f"<p>Then{call('a')}</p>"),
        ],
        {"a": "<p>A</p>", "b": "<p>B</p>"},
    )
    assert [note.html for note in reading.notes] == ["<p>B</p>", "<p>A</p>"]
    assert reading.blocks[0].question == "Why?"


def test_scripts_already_in_the_database_are_not_read(house: House) -> None:
    """Wagtail trusts what is stored (trap 20)."""
    evil = '<script>alert(1)</script><img src="x" onerror="alert(1)"><a href="javascript:alert(1)">x</a>'
    reading = read(
        house,
        [
            ("paragraph", f"<p>Good{call('a')}</p>{evil}"),
            ("quotation", {"text": f"<p>Quoted</p>{evil}", "source": "<script>s</script>"}),
            ("exchange", {"question": "Q", "answer": f"<p>Answer</p>{evil}"}),
        ],
        {"a": f"<p>Note</p>{evil}"},
    )
    everything = "".join([*(f"{b.html}{b.answer}" for b in reading.blocks), *(n.html for n in reading.notes)])
    for bad in ("<script", "onerror", "javascript:", "<img", "alert"):
        assert bad not in everything
    for good in ("Good", "Quoted", "Answer", "Note"):
        assert good in everything


def test_plain_fields_are_left_to_the_template_to_escape(house: House) -> None:
    reading = read(house, [("heading", "<b>A</b> & B")])
    assert reading.blocks[0].text == "<b>A</b> & B"
    assert not hasattr(reading.blocks[0].text, "__html__")


def test_an_internal_link_becomes_an_address(house: House) -> None:
    assert rich(f'<a linktype="page" id="{house.page.pk}">there</a>') == '<a href="/letters/">there</a>'


def test_a_link_to_a_page_that_is_gone_leaves_its_words() -> None:
    assert "there" in rich("<p>there</p>")


def test_headings_get_addresses_of_their_own(house: House) -> None:
    reading = read(house, [("heading", "Costs"), ("subheading", "Costs"), ("heading", "???")])
    assert [(block.level, block.anchor) for block in reading.blocks] == [(2, "costs"), (3, "costs-2"), (2, "section")]


def test_a_figure_is_described_unless_it_is_decoration(house: House) -> None:
    described, plain = factories.make_image(), factories.make_image("Other", colour="red")
    described.contextual_alt_text, described.decorative = "A pier", False
    plain.contextual_alt_text, plain.decorative = "", True
    reading = read(
        house,
        [
            ("figure", {"image": described, "caption": "Where", "credit": "IT"}),
            ("figure", {"image": plain, "caption": "", "credit": "IT"}),
        ],
    )
    first, second = reading.blocks
    assert first.picture
    assert second.picture
    assert (first.picture.alt, first.caption, first.credit, first.decorative) == ("A pier", "Where", "IT", False)
    assert (second.picture.alt, second.decorative) == ("", True)
    assert first.anchor != second.anchor


def test_a_picture_comes_in_several_widths_with_its_size() -> None:
    assert picture(None) is None


def test_a_picture_whose_file_is_gone_is_left_out(house: House) -> None:
    image = factories.make_image()
    assert picture(image) is not None
    image.renditions.all().delete()
    image.file.storage.delete(image.file.name)
    assert picture(type(image).objects.get(pk=image.pk)) is None


def test_a_table_keeps_head_rows_and_figures(house: House) -> None:
    table = {
        "columns": [{"type": "text", "heading": "Year"}, {"type": "figure", "heading": "Ships"}],
        "rows": [{"values": ["2024", "7"]}, {"values": ["2025", "9"]}],
        "caption": "Arrivals",
    }
    block = read(house, [("table", table)]).blocks[0]
    assert (block.head, block.rows) == (("Year", "Ships"), (("2024", "7"), ("2025", "9")))
    assert (block.numeric, block.caption) == ((False, True), "Arrivals")


def test_an_embed_is_a_picture_title_and_link(house: House) -> None:
    value = {"image": None, "title": "Film", "url": "https://example.org/film", "caption": "Ten minutes"}
    block = read(house, [("embed", value)]).blocks[0]
    assert (block.title, block.url, block.caption, block.picture) == ("Film", value["url"], "Ten minutes", None)


def test_key_points_and_lead_picture_are_read(house: House) -> None:
    reading = read(
        house, [("paragraph", "<p>x</p>")], image=factories.make_image(), image_alt="A pier", image_credit="IT"
    )
    assert reading.key_points[0].lead == "Key point 1 stands by itself."
    assert reading.lead_image
    assert (reading.lead_image.alt, reading.lead_image.credit) == ("A pier", "IT")


def test_words_are_counted_with_title_and_notes_and_without_pull_quotes(house: House) -> None:
    page = factories.make_draft(
        house,
        title="one two",
        body=[
            ("paragraph", "<p>three <b>four</b></p><p>five</p>"),
            ("heading", "six"),
            ("pull_quote", "three four"),
            ("exchange", {"question": "seven", "answer": "<p>eight</p>"}),
        ],
    )
    page.notes = [Note(ref="a", text="<p>nine ten</p>")]
    assert words_of(page) == 10


def test_a_text_without_pictures_is_read_without_a_query(house: House, django_assert_num_queries: Any) -> None:
    page = versions.latest_of(factories.make_draft(house))
    list(page.notes.all())
    with django_assert_num_queries(0):
        reading_of(page)
