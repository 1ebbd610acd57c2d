"""Tests how the reader's HTML becomes a tree of plain data."""

from __future__ import annotations

import pytest

from commentaries.inlines import DEEPEST, language_of, tree_of, words_in


def inner(html: str, base: str = "") -> list[object]:
    [only] = tree_of(f"<p>{html}</p>", base=base)
    assert isinstance(only, dict)
    return list(only["of"])


def test_marks_become_nodes_and_words_stay_words() -> None:
    assert inner("a <b>b <i>c</i></b><sup>2</sup>") == [
        "a ",
        {"is": "strong", "of": ["b ", {"is": "emphasis", "of": ["c"]}]},
        {"is": "sup", "of": ["2"]},
    ]
    assert inner("1 &lt; 2 &amp; #panic") == ["1 < 2 & #panic"]


def test_the_call_of_a_note_is_its_number() -> None:
    call = '<sup class="note-call"><a href="#note-3" id="call-3" role="doc-noteref">3</a></sup>'
    assert inner(f"words{call} on") == ["words", {"is": "call", "number": 3}, " on"]


def test_addresses_are_whole_and_lead_to_the_web() -> None:
    link = {"is": "link", "to": "https://example.org/texts/one/", "of": ["one"]}
    assert inner('<a href="/texts/one/">one</a>', base="https://example.org/letters/two/") == [link]
    assert inner('<a href="javascript:alert(1)">words</a>') == ["words"]


def test_a_foreign_passage_tells_its_language_and_direction() -> None:
    assert inner('<span lang="ar-EG" dir="rtl">x</span>') == [
        {"is": "foreign", "lang": "ar", "region": "EG", "dir": "rtl", "of": ["x"]}
    ]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", ("en", "GB")),
        ("zh-Hant-TW", ("zh", "TW")),
        ("es-419", ("es", "")),
        ("", ("und", "")),
        ("x", ("und", "")),
    ],
)
def test_a_language_tag_is_cut_to_what_typesetting_knows(tag: str, language: tuple[str, str]) -> None:
    assert tuple(language_of(tag).values()) == language


def test_lists_hold_items_and_lists() -> None:
    assert tree_of("<ul>\n <li>one</li> <li>two<ol><li>deep</li></ol></li></ul>") == [
        {
            "is": "bullets",
            "of": [
                {"is": "item", "of": ["one"]},
                {"is": "item", "of": ["two", {"is": "numbers", "of": [{"is": "item", "of": ["deep"]}]}]},
            ],
        }
    ]


def test_no_word_is_lost_in_what_is_nested_wrongly_or_deeply() -> None:
    assert words_in(tree_of("<p>a<ul><li>b</li></ul>c</p>d</b>")) == "abcd"
    deep = tree_of("<b>" * 5000 + "word" + "</b>" * 5000)
    assert words_in(deep) == "word"
    depth, node = 0, deep[0]
    while isinstance(node, dict):
        depth, node = depth + 1, node["of"][0]
    assert depth == DEEPEST
