"""Tests that rich text becomes paragraphs and items of marked runs, whatever lies within what."""

from __future__ import annotations

import pytest

from commentaries.differences.flattening import passages
from commentaries.differences.texts import Run
from commentaries.inlines import tree_of


def flat(html: str) -> list[tuple[str, list[tuple[str, tuple[tuple[str, str], ...], str]]]]:
    found = passages(tree_of(html), lambda number: Run(f"({number})", key=f"note:{number}"))
    return [(kind, [(run.words, run.marks, run.key) for run in runs]) for kind, runs in found]


def test_paragraphs_and_items_lie_side_by_side() -> None:
    html = "<p>One.</p><ul><li>Two<ol><li>Three</li></ol></li><li>Four</li></ul><p></p>Five"
    assert [(kind, runs[0][0]) for kind, runs in flat(html)] == [
        ("paragraph", "One."),
        ("bullet", "Two"),
        ("number", "Three"),
        ("bullet", "Four"),
        ("paragraph", "Five"),
    ]


@pytest.mark.parametrize("html", ["<p><b><i>both</i></b></p>", "<p><em><strong>both</strong></em></p>"])
def test_it_does_not_matter_which_mark_lies_within_which(html: str) -> None:
    assert flat(html) == [("paragraph", [("both", (("emphasis", ""), ("strong", "")), "")])]


def test_links_and_foreign_passages_say_where_and_what() -> None:
    html = '<p><a href="https://example.org/">there</a> <span lang="pt-BR">saudade</span></p>'
    [(_kind, runs)] = flat(html)
    assert [marks for _words, marks, _key in runs] == [(("link", "https://example.org/"),), (), (("foreign", "pt-BR"),)]


def test_calls_and_ends_of_lines_are_things_of_their_own() -> None:
    html = '<p>said<sup class="note-call"><a href="#note-2">2</a></sup> so<br>and so</p>'
    assert flat(html) == [
        (
            "paragraph",
            [("said", (), ""), ("(2)", (), "note:2"), (" so", (), ""), ("↵", (), "break"), ("and so", (), "")],
        )
    ]
