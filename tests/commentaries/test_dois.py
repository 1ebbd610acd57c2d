"""Tests that no settings of a series are saved under which two texts would have one DOI."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import querydict_from_html

from commentaries import numbering
from commentaries.models import Issue, Series
from commentaries.models.dois import refuse_shared_dois
from tests import factories
from tests.factories import House

pytestmark = pytest.mark.django_db
NOON = datetime(2025, 11, 25, 12, tzinfo=UTC)


def series(**facts: Any) -> Series:
    made: Series = factories.SeriesFactory(doi_prefix="10.1234", **facts)
    return made


def wrong(one: Series, **facts: Any) -> dict[str, list[str]]:
    """What is said against these settings, by field."""
    for name, value in facts.items():
        setattr(one, name, value)
    try:
        one.full_clean(exclude=["licence"])
    except ValidationError as error:
        return error.message_dict
    return {}


def test_the_usual_pattern_is_taken() -> None:
    assert wrong(series()) == {}
    assert wrong(series(doi_suffix="letters-{yyyy}-{n:02d}")) == {}
    assert wrong(series(title="Papers", doi_suffix="papers.{yyyy}/{n:02d}")) == {}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"doi_suffix": "letters"}, "The pattern must contain the number, {n}."),
        ({"doi_suffix": "{n}"}, "Numbers start again every year, so the pattern names the year: {yy} or {yyyy}."),
        (
            {"doi_suffix": "{yyyy}-{n!s:.2}"},
            "Under this pattern number 10 of 2000 and number 100 of 2000 would have the same DOI, 10.1234/2000-10.",
        ),
        (
            {"doi_suffix": "{n!s:.1}", "restart": "never"},
            "Under this pattern number 1 and number 10 would have the same DOI, 10.1234/1.",
        ),
        (
            {"doi_suffix": "{yyyy!s:.2}-{n}"},
            "Under this pattern number 1 of 2000 and number 1 of 2001 would have the same DOI, 10.1234/20-1.",
        ),
    ],
)
def test_a_pattern_that_names_two_texts_alike_is_refused(facts: dict[str, str], said: str) -> None:
    found = wrong(series(), **facts)
    assert list(found) == ["doi_suffix"]
    assert found["doi_suffix"][0] == said


@pytest.mark.parametrize(
    ("suffix", "said"),
    [
        ("{yyyy}..{n}", "Only letters, digits and hyphens may stand here"),
        ("{yyyy}-{n} ", "Only letters, digits and hyphens may stand here"),
        ("{yyyy}-{n}<", "Only letters, digits and hyphens may stand here"),
        ("{yyyy}-{n:,}", "Under this pattern number 1000 of 2000 would have the DOI 10.1234/2000-1,000."),
        ("\u212aite-{yyyy}-{n}", "Only letters, digits and hyphens may stand here"),
        ("{yyyy}-{n:0200d}", "This pattern cannot be read."),
    ],
)
def test_what_no_doi_may_hold_is_refused(suffix: str, said: str) -> None:
    """Also where only a later number would hold it; the sign of the kelvin is a k in small letters."""
    found = wrong(series(), doi_suffix=suffix)
    assert list(found) == ["doi_suffix"]
    [sentence] = found["doi_suffix"]
    assert said in sentence


def test_a_pattern_written_past_the_form_is_found_to_be_too_long() -> None:
    with pytest.raises(ValidationError, match="would have a DOI of 213 letters"):
        refuse_shared_dois(series(doi_suffix="{yyyy}-{n:0200d}"))


def test_a_doi_of_an_archive_entry_is_not_given_to_another(clock: Any) -> None:
    clock(NOON)
    house = factories.make_house(doi_prefix="10.1234")
    entry = factories.entered(house)
    Issue.objects.filter(pk=entry.issue_id).update(doi="10.1234/NOTES-2025-77")
    other = series(title="Notes", doi_suffix="x-{yyyy}-{n:02d}")
    assert wrong(other) == {}
    assert wrong(other, doi_suffix="notes-{yyyy}-{n:02d}") == {
        "doi_suffix": [
            "Under this pattern number 77 of 2025 would have the DOI 10.1234/NOTES-2025-77, which another text has "
            "already."
        ]
    }


def test_it_is_said_in_italian_too() -> None:
    with override("it"):
        [sentence] = wrong(series(), doi_suffix="{yyyy}-{n!s:.2}")["doi_suffix"]
    assert sentence == (
        "Con questo schema il numero 10 del 2000 e il numero 100 del 2000 avrebbero lo stesso DOI, 10.1234/2000-10."
    )


def test_two_series_do_not_share_prefix_and_pattern() -> None:
    series(title="Letters", doi_suffix="{yyyy}-{n:02d}")
    other = series(title="Notes", doi_suffix="notes-{yyyy}-{n:02d}")
    assert wrong(other) == {}
    said = wrong(other, doi_suffix="{yyyy}-{n:03d}")
    assert said == {
        "doi_suffix": [
            "“Letters” has the same prefix, and its pattern writes 10.1234/2000-100 too, for number 100 of 2000."
        ]
    }
    assert wrong(other, doi_suffix="{yyyy}-{n:02d}", doi_prefix="10.5678") == {}


def test_a_doi_that_a_text_has_is_not_given_to_another(clock: Any) -> None:
    clock(NOON)
    house = factories.make_house(doi_prefix="10.1234")
    page = factories.published(house)
    assert page.issue.doi == "10.1234/2025-01"
    assert wrong(house.series) == {}, "its own texts keep theirs"
    house.series.doi_suffix = "old-{yyyy}-{n:02d}"
    house.series.save()
    other = series(title="Notes")
    assert wrong(other) == {
        "doi_suffix": [
            "Under this pattern number 1 of 2025 would have the DOI 10.1234/2025-01, which another text has already."
        ]
    }
    clock(NOON.replace(year=2026))
    assert wrong(other) == {}, "numbers of 2025 do not come again"


@pytest.mark.parametrize("prefix", ["10.1234/", "https://doi.org/10.1234", "1234", "10.12"])
def test_a_prefix_is_one(prefix: str) -> None:
    assert list(wrong(series(), doi_prefix=prefix)) == ["doi_prefix"]


def test_without_a_prefix_no_pattern_is_looked_at() -> None:
    assert wrong(factories.SeriesFactory(), doi_suffix="{n}") == {}


def test_the_form_says_it_beside_the_field(house: House, client: Any) -> None:
    client.force_login(house.editor)
    address = reverse("wagtailsnippets_commentaries_series:edit", args=[house.series.pk])
    form = querydict_from_html(client.get(address).content.decode(), form_index=1)
    form["doi_prefix"], form["doi_suffix"] = "10.1234", "{yyyy}-{n!s:.2}"
    response = client.post(address, form)
    assert response.status_code == 200
    assert "would have the same DOI" in response.content.decode()
    house.series.refresh_from_db()
    assert house.series.doi_prefix == ""


def test_a_pattern_changed_past_its_form_stops_the_publication_with_a_sentence() -> None:
    house = factories.make_house(doi_prefix="10.1234")
    first, second = (factories.submitted(house, title=title) for title in ("One", "Two"))
    Series.objects.filter(pk=house.series.pk).update(doi_suffix="x{n!s:.0}")
    factories.decide(house, factories.reloaded(first))
    with pytest.raises(numbering.NumberAlreadyGiven, match=r"The DOI 10\.1234/x is taken\."):
        factories.decide(house, factories.reloaded(second))
    assert Issue.objects.exclude(doi="").count() == 1
    assert not factories.reloaded(second).live
