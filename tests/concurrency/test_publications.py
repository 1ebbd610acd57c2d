"""Tests, with processes, that texts published at once get consecutive numbers and nobody sees an error."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import connection
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from commentaries import indexing
from commentaries.models import CommentaryPage, Edition, FollowUp, Issue
from tests.concurrency.crew import Crew, a_crew
from tests.concurrency.jobs import DRAFT
from tests.concurrency.story import contradictions, gaps
from tests.concurrency.worker import IMMEDIATE
from tests.factories import House

pytestmark = pytest.mark.django_db(transaction=True)

COUNTS = [
    pytest.param(40, marks=pytest.mark.postgres, id="short"),
    pytest.param(400, marks=pytest.mark.long, id="full"),
]
PROCESSES = 8


def publish_at_once(crew: Crew, house: House, titles: list[str]) -> tuple[list[dict], float]:
    """Lets two editors decide on all texts in turn, as fast as they can; answers and seconds."""
    texts = crew.do([{"do": "make_text", "title": title, "what": DRAFT} for title in titles])
    assert [text for text in texts if text["status"] != HTTPStatus.OK] == []
    editors = [house.editor.pk, house.second_editor.pk]
    jobs = [
        {"do": "decide", "page": text["page"], "digest": text["digest"], "outcome": "publish", "user": editors[n % 2]}
        for n, text in enumerate(texts)
    ]
    started = time.monotonic()
    return crew.do(jobs), time.monotonic() - started


def hold_to_account(house: House, answers: list[dict], count: int) -> None:
    assert [answer for answer in answers if answer["status"] != HTTPStatus.FOUND] == []
    assert sorted(Issue.objects.values_list("sequence", flat=True)) == list(range(1, count + 1))
    assert gaps(series=house.series.pk) == []
    assert Edition.objects.count() == CommentaryPage.objects.public().count() == count
    assert [each for pk in CommentaryPage.objects.values_list("pk", flat=True) for each in contradictions(pk)] == []


def report(note: Callable[[str, object], None], answers: list[dict], seconds: float, house: House, what: str) -> None:
    errors = sum(answer["status"] >= HTTPStatus.INTERNAL_SERVER_ERROR for answer in answers)
    numbers = Issue.objects.exclude(sequence=None).count()
    slowest = max(answer["seconds"] for answer in answers)
    note(
        "figures",
        f"{connection.vendor}, {PROCESSES} processes, {what}: {len(answers)} publications, {numbers} numbers, "
        f"{len(gaps(series=house.series.pk))} gaps, {errors} errors, {seconds:.0f} s, slowest {slowest:.1f} s",
    )


@pytest.mark.parametrize("count", COUNTS)
def test_texts_published_at_once_get_consecutive_numbers(
    house: House, count: int, record_property: Callable[[str, object], None]
) -> None:
    with a_crew(PROCESSES) as crew:
        answers, seconds = publish_at_once(crew, house, [f"Text {'i' * (number % 17)}" for number in range(count)])
    report(record_property, answers, seconds, house, "titles of any length")
    hold_to_account(house, answers, count)


@pytest.mark.parametrize("count", [pytest.param(8, id="few"), *COUNTS])
def test_titles_of_equal_length_and_an_index_written_at_once_stop_nobody(
    house: House, count: int, record_property: Callable[[str, object], None]
) -> None:
    """With the immediate backend every process writes the search index itself, right after it has published."""
    with a_crew(PROCESSES, IMMEDIATE) as crew:
        answers, seconds = publish_at_once(crew, house, [f"Letter {number:04d}" for number in range(count)])
    report(record_property, answers, seconds, house, "titles of equal length, index by every process")
    hold_to_account(house, answers, count)
    index = FollowUp.objects.filter(kind=indexing.KIND)
    assert index.count() == count
    assert list(index.exclude(state=FollowUp.State.DONE).values_list("error", flat=True)) == []
    found = get_search_backend().search("Letter", Page.objects.live())
    assert found.count() == count
