"""Turns a text of the demonstration into a page, without its workflow."""

from __future__ import annotations

import tomllib

from commentaries.models import CommentaryPage
from config.demo import loading
from config.demo.people import TEXTS
from tests import factories
from tests.factories import House

SLUGS = ("who-mends-the-seabed", "beyond-dam-or-no-dam", "how-many-compared-with-what", "licence-in-the-drawer")


def demonstration(house: House, slug: str) -> CommentaryPage:
    """The draft, below the house's page, its authors by name alone."""
    text = tomllib.loads((TEXTS / f"{slug}.toml").read_text())
    for author in text["authors"]:
        factories.PersonFactory(slug=author["person"])
    page = CommentaryPage(series=house.series, live=False)
    loading._fill(page, text, house.series)
    house.page.add_child(instance=page)
    return page
