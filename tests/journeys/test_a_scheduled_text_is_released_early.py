"""A text was to appear on Friday, and the news comes on Wednesday: the editor moves it, then publishes it at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from commentaries import appearing
from tests import factories
from tests.commentaries.outbox import deliver, deliver_later
from tests.factories import House

MONDAY = datetime(2025, 11, 24, 9, 0, tzinfo=UTC)
WEDNESDAY = datetime(2025, 11, 26, 15, 30, tzinfo=UTC)
FRIDAY = datetime(2025, 11, 28, 8, 0, tzinfo=UTC)


def test_the_story(house: House, clock: Callable[[datetime], None], client: Client) -> None:
    clock(MONDAY)
    text = factories.submitted(house)
    factories.decide(house, text, publish_at=FRIDAY)
    deliver()
    client.force_login(house.editor)
    address = reverse("commentaries:decide", args=[text.pk])

    said = {"action": "postpone", "publish_at": "2025-11-27 09:00", "comment": "The court is earlier."}
    html = client.post(address, said, follow=True).content.decode()
    assert "The text appears on 27 November 2025, 09:00." in html
    assert [letter.to for letter in deliver()] == [[house.author.email]]

    clock(WEDNESDAY)
    html = client.post(address, {"action": "publish_now"}, follow=True).content.decode()
    assert "Published as 25" in html
    page = factories.reloaded(text)
    assert page.issue.published_on == WEDNESDAY.date()
    assert Client().get(page.url).status_code == 200
    assert {letter.to[0] for letter in deliver_later()} >= {house.author.email}

    clock(FRIDAY)
    assert appearing.publish_due() == ([], [])
    assert page.editions.count() == 1
    assert (
        "published it before its moment"
        in client.get(reverse("commentaries:happenings", args=[text.pk])).content.decode()
    )
