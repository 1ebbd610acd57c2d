"""Tests that many texts are compared in as many queries as one, as they are at one moment, and only read."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commentaries import affirming, submitting, versions
from commentaries.models import CommentaryPage
from series.comparing import texts
from tests import factories
from tests.benchmarks.archive import fill
from tests.factories import House


def pictured(house: House, number: int) -> CommentaryPage:
    """A public text with everything that is looked up elsewhere: two authors, a lead picture, a figure, a film."""
    blocks = []
    for kind, facts in (("figure", {"credit": "Us"}), ("embed", {"title": "Film", "url": "https://example.org/"})):
        image = factories.make_image(f"{kind} {number}", colour="teal")
        image.contextual_alt_text, image.decorative = f"A {kind}", False
        blocks.append((kind, {"image": image, "caption": "", **facts}))
    return factories.published(
        house,
        title=f"Text {number}",
        authors=[house.author_person, house.reviewer_person],
        body=[*factories.ready_body()[1:], *blocks],
        image=factories.make_image(f"Lead {number}", colour="red"),
        image_alt="A lead",
        image_credit="Us",
    )


def said_in(house: House) -> tuple[list[str], int]:
    """What disagrees, and in how many statements that was found."""
    with CaptureQueriesContext(connection) as queries:
        said = [str(finding) for finding in texts(house.series)]
    return said, len(queries)


def test_twenty_texts_cost_as_many_queries_as_one(house: House) -> None:
    pictured(house, 1)
    said, for_one = said_in(house)
    assert said == []
    for number in range(2, 21):
        pictured(house, number)
    said, for_twenty = said_in(house)
    assert said == []
    assert for_twenty == for_one


def test_twenty_that_disagree_cost_as_many_as_one(house: House) -> None:
    fill(house.page, 1)
    said, for_one = said_in(house)
    assert len([sentence for sentence in said if "has no edition" in sentence]) == 1
    fill(house.page, 19)
    said, for_twenty = said_in(house)
    assert len([sentence for sentence in said if "has no edition" in sentence]) == 20
    assert for_twenty == for_one


def test_what_is_published_while_the_audit_reads_is_no_disagreement(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = factories.published(house)
    known_to = versions.known_to

    def publish_meanwhile(pages: Any) -> Any:
        monkeypatch.setattr(versions, "known_to", known_to)
        submitting.submit(factories.edited(page, house.author, title="A correction"), house.assistant)
        affirming.affirm(page, house.author, digest=factories.digest_now(page))
        factories.decide(house, page)
        return known_to(pages)

    monkeypatch.setattr(versions, "known_to", publish_meanwhile)
    assert list(texts(house.series)) == []
    assert factories.reloaded(page).title == "A correction"


def test_a_picture_whose_hash_was_not_stored_is_compared_without_storing_it(house: House) -> None:
    page = factories.published(house, image=factories.make_image(), image_alt="A pier.", image_credit="A. Walker")
    stored = type(page.image).objects.filter(pk=page.image_id)
    stored.update(file_hash="")
    assert list(texts(house.series)) == []
    assert stored.get().file_hash == ""
