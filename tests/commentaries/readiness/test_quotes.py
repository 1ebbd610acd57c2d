"""Tests when a pull quote stands word for word in the text."""

from __future__ import annotations

import pytest

from commentaries.readiness.quotes import stands_in


@pytest.mark.parametrize(
    ("quote", "text", "stands"),
    [
        ("One two.", "<p>One two.</p>", True),
        ("one two", "<p>Zero. One two, three.</p>", True),
        ("One “two”", "<p>One ‘two’</p>", True),
        ('One "two"', "<p>One “two”</p>", True),
        ("2020–25", "<p>2020-25</p>", True),
        ("One two", "<p>One\xa0two</p>", True),
        ("One <b>two</b>", "<p>One <i>two</i></p>", True),
        ("One […] four", "<p>One two three four</p>", True),
        ("One [...] four", "<p>One two three four</p>", True),
        ("Four […] one", "<p>One two three four</p>", False),
        ("One three", "<p>One two three</p>", False),
        ("", "<p>One</p>", False),
        ("[…]", "<p>One</p>", False),
        (".", "<p>One.</p>", False),
    ],
)
def test_a_pull_quote_stands_word_for_word(quote: str, text: str, stands: bool) -> None:
    assert stands_in(quote, text) is stands


def test_a_pull_quote_ends_at_the_end_of_a_word() -> None:
    assert not stands_in("The state is a art", "<p>The state is a artefact.</p>")
