"""Turns elements of Dublin Core, wherever they stand, into facts."""

from __future__ import annotations

import re

from tests.outputs.facts import Facts
from tests.outputs.reading.values import NUMBER, among_links, issns_in, only, uninverted


def facts_in_dublin_core(elements: list[tuple[str, str]]) -> Facts:
    def said(name: str) -> list[str]:
        return [value for found, value in elements if found == name]

    series, number = series_and_number(only(said("source")))
    return Facts(
        title=only(said("title")),
        authors=tuple(uninverted(name) for name in said("creator")),
        translators=tuple(uninverted(name) for name in said("contributor")),
        series=series,
        number=number,
        issns=issns_in(*said("relation")),
        published=only(said("date")),
        doi=among_links(said("identifier"), "https://doi.org/"),
        licence=only(value for value in said("rights") if value.startswith("https://")),
        language=only(said("language")),
    )


def series_and_number(words: str) -> tuple[str, str]:
    """Series and number: ``Letters 25 | 61``."""
    found = re.fullmatch(rf"(.*?)(?: ({NUMBER}))?", words)
    assert found
    return found[1], found[2] or ""
