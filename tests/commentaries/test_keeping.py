"""Tests that what has a number, or is in review, is neither deleted nor moved, whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone, translation
from wagtail.models import Locale, Page

from commentaries import keeping, numbering, withholding
from commentaries.models import CommentaryPage, Decision, Issue
from tests import factories
from tests.doors.conftest import tree_is_sound
from tests.factories import House

Door = Callable[[CommentaryPage, House], None]


def by_the_page(page: CommentaryPage, house: House) -> None:
    page.delete()


def by_the_plain_page(page: CommentaryPage, house: House) -> None:
    Page.objects.get(pk=page.pk).delete()


def by_a_query(page: CommentaryPage, house: House) -> None:
    CommentaryPage.objects.filter(pk=page.pk).delete()


def by_a_query_of_plain_pages(page: CommentaryPage, house: House) -> None:
    Page.objects.filter(pk=page.pk).delete()


def with_the_page_above(page: CommentaryPage, house: House) -> None:
    Page.objects.get(pk=house.page.pk).delete()


def with_the_front_page(page: CommentaryPage, house: House) -> None:
    house.page.get_parent().delete()


DELETIONS: list[Door] = [
    by_the_page, by_the_plain_page, by_a_query, by_a_query_of_plain_pages,
    with_the_page_above, with_the_front_page,
]  # fmt: skip


def in_review(house: House) -> CommentaryPage:
    return factories.submitted(house)


def public(house: House) -> CommentaryPage:
    return factories.published(house)


def removed(house: House) -> CommentaryPage:
    page = factories.published(house)
    withholding.remove(page, house.editor, reason="An error.")
    return factories.reloaded(page)


def scheduled(house: House) -> CommentaryPage:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=2))
    return factories.reloaded(page)


@pytest.mark.parametrize("state", [in_review, public, removed, scheduled])
def test_what_stays_is_not_deleted(house: House, state: Callable[[House], CommentaryPage]) -> None:
    page = state(house)
    factories.make_draft(house, title="Another")
    for door in DELETIONS:
        with (
            pytest.raises(keeping.TextStays, match=r"^“Minutes .*, so it cannot be deleted, .*\.$"),
            transaction.atomic(),
        ):
            door(factories.reloaded(page), house)
        assert CommentaryPage.objects.count() == 2, door.__name__
    assert tree_is_sound()
    assert page.versions.exists()


@pytest.mark.parametrize(
    ("language", "named"),
    [("en", "“‘They Ask “How Many?”’” "), ("it", "«“They Ask ‘How Many?’”» ")],
)
@pytest.mark.parametrize("state", [in_review, public, removed, scheduled])
def test_a_title_in_quotation_marks_is_not_quoted_twice(
    house: House, state: Callable[[House], CommentaryPage], language: str, named: str
) -> None:
    page = state(house)
    page.title = "“They Ask ‘How Many?’”"
    with translation.override(language):
        assert keeping.why_not_deleted(page).startswith(named)
        assert (keeping.why_not_moved(page) or named).startswith(named)


def test_a_deletion_that_is_refused_counts_no_child_less(house: House) -> None:
    page = factories.published(house)
    with pytest.raises(keeping.TextStays):
        page.delete()
    assert tree_is_sound()


def test_a_draft_is_deleted_and_the_number_reserved_for_it_becomes_void(house: House) -> None:
    page = factories.make_draft(house)
    issue = numbering.reserve(page, by=house.author_person)
    factories.reloaded(page).delete()
    issue.refresh_from_db()
    assert (issue.state, issue.void_reason) == (Issue.State.VOID, f"The text “{page.title}” was deleted.")


def test_a_number_stays_reserved_while_a_translation_may_use_it(house: House) -> None:
    page = factories.make_draft(house)
    issue = numbering.reserve(page, by=house.author_person)
    factories.make_italian_pages(house.page)
    copy = factories.reloaded(page).copy_for_translation(Locale.objects.get(language_code="it"))
    factories.reloaded(page).delete()
    issue.refresh_from_db()
    assert issue.state == Issue.State.RESERVED
    factories.reloaded(copy).delete()
    issue.refresh_from_db()
    assert issue.state == Issue.State.VOID


def test_a_draft_translation_of_a_public_text_is_deleted_without_touching_the_number(house: House) -> None:
    page = factories.published(house)
    factories.make_italian_pages(house.page)
    copy = page.copy_for_translation(Locale.objects.get(language_code="it"))
    factories.reloaded(copy).delete()
    assert factories.reloaded(page).issue.state == Issue.State.PUBLIC


def test_a_text_that_was_sent_back_or_rejected_may_be_deleted(house: House) -> None:
    for outcome in (Decision.Outcome.CHANGES, Decision.Outcome.REJECT):
        page = factories.submitted(house)
        factories.decide(house, page, outcome, reasons="Too long.")
        factories.reloaded(page).delete()
    assert not CommentaryPage.objects.exists()


def test_a_series_page_without_such_texts_may_be_deleted(house: House) -> None:
    factories.make_draft(house)
    assert keeping.why_not_deleted_with(house.page) == ""
    Page.objects.get(pk=house.page.pk).delete()
    assert not CommentaryPage.objects.exists()


def test_the_series_page_of_a_text_in_review_says_why_it_stays(house: House) -> None:
    factories.submitted(house)
    assert "is with the editors" in keeping.why_not_deleted_with(house.page.get_parent())


def test_a_draft_moves_to_another_series_and_takes_its_number_there(house: House) -> None:
    page = factories.make_draft(house)
    other = factories.make_house(slug="papers")
    page.move(other.page, pos="last-child", user=house.admin)
    assert factories.reloaded(page).series == other.series


@pytest.mark.parametrize("state", [in_review, public, removed])
def test_what_stays_is_not_moved(house: House, state: Callable[[House], CommentaryPage]) -> None:
    page = state(house)
    other = factories.make_house(slug="papers")
    for moved in (page, Page.objects.get(pk=page.pk)):
        with pytest.raises(keeping.TextStays):
            moved.move(other.page, pos="last-child")
    after = factories.reloaded(page)
    assert (after.path, after.series, after.issue) == (page.path, page.series, page.issue)


def test_the_order_below_a_series_page_may_change(house: House) -> None:
    page = factories.published(house)
    draft = factories.make_draft(house, title="Draft")
    page.move(draft, pos="right")
    assert factories.reloaded(page).path > factories.reloaded(draft).path
