"""Tests that Markdown, read by a parser of CommonMark, says what was written, and that no words become a mark."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html
from markdown_it import MarkdownIt

from commentaries.citations import cite
from commentaries.fulltext import FullText, markdown_of
from commentaries.fulltext.markdown_runs import linked
from commentaries.fulltext.texts import KeyPoint, Prose
from commentaries.inlines import tree_of
from commentaries.record import LICENCES, Record
from tests.commentaries.citations.records import HARD_RECORDS, record
from tests.commentaries.fulltext.samples import FULL, HOSTILE_WORDS, INTERVIEW, hostile_text

GOLDEN = Path(__file__).parents[2] / "golden" / "fulltext"
READER = MarkdownIt("commonmark").enable("table")


def read(markdown: str) -> html.HtmlElement:
    return html.fromstring(f"<div>{READER.render(markdown)}</div>")


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def prose(source: str) -> str:
    """What a reader makes of a text of these paragraphs alone."""
    return READER.render(markdown_of(record(), FullText(blocks=(Prose(tree_of(source)),)))).split("<hr />")[1].strip()


def seen(words: str) -> str:
    return " ".join("".join(c for c in words if c >= " ").split())


@pytest.mark.parametrize("words", [*HOSTILE_WORDS, r"a \| b", "| - |", "#", "+", "2025. That year", "* * *"])
def test_no_words_become_a_mark(words: str) -> None:
    """The same elements in the same order, and the same words, as of a text that says something harmless instead."""
    harmless = read(markdown_of(record(title="harmless"), hostile_text("harmless")))
    hostile = read(markdown_of(record(title=seen(words)), hostile_text(words)))
    assert [element.tag for element in hostile.iter()] == [element.tag for element in harmless.iter()]
    assert words_of(hostile) == words_of(harmless).replace("harmless", seen(words))
    assert [a.get("href") for a in hostile.iter("a")] == [a.get("href") for a in harmless.iter("a")]
    assert [i.get("alt") for i in hostile.iter("img")] == [seen(words)] * len(harmless.findall(".//img"))


@pytest.mark.parametrize("hard", HARD_RECORDS)
def test_the_citation_of_every_hard_record_stands_at_the_head(hard: Record) -> None:
    page = read(markdown_of(hard, FULL))
    assert words_of(page.find("h1")) == hard.title
    head = words_of(page).partition("Key points" if hard.language != "it" else "Punti chiave")[0]
    assert " ".join(cite(hard, hard.language).split()) in head
    assert [name for c in hard.authors if (name := c.name.printed) not in head] == []
    if hard.remark:
        assert words_of(page[0]) == hard.remark


def test_the_text_is_read_as_it_is_meant() -> None:
    page = read(markdown_of(INTERVIEW, FULL))
    assert [(h.tag, words_of(h)) for h in page.iter("h2", "h3")] == [
        ("h2", "Key points"),
        ("h2", "What was left out"),
        ("h3", "Words of others"),
        ("h2", "In figures"),
        ("h2", "Notes"),
    ]
    assert [words_of(item) for item in page.findall("ul")[0]] == [
        "The committee published its minutes. It took eleven years.",
        "Nobody was surprised.",
    ]
    assert [words_of(cell) for cell in page.iter("th", "td")] == [
        "Harbour",
        "Ships",
        "Trieste",
        "1,204",
        "Gdańsk | Danzig",
        "17",
    ]
    assert [words_of(p) for p in page.findall("blockquote/p")] == [
        "They call it raison d’état and القاهرة.",
        "— Minutes, p. 4",
    ]
    assert [(s.get("lang"), s.get("dir")) for s in page.iter("span")] == [("fr", None), ("ar", "rtl")]
    assert [words_of(item) for item in page.findall("ol")[-1]] == [
        "Minutes of 4 May, item 3.",
        "Not in the minutes: the door",
    ]
    assert "Anna van den Berg: Were you there?" in [words_of(p) for p in page.findall("p")]
    assert {a.get("href") for a in page.iter("a")} >= {"https://example.org/minutes?a=1&b=2", "https://example.org/map"}


def test_a_list_in_a_list_stays_in_its_item() -> None:
    page = read(markdown_of(INTERVIEW, FULL))
    assert [words_of(item) for item in page.findall(".//li/ul/li")] == ["with one inside", "the door"]
    assert [len(item.findall("p")) for item in page.findall("ol")[0]] == [2, 1]


@pytest.mark.parametrize(
    ("source", "read_as"),
    [
        ("<p>a<b>b</b>c</p>", "<p>a<strong>b</strong>c</p>"),
        ("<p>a<i>«b»</i>c</p>", "<p>a<em>«b»</em>c</p>"),
        ("<p><b><i>both</i></b></p>", "<p><strong><em>both</em></strong></p>"),
        ("<p><b>one</b><b>two</b></p>", "<p><strong>one</strong><strong>two</strong></p>"),
        ("<p><b>one</b><i>two</i></p>", "<p><strong>one</strong><em>two</em></p>"),
        ("<p>a<i> spaced </i>b</p>", "<p>a <em>spaced</em> b</p>"),
        ("<p>5*<i>x</i>*</p>", "<p>5*<em>x</em>*</p>"),
        ("<p><i>one<br>two</i></p>", "<p><em>one<br />\ntwo</em></p>"),
        ("<p>one<br># two</p>", "<p>one<br />\n# two</p>"),
        ("<p>!<a href='https://e.org/a_b'>x]</a></p>", '<p>!<a href="https://e.org/a_b">x]</a></p>'),
        ("<p>-5 °C, #1, 1.5 and 1) or +2</p>", "<p>-5 °C, #1, 1.5 and 1) or +2</p>"),
    ],
)
def test_marks_of_the_text_are_read_as_such(source: str, read_as: str) -> None:
    assert prose(source) == read_as


def test_plain_words_stay_legible() -> None:
    text = markdown_of(
        record(), FullText(blocks=(Prose(["In 2025, costs & benefits (5 %) of AT&T – “1.5” - 25 | 61."]),))
    )
    assert "In 2025, costs & benefits (5 %) of AT&T – “1.5” - 25 | 61." in text


@pytest.mark.parametrize(
    "url",
    [
        "https://e.org/a(b",
        "https://e.org/a b",
        "https://e.org/<c>",
        "https://e.org/?x=&lt;",
        "https://e.org/\\n",
        "mailto:a@e.org",
    ],
)
def test_a_link_leads_where_it_should(url: str) -> None:
    link = read(linked("x", url)).find(".//a")
    assert link is not None
    for same, encoded in ((" ", "%20"), ("<", "%3C"), (">", "%3E"), ("\\", "%5C")):
        url = url.replace(same, encoded)
    assert link.get("href") == url


def test_a_note_of_one_word_is_no_definition_of_a_link() -> None:
    page = read(markdown_of(record(), FullText(blocks=(Prose(["x"]),), key_points=(KeyPoint("[1]: word"),))))
    assert "[1]: word" in words_of(page)


def test_terms_stand_at_the_foot() -> None:
    last = read(markdown_of(record(), FULL)).findall("p")[-1]
    assert words_of(last) == "© 2025 Institute of Tides. Licence: CC BY 4.0"
    reserved = read(markdown_of(record(licence=LICENCES["all-rights"], language="it"), FULL)).findall("p")[-1]
    assert words_of(reserved) == "© 2025 Institute of Tides. Licenza: Tutti i diritti riservati"


def test_the_whole_text_is_as_it_was_accepted() -> None:
    assert markdown_of(INTERVIEW, FULL) == (GOLDEN / "interview.md").read_text()
