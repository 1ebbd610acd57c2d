"""Tests that title, persons, number, ISSNs, dates, DOI, terms and language agree in every output of a text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site as WagtailSite

from tests.outputs import demonstration
from tests.outputs.comparing import untruths
from tests.outputs.houses import Institute, Public
from tests.outputs.outputs import OUTPUTS, RUNNING, Row
from tests.outputs.reading.lists import sitemap_of
from tests.outputs.reading.site import Site, running_site, site_for_tests
from tests.outputs.texts import (
    A_HUNDRED,
    BYLINES,
    INTERVIEW,
    KINDS,
    LANGUAGES,
    LICENCES,
    SUFFIXES,
    TITLES,
    TRANSLATED,
    TRANSLATION,
    UNNUMBERED,
    hard,
)

LIGHT = [output for output in OUTPUTS if not output.costly]
COSTLY = [output for output in OUTPUTS if output.costly]
EVERY_FIFTH = range(0, A_HUNDRED, 5)
"""Those of the hundred in the quick run: every title, byline, language, kind and licence is among them."""
PRINTED = (5, 15, 30, 35, 40, 55, 60)
"""Of these, those of which the PDF is read: each script, signs of markup, six authors."""
SERVED = (0, 40)
"""Those that a running server is asked for, beside the special ones."""
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def at_noon(clock: Callable[[datetime], None]) -> None:
    """When it is the same day everywhere: some outputs go by UTC, as their standards want, and some by the series."""
    clock(NOON)


def nothing_untrue(site: Site, texts: Iterable[Public], outputs: Iterable[Row]) -> None:
    found = untruths(site, texts, outputs)
    assert not found, "\n".join(found)


def special(institute: Institute) -> list[Public]:
    """What a hundred ordinary texts do not show."""
    return [
        *institute.publish([INTERVIEW]),
        *institute.publish_in_two_languages(TRANSLATED, TRANSLATION),
        *institute.publish_without_number(UNNUMBERED),
        *institute.enter_older(),
    ]


def test_every_fifth_shows_everything_that_is_difficult() -> None:
    for lists in (TITLES, BYLINES, LANGUAGES, KINDS, SUFFIXES, LICENCES):
        assert {number % len(lists) for number in EVERY_FIFTH} == set(range(len(lists)))
    assert set(PRINTED) <= set(EVERY_FIFTH)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_every_fifth_of_a_hundred_difficult_texts_and_special_ones(client: Client) -> None:
    institute = Institute.founded()
    site = site_for_tests(client)
    ordinary = dict(zip(EVERY_FIFTH, institute.publish(map(hard, EVERY_FIFTH)), strict=True))
    others = special(institute)
    nothing_untrue(site, [*ordinary.values(), *others], LIGHT)
    nothing_untrue(site, [*(ordinary[number] for number in PRINTED), *others], COSTLY)


@pytest.mark.django_db
def test_both_languages_of_a_text_name_each_other(client: Client) -> None:
    texts = Institute.founded().publish_in_two_languages(TRANSLATED, TRANSLATION)
    site = site_for_tests(client)
    pages = {text.facts.language: text.place.page for text in texts}
    for text in texts:
        links = site.tree(text.place.page).cssselect("link[rel=alternate][hreflang]")
        in_head = {link.get("hreflang"): site.path(link.get("href")) for link in links}
        assert in_head == {**pages, "x-default": pages[TRANSLATED.language]}
        assert sitemap_of(site)[text.place.page].languages == pages


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_a_hundred_difficult_texts_in_print_too(client: Client) -> None:
    texts = Institute.founded().publish(map(hard, range(A_HUNDRED)))
    nothing_untrue(site_for_tests(client), texts, OUTPUTS)


@pytest.mark.django_db
@pytest.mark.usefixtures("at_noon")
def test_every_public_text_of_the_demonstration(client: Client) -> None:
    nothing_untrue(site_for_tests(client), demonstration.made(), OUTPUTS)


@pytest.mark.django_db(transaction=True)
def test_a_running_server_says_the_same(live_server: LiveServer, clock: Callable[[datetime], None]) -> None:
    clock(NOON)
    institute = Institute.founded()
    WagtailSite.objects.update(port=live_server.thread.port)
    texts = [*institute.publish(map(hard, SERVED)), *special(institute)]
    clock(NOON + timedelta(minutes=1))  # a change is told to harvesters a little later
    nothing_untrue(running_site(live_server.url), texts, [*LIGHT, *RUNNING])
