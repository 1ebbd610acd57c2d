"""Tests that everything with an end is unpublished at it, also what is no text, and that one failure stops no other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_unpublished

from commentaries import expiring
from commentaries.models import Issue
from tests import factories
from tests.factories import House


def ends_soon(*pages: Page) -> None:
    Page.objects.filter(pk__in=[page.pk for page in pages]).update(expire_at=timezone.now() + timedelta(minutes=10))


def test_nothing_goes_before_its_time(house: House) -> None:
    page = factories.published(house)
    ends_soon(page)
    assert expiring.expire_due() == ([], [])
    assert factories.reloaded(page).live


def test_a_text_and_a_page_that_is_none_go_at_their_time(house: House, clock: Any) -> None:
    text, other = factories.published(house), factories.make_italian_pages(house.page)
    ends_soon(text, other)
    clock(timezone.now() + timedelta(minutes=11))
    gone, failed = expiring.expire_due()
    assert (sorted(gone), failed) == (sorted([text.title, other.title]), [])
    assert not Page.objects.filter(pk__in=[text.pk, other.pk], live=True).exists()
    assert factories.reloaded(text).issue.state == Issue.State.REMOVED


def test_what_breaks_one_is_said_rolled_back_and_stops_no_other(
    house: House, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = factories.published(house, title="Broken"), factories.published(house, title="Fine")
    ends_soon(broken, fine)
    clock(timezone.now() + timedelta(minutes=11))

    def fail(instance: Page, **kwargs: Any) -> None:
        if instance.pk == broken.pk:
            raise RuntimeError("no room on the disk")

    page_unpublished.connect(fail)
    try:
        gone, failed = expiring.expire_due()
    finally:
        page_unpublished.disconnect(fail)
    assert gone == ["Fine"]
    assert failed == ["Broken: It could not be unpublished (RuntimeError) and is tried again."]
    assert "no room on the disk" in caplog.text, "with its traceback"
    assert factories.reloaded(broken).issue.state == Issue.State.PUBLIC


def test_what_was_deleted_or_given_more_time_while_others_expired_is_left_alone(house: House, clock: Any) -> None:
    first, deleted = factories.published(house, title="First"), factories.make_italian_pages(house.page)
    longer = factories.published(house, title="Longer")
    ends_soon(first, deleted, longer)
    clock(timezone.now() + timedelta(minutes=11))

    def change_the_others(**kwargs: Any) -> None:
        page_unpublished.disconnect(change_the_others)  # a deletion unpublishes too
        Page.objects.filter(pk=longer.pk).update(expire_at=timezone.now() + timedelta(days=1))
        deleted.delete()

    page_unpublished.connect(change_the_others)
    try:
        assert expiring.expire_due() == (["First"], [])
    finally:
        page_unpublished.disconnect(change_the_others)
    assert factories.reloaded(longer).live
