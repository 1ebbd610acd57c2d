"""Tests that an older issue enters by its facts alone, once, and by an editor's hand."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from wagtail.models import PageLogEntry

from commentaries import archiving, numbering
from commentaries.models import Affirmation, CommentaryPage, Edition, FollowUp, Issue, Person
from commentaries.publishing import NotAffirmed
from commentaries.readiness import NotReady
from tests import factories
from tests.factories import House


def facts(house: House, **changes: object) -> archiving.ArchiveFacts:
    given = {"title": "An older letter", "authors": (house.author_person,), "year": 2014, "sequence": 7, **changes}
    return archiving.ArchiveFacts(**given)  # type: ignore[arg-type]


def test_an_entry_is_public_with_its_number_and_without_a_text(house: House) -> None:
    page = factories.entered(house, published_on=date(2014, 3, 1))
    assert (page.live, page.archived, len(page.body)) == (True, True, 0)
    assert page.issue.label == "14 | 07"
    assert page in CommentaryPage.objects.public()
    assert Edition.objects.get().issue == page.issue


def test_the_one_who_entered_it_is_named_and_logged(house: House) -> None:
    factories.entered(house)
    affirmation = Affirmation.objects.get()
    assert (affirmation.kind, affirmation.person.account) == (Affirmation.Kind.ENTERED, house.editor)
    assert PageLogEntry.objects.get(action="commentaries.enter").data == {"issue": "14 | 07"}


@pytest.mark.parametrize("account", ["author", "assistant", "reviewer", "stranger"])
def test_only_an_editor_enters(house: House, account: str) -> None:
    with pytest.raises(PermissionDenied), transaction.atomic():
        archiving.enter(house.series, house.page, facts(house), getattr(house, account))
    assert not CommentaryPage.objects.exists()


def test_an_editor_may_enter_an_older_issue_of_their_own(house: House) -> None:
    own = facts(house, authors=(Person.objects.get(account=house.editor),))
    assert archiving.enter(house.series, house.page, own, house.editor).live


@pytest.mark.parametrize("changes", [{"title": " "}, {"authors": ()}])
def test_title_and_authors_are_needed(house: House, changes: dict[str, object]) -> None:
    with pytest.raises(NotReady), transaction.atomic():
        archiving.enter(house.series, house.page, facts(house, **changes), house.editor)
    assert not Issue.objects.exists()


def test_an_issue_is_entered_once(house: House) -> None:
    assert not archiving.is_entered(house.series, facts(house))
    factories.entered(house)
    assert archiving.is_entered(house.series, facts(house))
    assert not archiving.is_entered(house.series, facts(house, sequence=8))
    with pytest.raises(numbering.NumberAlreadyGiven), transaction.atomic():
        factories.entered(house, title="Another text with this number")
    assert CommentaryPage.objects.count() == 1


def test_an_issue_without_number_is_entered_once(house: House) -> None:
    factories.entered(house, sequence=None)
    assert archiving.is_entered(house.series, facts(house, sequence=None))
    assert Issue.objects.get().sequence is None


def test_two_older_issues_may_have_the_same_title(house: House) -> None:
    """“Editorial” comes back every year."""
    first = factories.entered(house, title="Editorial", sequence=1)
    second = factories.entered(house, title="Editorial", year=2015, sequence=1)
    assert first.slug != second.slug
    assert second.issue.label == "15 | 01"


def test_an_entry_writes_to_nobody(house: House) -> None:
    factories.entered(house)
    assert not FollowUp.objects.filter(kind="mail").exists()


def test_a_text_cannot_be_smuggled_in_as_an_archive_entry(house: House) -> None:
    page = factories.make_draft(house)
    page.archived, page.live = True, True
    with pytest.raises(NotAffirmed), transaction.atomic():
        page.save()


def test_an_entry_that_is_given_a_text_needs_two_persons(house: House) -> None:
    page = factories.entered(house)
    page = factories.edited(page, house.editor, body=factories.ready_body())
    with pytest.raises(NotAffirmed), transaction.atomic():
        page.get_latest_revision().publish()
    assert len(factories.reloaded(page).body) == 0
