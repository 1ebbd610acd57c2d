"""Tests what a series' page refuses."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text

from series.models import SeriesPage
from tests import factories
from tests.factories import House


def test_a_page_keeps_its_series_while_there_are_texts_below(house: House) -> None:
    other = factories.SeriesFactory(title="Notes from the Cliff")
    factories.published(house)
    house.page.series = other
    with pytest.raises(ValidationError, match="belong to “Letters") as refused:
        house.page.full_clean()
    assert set(refused.value.error_dict) == {"series"}
    with pytest.raises(ValidationError):
        house.page.save()


def test_the_editor_of_pages_reads_why(house: House, client: Client) -> None:
    other = factories.SeriesFactory(title="Notes from the Cliff")
    factories.published(house)
    client.force_login(house.admin)
    form = {
        **nested_form_data({"title": house.page.title, "slug": house.page.slug, "series": str(other.pk)}),
        **nested_form_data({"comments": {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}}),
        "introduction": rich_text(""),
        "action-publish": "1",
    }
    answer = client.post(reverse("wagtailadmin_pages:edit", args=[house.page.pk]), form)
    assert "make another page for the other series" in answer.content.decode()
    assert SeriesPage.objects.get(pk=house.page.pk).series == house.series


def test_a_page_without_texts_changes_its_series(house: House) -> None:
    other = factories.SeriesFactory()
    house.page.series = other
    house.page.full_clean()


def test_a_page_with_texts_of_its_series_is_saved(house: House) -> None:
    factories.make_draft(house)
    house.page.title = "Letters, mostly"
    house.page.full_clean()
    factories.make_italian_pages(house.page).full_clean()


@pytest.mark.parametrize("slug", ["review", "consent", "press", "manuscript"])
def test_a_page_leaves_the_addresses_of_links_to_them(house: House, slug: str) -> None:
    house.page.slug = slug
    with pytest.raises(ValidationError, match="leads people without an account") as refused:
        house.page.full_clean()
    assert set(refused.value.error_dict) == {"slug"}
