"""Tests how a stored page becomes the whole text that JATS, Markdown and plain text are made from."""

from __future__ import annotations

from typing import Any

from commentaries import versions
from commentaries.exporting import facts_of, text_of
from commentaries.fulltext import FullText
from commentaries.fulltext.texts import Elsewhere, Exchange, Figure, Heading, Picture, Prose, Quotation, Table
from commentaries.inlines import words_in
from commentaries.models import Note
from commentaries.recording import record_of
from tests import factories
from tests.factories import House

CALL = '<a linktype="note" id="{}"></a>'


def exported(house: House, body: list[tuple[str, Any]], notes: dict[str, str] | None = None, **facts: Any) -> FullText:
    """The whole text after a round through the database."""
    page = factories.make_draft(house, body=body, **facts)
    page.notes = [Note(ref=ref, text=text, sort_order=order) for order, (ref, text) in enumerate((notes or {}).items())]
    page.save_revision()
    page = versions.latest_of(factories.reloaded(page))
    return text_of(page, record_of(page, with_text=True))


def test_every_block_but_a_pull_quote_is_handed_on(house: House) -> None:
    text = exported(
        house,
        [
            ("paragraph", f"<p>One{CALL.format('b')}</p>"),
            ("heading", "Left out"),
            ("subheading", "And in"),
            ("pull_quote", "One"),
            ("quotation", {"text": "<p>They <i>say</i></p>", "source": "Minutes"}),
            ("exchange", {"question": "Why?", "answer": f"<p>Because{CALL.format('a')}</p>"}),
            ("embed", {"title": "A film", "url": "https://example.org/film", "caption": "Long"}),
        ],
        {"a": "<p>A</p>", "b": "<p>B</p>"},
    )
    kinds = [type(block) for block in text.blocks]
    assert kinds == [Prose, Heading, Heading, Quotation, Exchange, Elsewhere]
    assert [block.level for block in text.blocks if isinstance(block, Heading)] == [1, 2]
    assert [(note.number, words_in(list(note.nodes))) for note in text.notes] == [(1, "B"), (2, "A")]
    assert text.blocks[-1] == Elsewhere("A film", "https://example.org/film", "Long")


def test_a_table_hands_on_its_columns_of_figures_and_no_empty_head(house: House) -> None:
    def table(heading: str) -> tuple[str, Any]:
        columns = [{"type": "text", "heading": heading}, {"type": "figure", "heading": ""}]
        return "table", {"columns": columns, "rows": [{"values": ["Trieste", "12"]}], "caption": "Ships"}

    with_head, without = exported(house, [table("Harbour"), table("")]).blocks
    assert with_head == Table((("Trieste", "12"),), ("Harbour", ""), (False, True), "Ships")
    assert isinstance(without, Table)
    assert without.head == ()


def test_pictures_are_named_by_their_whole_address_and_not_by_the_original_file(house: House) -> None:
    image = factories.make_image(size=(1600, 900))
    image.contextual_alt_text, image.decorative = "A pier", False
    text = exported(
        house,
        [("figure", {"image": image, "caption": "In May", "credit": "Ann Lee"})],
        image=image,
        image_alt="The same pier",
        image_credit="Ann Lee",
    )
    [figure] = text.blocks
    assert isinstance(figure, Figure)
    assert figure.picture is not None
    assert figure.picture.url.startswith("http://localhost/")
    assert figure.picture.url.endswith(".width-1440.format-webp.webp")
    assert (figure.picture.alt, figure.caption, figure.credit) == ("A pier", "In May", "Ann Lee")
    assert text.lead_picture == Picture(figure.picture.url, "The same pier", "Ann Lee")


def test_links_within_the_site_lead_there_from_anywhere(house: House) -> None:
    text = exported(house, [("paragraph", f'<p><a linktype="page" id="{house.page.pk}">here</a></p>')])
    [block] = text.blocks
    assert isinstance(block, Prose)
    assert block.nodes[0]["of"] == [{"is": "link", "to": "http://localhost/letters/", "of": ["here"]}]


def test_an_archive_entry_has_facts_alone(house: House) -> None:
    page = factories.entered(house)
    assert text_of(page, record_of(page)) == FullText()


def test_facts_are_those_of_the_whole_text_and_cost_no_query(house: House, django_assert_num_queries: Any) -> None:
    page = factories.published(house, interests="Advises a harbour.", funding="Paid by tides.")
    record = record_of(page)
    [listed] = type(page).objects.filter(pk=page.pk).for_lists()
    with django_assert_num_queries(0):
        facts = facts_of(listed, record)
    whole = text_of(page, record)
    assert facts == FullText(
        key_points=whole.key_points, interests=whole.interests, funding=whole.funding, pdf_url=whole.pdf_url
    )
    assert facts.pdf_url == f"http://localhost/letters/{page.issue.address}.pdf"
    assert len(facts.key_points) == 3
