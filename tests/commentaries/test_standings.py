"""Tests whose yes counts, and which together are enough to publish a content."""

from __future__ import annotations

import pytest
from django.db import transaction
from wagtail.actions.copy_page import CopyPageAction

from commentaries import standings, versions
from commentaries.models import Affirmation, Person, Series
from commentaries.models.series import SecondAffirmation
from commentaries.publishing import NotAffirmed
from tests import factories
from tests.commentaries.test_publishing import affirm, by_publishing_the_revision
from tests.factories import House

Kind = Affirmation.Kind


@pytest.mark.parametrize("kind", [Kind.SUBMISSION, Kind.CONSENT, Kind.REVIEW, Kind.COLLEAGUE])
def test_each_kind_of_second_yes_counts(house: House, kind: Kind) -> None:
    page = factories.make_draft(house)
    affirm(page, house.reviewer, kind)
    affirm(page, house.editor, Kind.DECISION)
    assert standings.standing_of(page).is_enough


@pytest.mark.parametrize(
    "affirmed",
    [
        [],
        [("author", Kind.SUBMISSION)],
        [("author", Kind.SUBMISSION), ("reviewer", Kind.REVIEW), ("assistant", Kind.COLLEAGUE)],
        [("editor", Kind.DECISION)],
        [("editor", Kind.DECISION), ("editor", Kind.COLLEAGUE), ("editor", Kind.REVIEW)],
        [("editor", Kind.DECISION), ("second_editor", Kind.DECISION)],
        [("author", Kind.DECISION), ("reviewer", Kind.REVIEW)],
        [("editor", Kind.ENTERED)],
        [("editor", Kind.DECISION), ("assistant", Kind.ENTERED)],
    ],
    ids=str,
)
def test_less_than_two_persons_are_not_enough(house: House, affirmed: list[tuple[str, Kind]]) -> None:
    page = factories.make_draft(house)
    for account, kind in affirmed:
        affirm(page, getattr(house, account), kind)
    standing = standings.standing_of(page)
    assert not standing.is_enough
    assert standing.missing
    with pytest.raises(NotAffirmed), transaction.atomic():
        by_publishing_the_revision(page, house)


def test_a_yes_to_another_content_does_not_count(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.author, Kind.CONSENT)
    page = factories.edited(page, house.editor, title="Another title")
    affirm(page, house.editor, Kind.DECISION)
    standing = standings.standing_of(versions.latest_of(page))
    assert standing.decisions
    assert not standing.is_enough


def test_a_yes_on_another_page_does_not_count(house: House) -> None:
    page = factories.published(house)
    copy = CopyPageAction(page, keep_live=False, user=house.admin, update_attrs={"slug": "copy"}).execute()
    copy = factories.reloaded(copy)
    copy.title, copy.draft_title = page.title, page.title
    assert versions.digest_of(copy) == versions.digest_of(page)
    assert not standings.standing_of(copy).is_enough


def test_the_missing_half_is_named(house: House) -> None:
    page = factories.make_draft(house)
    assert "No editor" in standings.standing_of(page).missing
    affirm(page, house.editor, Kind.DECISION)
    assert "Nobody else" in standings.standing_of(page).missing


def test_an_editor_who_becomes_an_author_has_not_decided(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.author, Kind.CONSENT)
    affirm(page, house.editor, Kind.DECISION)
    other = Person.objects.get(account=house.editor)
    page = factories.edited(
        page,
        house.assistant,
        authorships=[*page.authorships.all(), page.authorships.model(person=other, name=other.name, sort_order=1)],
    )
    affirm(page, house.editor, Kind.DECISION)
    affirm(page, house.author, Kind.CONSENT)
    assert standings.standing_of(versions.latest_of(page)).decisions == []


def test_an_override_is_enough_and_has_a_reason(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.admin, Kind.OVERRIDE, reason="The editor is at sea.")
    assert standings.standing_of(page).is_enough


def test_entering_counts_for_archive_entries_only(house: House) -> None:
    page = factories.make_draft(house)
    affirm(page, house.editor, Kind.ENTERED)
    assert not standings.standing_of(page).is_enough
    assert standings.standing_of(factories.entered(house)).is_enough


def test_the_second_yes_may_follow_where_the_series_allows_it_and_a_reason_is_given(house: House) -> None:
    page = factories.make_draft(house)
    Series.objects.update(second_affirmation=SecondAffirmation.MAY_FOLLOW)
    page = factories.reloaded(page)
    decision = affirm(page, house.editor, Kind.DECISION)
    assert not standings.standing_of(page).is_enough
    decision.reason = "The vote is tonight."
    decision.save()
    assert standings.standing_of(page).is_enough
