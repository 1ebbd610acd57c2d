"""Turns public texts and a site into what its outputs say otherwise than it is, a line for each untruth."""

from __future__ import annotations

from collections.abc import Iterable

from tests.outputs.houses import Public
from tests.outputs.outputs import Row
from tests.outputs.reading.site import Site


def untruths(site: Site, texts: Iterable[Public], outputs: Iterable[Row]) -> list[str]:
    """In these outputs, of those texts that they tell of."""
    rows = list(outputs)
    return [
        f"{row.name}, {text.place.page}: {line}"
        for text in texts
        for row in rows
        if not row.lacks & text.traits
        for line in row.untruths(site, text)
    ]
