"""Tests what a search says that it found."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from commentaries.models import CommentaryPage
from series import searching
from tests import factories
from tests.factories import House
from tests.series.views.answers import words


def test_a_search_says_in_one_sentence_what_it_found(
    house: House, text: CommentaryPage, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("update_index", verbosity=0)
    for path in ("/search/", "/letters/"):
        assert "1 text found for “silent”" in words(client.get(f"{path}?q=silent"))
        nothing = words(client.get(f"{path}?q=zzzqq"))
        assert "Nothing was found for “zzzqq”" in nothing
        assert nothing.count("Nothing") == 1
    factories.published(house, title="Another silent committee")
    call_command("update_index", verbosity=0)
    assert "2 texts found for “silent”" in words(client.get("/search/?q=silent"))
    monkeypatch.setattr(searching.search_texts, "__kwdefaults__", {"limit": 1})
    assert "The best 1 of 2 texts found for “silent”" in words(client.get("/search/?q=silent"))
    monkeypatch.setattr(searching, "RANKED", 1)
    assert "The newest 1 of more than 1 texts found for “silent”" in words(client.get("/search/?q=silent"))
