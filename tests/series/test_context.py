"""Tests that the header leads to the front page wherever the host site has put it."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import RequestFactory, override_settings
from django.urls import include, path
from django.utils import translation
from wagtail import urls as wagtail_urls
from wagtail.models import Site

from series.context import header_for
from tests import factories
from tests.factories import House

urlpatterns = [path("publications/", include(wagtail_urls))]
"""A host site with another front page of its own."""


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/publications/", SERVER_NAME="localhost")
    request.resolver_match = None
    return request


def test_home_is_where_wagtail_serves_the_sites_front_page(house: House, request_: HttpRequest) -> None:
    with override_settings(ROOT_URLCONF="tests.series.test_context"):
        header = header_for(request_)
    assert header.path == "/publications/"
    assert (header.navigation[0].path, header.navigation[0].current) == ("/publications/", True)


def test_home_is_in_the_language_of_the_reader_where_the_site_has_it(house: House, request_: HttpRequest) -> None:
    with translation.override("it"):
        assert header_for(request_).path == "/", "there is no Italian front page yet"
        factories.make_italian_pages(house.page)
        Site.clear_site_root_paths_cache()
        header = header_for(request_)
    assert header.path == "/it/"
    assert {language.code: language.path for language in header.languages} == {"en": "/", "it": "/it/"}


def test_without_i18n_home_is_the_sites_root(house: House, request_: HttpRequest) -> None:
    with override_settings(WAGTAIL_I18N_ENABLED=False):
        assert header_for(request_).path == "/"


def test_a_host_without_a_site_has_a_home_all_the_same(db: None, request_: HttpRequest) -> None:
    Site.objects.all().delete()
    assert header_for(request_).path == "/"
