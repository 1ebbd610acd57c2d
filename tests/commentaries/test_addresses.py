"""Tests that no text takes an address that its series keeps for years, numbers and pages of its own."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from commentaries.models import CommentaryPage
from commentaries.models.series import SeriesIdentity
from tests import factories
from tests.factories import House

RESERVED = ["2030", "26-01", "25-s1", "all", "catalogue", "v1"]


@pytest.mark.parametrize("slug", RESERVED)
def test_a_draft_takes_no_address_of_the_series(house: House, slug: str) -> None:
    page = factories.make_draft(house)
    page.slug = slug
    with pytest.raises(ValidationError, match=f"text-{slug}") as refused:
        page.full_clean()
    assert set(refused.value.error_dict) == {"slug"}


def test_numbers_of_a_former_pattern_stay_theirs(house: House) -> None:
    page = factories.make_draft(house)
    page.slug = "no-7"
    page.full_clean()
    SeriesIdentity.objects.create(
        series=house.series, title="Old Letters", number_pattern="No. {n}", address_pattern="no-{n}"
    )
    page.series = type(house.series).objects.get(pk=house.series.pk)
    with pytest.raises(ValidationError):
        page.full_clean()


def test_the_author_reads_why_at_the_field(house: House) -> None:
    page = factories.make_draft(house)
    form_class = CommentaryPage.get_edit_handler().get_form_class()
    empty = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0"}
    data = nested_form_data(
        {
            "title": page.title,
            "slug": "26-01",
            "key_points": streamfield([]),
            "body": streamfield([]),
            **dict.fromkeys(("authorships", "notes", "comments"), empty),
        }
    )
    form = form_class(data, instance=page, for_user=house.admin)
    form.defer_required_fields()
    assert "text-26-01" in str(form.errors["slug"])


def test_a_text_that_goes_live_by_another_door_is_moved_aside(house: House) -> None:
    page = factories.make_draft(house)
    page.slug, page.live = "26-01", True
    page.clean()
    assert page.slug == "text-26-01"


def test_a_text_called_by_a_year_gets_an_address_of_its_own(house: House) -> None:
    assert factories.make_draft(house, title="2030").slug == "text-2030"
    entry = factories.entered(house, title="1989", year=2014, published_on=date(2014, 3, 1))
    assert entry.slug == "text-1989"


def test_a_public_text_keeps_the_address_it_has(house: House) -> None:
    page = factories.published(house)
    CommentaryPage.objects.filter(pk=page.pk).update(slug="2030")
    factories.reloaded(page).full_clean()
