"""Tests what crawlers and browsers ask of every site."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.test import Client

from commentaries.models import CommentaryPage
from tests.series.views.answers import words


def test_there_is_an_icon(text: CommentaryPage, client: Client) -> None:
    assert client.get("/favicon.ico")["Location"] == "/static/series/icon.ico"
    assert 'rel="icon" href="/static/series/icon.svg"' in words(client.get("/letters/"))
    assert finders.find("series/icon.ico")
    assert finders.find("series/icon.svg")
