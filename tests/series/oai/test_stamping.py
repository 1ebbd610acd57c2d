"""Tests which changes harvesters hear of, and that they miss none that was not over when they asked."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, PageViewRestriction

from commentaries import affirming, followups, merging, submitting, withholding
from commentaries.models import CommentaryPage, FollowUp, Person, Topic
from series.models import OaiItem
from series.oai import stamping
from series.oai.requests import written
from tests import factories
from tests.factories import House
from tests.series.oai.harvester import Harvester, Told

IDENTIFIER = "oai:localhost:letters/26-01"
PassBy = Callable[..., datetime]
pytestmark = pytest.mark.usefixtures("pass_by")


def told_since(harvester: Harvester, moment: datetime) -> list[Told]:
    """What is new from a moment on; nothing if the repository says so."""
    query = {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": written(moment)}
    if harvester.ask(query).find("{*}error") is not None:
        return []
    return harvester.all(**{"from": written(moment)})


def close(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(
        page=Page.objects.get(pk=page.pk), restriction_type=PageViewRestriction.LOGIN
    )


def renamed(house: House, page: CommentaryPage) -> None:
    person = house.author_person
    person.family_name = "Quay"
    person.save()


def topic_renamed(house: House, page: CommentaryPage) -> None:
    topic = page.topics.get()
    topic.name = "Another name"
    topic.save()


def topic_deleted(house: House, page: CommentaryPage) -> None:
    page.topics.get().delete()


def topic_merged(house: House, page: CommentaryPage) -> None:
    merging.merge(page.topics.get(), into=factories.TopicFactory(), user=house.admin)


def topic_given(house: House, page: CommentaryPage) -> None:
    draft = factories.reloaded(page)
    draft.topics.add(factories.TopicFactory())
    draft.save_revision(user=house.admin).publish(user=house.admin)


def corrected(house: House, page: CommentaryPage) -> None:
    factories.edited(page, house.author, title="Corrected minutes")
    page = factories.reloaded(page)
    submitting.submit(page, house.assistant)
    affirming.affirm(page, house.author, digest=factories.digest_now(page))
    factories.decide(house, page)


def doi_given(house: House, page: CommentaryPage) -> None:
    page.issue.doi = "10.1234/26-01"
    page.issue.save(update_fields=["doi"])


def series_moved(house: House, page: CommentaryPage) -> None:
    house.page.slug = "notes"
    house.page.save_revision().publish()


@pytest.mark.parametrize(
    "change",
    [renamed, topic_renamed, topic_deleted, topic_merged, topic_given, corrected, doi_given, series_moved],
    ids=lambda change: change.__name__,
)
def test_harvesters_hear_of_a_change_once_and_under_the_same_name(
    house: House,
    harvester: Harvester,
    pass_by: PassBy,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager],
    change: Callable[[House, CommentaryPage], None],
) -> None:
    page = factories.published(house)
    before = harvester.record(IDENTIFIER)
    asked_at = pass_by(60)
    assert told_since(harvester, asked_at) == []
    with django_capture_on_commit_callbacks(execute=True):
        change(house, factories.reloaded(page))
    again = pass_by()
    (after,) = told_since(harvester, asked_at)
    assert after.identifier == IDENTIFIER
    assert (after.elements, after.specs) != (before.elements, before.specs)
    assert told_since(harvester, again + timedelta(seconds=1)) == []


def hold(house: House, page: CommentaryPage) -> None:
    withholding.hold(page, house.editor, reason="A name in it is wrong.")


def remove(house: House, page: CommentaryPage) -> None:
    withholding.remove(page, house.editor, reason="By order of a court.")


def unpublish(house: House, page: CommentaryPage) -> None:
    UnpublishPageAction(page, user=house.admin).execute(skip_permission_checks=True)


def close_text(house: House, page: CommentaryPage) -> None:
    close(page)


def close_series(house: House, page: CommentaryPage) -> None:
    close(house.page)


@pytest.mark.parametrize(
    "take",
    [hold, remove, unpublish, close_text, close_series],
    ids=lambda take: take.__name__,
)
def test_a_text_that_was_taken_from_its_readers_is_a_deleted_record(
    house: House, harvester: Harvester, pass_by: PassBy, take: Callable[[House, CommentaryPage], None]
) -> None:
    page = factories.published(house)
    asked_at = pass_by(60)
    take(house, factories.reloaded(page))
    assert harvester.record(IDENTIFIER).is_deleted
    pass_by()
    (after,) = told_since(harvester, asked_at)
    assert (after.identifier, after.is_deleted, after.elements) == (IDENTIFIER, True, ())
    assert after.specs[:2] == ("series:letters", "year:2026")
    assert [each.is_deleted for each in harvester.all("ListIdentifiers")] == [True]


def test_a_held_text_that_is_released_is_there_again(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    page = factories.published(house)
    hold(house, page)
    asked_at = pass_by(60)
    withholding.release(factories.reloaded(page), house.editor)
    pass_by()
    (after,) = told_since(harvester, asked_at)
    assert (after.is_deleted, dict(after.elements)["title"]) == (False, page.title)


def test_what_was_never_for_everyone_is_never_told(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    factories.submitted(house, title="Not decided")
    closed = close(house.page)
    page = factories.published(house, title="For a closed circle")
    hold(house, page)
    pass_by()
    assert harvester.error("verb=ListIdentifiers&metadataPrefix=oai_dc") == "noRecordsMatch"
    assert "Letters" not in "".join(harvester.ask("verb=ListSets").itertext())
    assert "letters@" not in "".join(harvester.ask("verb=Identify").itertext())
    withholding.release(factories.reloaded(page), house.editor)
    assert OaiItem.objects.count() == 0
    closed.delete()
    pass_by()
    assert [each.identifier for each in harvester.all()] == [IDENTIFIER]


def test_each_language_has_a_name_of_its_own_for_ever(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    page = factories.published(house)
    italian = factories.make_italian_pages(house.page)
    other = page.copy_for_translation(italian.locale)
    other = factories.edited(factories.reloaded(other), house.author, title="Verbali", language="it")
    submitting.submit(other, house.author)
    factories.decide(house, other)
    pass_by()
    found = {each.identifier: dict(each.elements)["title"] for each in harvester.all()}
    assert found == {IDENTIFIER: page.title, f"{IDENTIFIER}/it": "Verbali"}
    assert [each.identifier for each in harvester.all(set="language:it")] == [f"{IDENTIFIER}/it"]


def test_two_series_of_the_same_name_are_told_apart(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    factories.published(house)
    house.page.slug = "old-letters"
    house.page.save_revision().publish()
    other = factories.make_house(slug="letters-too")
    other.page.slug = "letters"
    other.page.save_revision().publish()
    factories.published(other)
    factories.published(other, title="A second one")
    pass_by()
    key = f"letters-{other.series.pk}"
    assert {each.identifier for each in harvester.all(set=f"series:{key}")} == {
        f"oai:localhost:{key}/26-01",
        f"oai:localhost:{key}/26-02",
    }
    assert [each.identifier for each in harvester.all(set="series:letters")] == [IDENTIFIER]


def test_names_and_sets_in_any_script_have_legal_characters(
    house: House, harvester: Harvester, pass_by: PassBy
) -> None:
    topic = Topic.objects.create(name="Море", slug="море")
    house.page.slug = "lettere-perché"
    house.page.save_revision().publish()
    factories.published(house, topics=[topic])
    pass_by()
    (only,) = harvester.all(set="topic:~D0~BC~D0~BE~D1~80~D0~B5")
    assert only.identifier == "oai:localhost:lettere-perch%C3%A9/26-01"
    assert only.specs[0] == "series:lettere-perch~C3~A9"
    assert harvester.record(only.identifier) == only


def test_nothing_is_told_before_the_transaction_that_changed_it_is_surely_over(
    house: House, harvester: Harvester, pass_by: PassBy
) -> None:
    asked_at = pass_by(0.4)
    factories.published(house)
    assert told_since(harvester, asked_at) == []
    pass_by(9.5)
    assert told_since(harvester, asked_at) == []
    answered_at = pass_by(1.1)
    (only,) = told_since(harvester, asked_at)
    assert only.datestamp <= written(answered_at)


def test_a_transaction_that_took_long_is_dated_at_its_end(
    house: House,
    harvester: Harvester,
    pass_by: PassBy,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager],
) -> None:
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        factories.published(house)
        asked_at = pass_by(300)
    pass_by()
    assert [each.identifier for each in told_since(harvester, asked_at)] == [IDENTIFIER]


def test_what_came_past_all_signals_is_caught_up_with(house: House, harvester: Harvester, pass_by: PassBy) -> None:
    factories.published(house)
    OaiItem.objects.all().delete()
    call_command("tick")
    followups.carry_out(FollowUp.objects.get(kind=stamping.KIND).pk)
    assert stamping.catch_up() == 0
    pass_by()
    assert [each.identifier for each in harvester.all()] == [IDENTIFIER]


def test_texts_that_were_there_before_the_repository_get_their_names_by_the_migration(house: House) -> None:
    factories.published(house, title="First")
    held = factories.published(house, title="Second")
    closed = factories.published(house, title="Third")
    close(closed)
    hold(house, held)
    factories.submitted(house, title="Fourth")
    OaiItem.objects.all().delete()
    import_module("series.migrations.0002_items_for_harvesters").name_known_texts(apps, None)
    assert dict(OaiItem.objects.values_list("name", "language")) == {"letters/26-01": "en", "letters/26-02": "en"}
    assert {item.datestamp for item in OaiItem.objects.select_related("issue")} == {
        item.issue.changed_at.replace(microsecond=0) for item in OaiItem.objects.select_related("issue")
    }


def test_persons_without_texts_date_nothing(house: House, pass_by: PassBy) -> None:
    factories.published(house)
    before = OaiItem.objects.get().datestamp
    pass_by()
    Person.objects.get(account=house.editor).save()
    assert OaiItem.objects.get().datestamp == before


def test_who_is_named_by_somebody_else_at_the_same_moment_breaks_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_here = stamping._items_for

    def made_by_two(texts: list[CommentaryPage], moment: datetime) -> list[OaiItem]:
        items = list(made_here(texts, moment))
        OaiItem.objects.bulk_create(made_here(texts, moment), ignore_conflicts=True)
        return items

    monkeypatch.setattr(stamping, "_items_for", made_by_two)
    factories.published(house)
    assert [item.name for item in OaiItem.objects.all()] == ["letters/26-01"]
    OaiItem.objects.update(page=None)
    assert stamping.catch_up() == 1
    assert OaiItem.objects.filter(page__isnull=False).count() == 1


def test_a_name_that_cannot_be_given_ends_the_search_for_names(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.published(house)
    item = OaiItem.objects.get()
    OaiItem.objects.update(page=None)
    twin = OaiItem(issue_id=item.issue_id, page_id=item.page_id, name=item.name, series_key="letters", language="en",
                   datestamp=item.datestamp)  # fmt: skip
    monkeypatch.setattr(stamping, "_items_for", lambda texts, moment: [twin])
    assert stamping.catch_up() == 0
