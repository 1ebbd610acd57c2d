"""Tests that of two topics one is left, on texts, in drafts, in the admin, and in what the log says."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from commentaries import deciding, merging, submitting, versions
from commentaries.models import CommentaryPage, Decision, TaggedCommentary, Topic
from commentaries.permissions import user_can_merge_topics
from series import caching
from tests import factories
from tests.factories import House

CHANGE, DELETE = "change_topic", "delete_topic"


@pytest.fixture
def old(db: None) -> Topic:
    return factories.TopicFactory(name="russia", slug="russia-2")


@pytest.fixture
def kept(db: None) -> Topic:
    return factories.TopicFactory(name="Russian Federation", slug="russia")


def topics_of(page: CommentaryPage) -> list[str]:
    """What the database says, not what the page in hand remembers."""
    return sorted(TaggedCommentary.objects.filter(content_object=page).values_list("tag__name", flat=True))


def topics_in_draft(page: CommentaryPage) -> list[str]:
    return sorted(topic.name for topic in versions.latest_of(factories.reloaded(page)).topics.all())


def may(account: Any, *codenames: str) -> Any:
    account.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
    return factories.fresh(account)


# the verb


def test_the_texts_of_the_one_become_texts_of_the_other(house: House, old: Topic, kept: Topic) -> None:
    other = factories.TopicFactory(name="Tides")
    moved = factories.published(house, topics=[old, other])
    untouched = factories.published(house, title="Untouched", topics=[other])
    merging.merge(old, into=kept, user=house.admin)
    assert topics_of(moved) == ["Russian Federation", "Tides"]
    assert topics_of(untouched) == ["Tides"]
    assert Topic.objects.get(pk=old.pk).merged_into == kept
    assert Topic.objects.get(pk=kept.pk).merged_into is None


def test_a_text_with_both_topics_keeps_one(house: House, old: Topic, kept: Topic) -> None:
    page = factories.published(house, topics=[old, kept])
    merging.merge(old, into=kept, user=house.admin)
    assert topics_of(page) == ["Russian Federation"]
    assert ModelLogEntry.objects.get(action="commentaries.merge_topic").data["texts"] == 1


def test_what_was_merged_before_follows(house: House, old: Topic, kept: Topic) -> None:
    oldest = factories.TopicFactory(name="Russie")
    merging.merge(oldest, into=old, user=house.admin)
    merging.merge(old, into=kept, user=house.admin)
    assert Topic.objects.get(pk=oldest.pk).merged_into == kept
    assert set(kept.merged.all()) == {old, oldest}


def test_the_log_says_who_merged_what_into_what(house: House, old: Topic, kept: Topic) -> None:
    factories.published(house, topics=[old])
    merging.merge(old, into=kept, user=house.admin)
    entry = registry.get_logs_for_instance(old).get()
    assert entry.action == "commentaries.merge_topic"
    assert entry.user == house.admin
    assert entry.data == {"into": kept.pk, "into_name": "Russian Federation", "texts": 1}
    assert entry.message == "Merged into “Russian Federation”"
    assert registry.get_action_label(entry.action) == "Merge two topics"


@pytest.mark.parametrize("given", [(), (CHANGE,), (DELETE,), ("add_topic", "view_topic")])
def test_only_those_who_may_change_and_delete_topics_merge_them(
    house: House, old: Topic, kept: Topic, given: tuple[str, ...]
) -> None:
    user = may(house.stranger, *given)
    assert not user_can_merge_topics(user)
    with pytest.raises(PermissionDenied):
        merging.merge(old, into=kept, user=user)
    assert Topic.objects.get(pk=old.pk).merged_into is None
    merging.merge(old, into=kept, user=may(house.stranger, CHANGE, DELETE))
    assert Topic.objects.get(pk=old.pk).merged_into == kept


def refused(topic: Topic, into: Topic, house: House) -> merging.NotMerged:
    with pytest.raises(merging.NotMerged) as caught, transaction.atomic():
        merging.merge(topic, into=into, user=house.admin)
    assert str(caught.value).endswith(".")
    return caught.value


def test_a_topic_is_not_merged_into_itself(house: House, old: Topic) -> None:
    assert type(refused(old, Topic.objects.get(pk=old.pk), house)) is merging.MergedIntoItself
    with pytest.raises(IntegrityError), transaction.atomic():
        Topic.objects.filter(pk=old.pk).update(merged_into=old.pk)


def test_a_topic_is_not_merged_into_one_that_is_merged(house: House, old: Topic, kept: Topic) -> None:
    third = factories.TopicFactory(name="Tides")
    stale = Topic.objects.get(pk=old.pk)
    merging.merge(old, into=kept, user=house.admin)
    error = refused(third, stale, house)
    assert type(error) is merging.TargetIsMerged
    assert "Russian Federation" in str(error)
    assert Topic.objects.get(pk=third.pk).merged_into is None


def test_a_topic_is_merged_once(house: House, old: Topic, kept: Topic) -> None:
    stale = Topic.objects.get(pk=old.pk)
    merging.merge(old, into=kept, user=house.admin)
    assert type(refused(stale, factories.TopicFactory(), house)) is merging.AlreadyMerged
    assert Topic.objects.get(pk=old.pk).merged_into == kept


def test_a_deleted_topic_is_not_merged(house: House, old: Topic, kept: Topic) -> None:
    stale = Topic.objects.get(pk=old.pk)
    old.delete()
    assert type(refused(stale, kept, house)) is merging.TopicGone


def test_a_topic_that_others_lead_to_is_not_deleted(house: House, old: Topic, kept: Topic) -> None:
    merging.merge(old, into=kept, user=house.admin)
    with pytest.raises(ProtectedError):
        kept.delete()


def test_kept_public_pages_become_stale(
    house: House, old: Topic, kept: Topic, django_capture_on_commit_callbacks: Any
) -> None:
    before = caching.generation()
    with django_capture_on_commit_callbacks(execute=True):
        merging.merge(old, into=kept, user=house.admin)
    assert caching.generation() != before


def test_the_cost_does_not_grow_with_the_texts(house: House, kept: Topic, django_assert_max_num_queries: Any) -> None:
    costs = []
    for times in (1, 5):
        topic = factories.TopicFactory()
        for number in range(times):
            factories.make_draft(house, title=f"{times} {number}", topics=[topic])
        with django_assert_max_num_queries(30) as captured:
            merging.merge(topic, into=kept, user=house.admin)
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_the_admin_counts_the_uses_of_the_topic_that_stays(house: House, old: Topic, kept: Topic) -> None:
    one, both = factories.make_draft(house, topics=[old]), factories.make_draft(house, title="2", topics=[old, kept])
    for page in (one, both):
        ReferenceIndex.create_or_update_for_object(factories.reloaded(page))
    merging.merge(old, into=kept, user=house.admin)
    pages = ReferenceIndex.get_references_to(kept).filter(model_path="tagged_topics.item.tag")
    assert sorted(pages.values_list("object_id", flat=True)) == sorted([str(one.pk), str(both.pk)])
    assert not ReferenceIndex.get_references_to(old).exists()


# drafts


def test_a_draft_that_names_the_merged_topic_is_published_with_the_other(house: House, old: Topic, kept: Topic) -> None:
    page = factories.submitted(house, topics=[old])
    merging.merge(old, into=kept, user=house.admin)
    assert topics_in_draft(page) == ["Russian Federation"]
    deciding.decide(
        page, house.editor, deciding.Verdict(Decision.Outcome.PUBLISH, ""), digest=factories.digest_now(page)
    )
    assert factories.reloaded(page).live
    assert topics_of(page) == ["Russian Federation"]


@pytest.mark.parametrize("live", [True, False])
@pytest.mark.parametrize("names", [["old", "kept"], ["kept", "old"], ["old", "older"], ["older", "kept", "old"]])
def test_a_draft_that_names_both_has_the_other_once_and_can_be_saved(
    house: House, old: Topic, kept: Topic, names: list[str], live: bool
) -> None:
    known = {"old": old, "kept": kept, "older": factories.TopicFactory(name="Russie")}
    page = factories.published(house, topics=[old]) if live else factories.make_draft(house, topics=[old])
    latest = versions.latest_of(page)
    latest.topics.set([known[name] for name in names])
    latest.save_revision(user=house.editor)
    merging.merge(known["older"], into=old, user=house.admin)
    merging.merge(old, into=kept, user=house.admin)
    assert topics_in_draft(page) == ["Russian Federation"]
    versions.latest_of(factories.reloaded(page)).save()
    assert topics_of(page) == ["Russian Federation"]


def test_an_older_revision_shows_the_topic_that_stays(house: House, old: Topic, kept: Topic) -> None:
    page = factories.make_draft(house, topics=[old])
    oldest = page.latest_revision
    factories.edited(page, house.editor, title="Edited")
    merging.merge(old, into=kept, user=house.admin)
    assert [topic.name for topic in oldest.as_object().topics.all()] == ["Russian Federation"]
    oldest.refresh_from_db()
    assert oldest.content["tagged_topics"][0]["tag"] == old.pk


def asked_of_topics(content: dict[str, Any], page: CommentaryPage, captured: Any) -> int:
    with captured as queries:
        page.with_content_json(content)
    return sum("merged_into" in query["sql"].split("WHERE")[-1] for query in queries.captured_queries)


def test_reading_a_draft_asks_once_for_its_topics_and_not_at_all_without(
    house: House, old: Topic, kept: Topic, django_assert_max_num_queries: Any
) -> None:
    many = factories.make_draft(house, topics=[old, kept, factories.TopicFactory()])
    none = factories.make_draft(house, title="None", topics=[])
    merging.merge(old, into=kept, user=house.admin)
    asked = [
        asked_of_topics(page.latest_revision.content, page, django_assert_max_num_queries(60)) for page in (many, none)
    ]
    assert asked == [1, 0]


def test_content_without_a_word_on_topics_is_left_so(house: House, old: Topic) -> None:
    page = factories.make_draft(house, topics=[old])
    content = {key: value for key, value in page.latest_revision.content.items() if key != "tagged_topics"}
    assert "tagged_topics" not in page.with_content_json(content)._cluster_related_objects


def test_the_merged_name_typed_into_the_editor_stands_for_the_other(
    house: House, old: Topic, kept: Topic, client: Client
) -> None:
    page = factories.make_draft(house, topics=[])
    merging.merge(old, into=kept, user=house.admin)
    client.force_login(house.editor)
    form = nested_form_data(
        {
            "title": page.title, "slug": page.slug, "kind": page.kind, "language": page.language,
            "body": streamfield([("heading", "New")]), "key_points": streamfield([]),
            "topics": "russia, Russian Federation", "keywords": "", "authorships": inline_formset([]),
            "notes": inline_formset([]), "comments": inline_formset([]),
        }
    )  # fmt: skip
    response = client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)
    assert response.status_code == 302
    saved = factories.reloaded(page).latest_revision.content["tagged_topics"]
    assert [row["tag"] for row in saved] == [kept.pk]
    assert topics_of(page) == ["Russian Federation"]


# the admin


def address(topic: Topic) -> str:
    return reverse("commentaries:merge_topic", args=[topic.pk])


def listing() -> str:
    return reverse(Topic.snippet_viewset.get_url_name("list"))


@pytest.fixture
def keeper(house: House, client: Client) -> Client:
    """A browser in which an editor is logged in who may also delete topics."""
    client.force_login(may(house.editor, DELETE))
    return client


def test_looking_at_the_page_changes_nothing_and_counts_the_texts(
    house: House, keeper: Client, old: Topic, kept: Topic
) -> None:
    for number in range(2):
        factories.make_draft(house, title=f"Text {number}", topics=[old])
    merged = factories.TopicFactory(name="Tides")
    merging.merge(merged, into=factories.TopicFactory(), user=house.admin)
    response = keeper.get(address(old), {"into": kept.pk})
    assert response.status_code == 200
    assert "2 texts have the topic “russia”" in response.content.decode()
    offered = list(response.context["form"].fields["into"].queryset)
    assert kept in offered
    assert old not in offered
    assert merged not in offered
    assert Topic.objects.get(pk=old.pk).merged_into is None
    assert keeper.post(address(merged), {"into": kept.pk}).status_code == 409


def test_the_button_merges_and_leads_to_the_list(house: House, keeper: Client, old: Topic, kept: Topic) -> None:
    page = factories.published(house, topics=[old])
    response = keeper.post(address(old), {"into": kept.pk}, follow=True)
    assert response.redirect_chain == [(listing(), 302)]
    assert "“russia” is now merged into “Russian Federation”." in response.content.decode()
    assert topics_of(page) == ["Russian Federation"]
    entry = ModelLogEntry.objects.get(action="commentaries.merge_topic")
    assert entry.user_id == house.editor.pk


@pytest.mark.parametrize("chosen", ["", "itself", "nothing"])
def test_a_choice_that_is_none_is_refused(keeper: Client, old: Topic, kept: Topic, chosen: str) -> None:
    response = keeper.post(address(old), {"into": {"": "", "itself": old.pk, "nothing": 10**6}[chosen]})
    assert response.status_code == 422
    assert response.context["form"].errors["into"]
    assert Topic.objects.get(pk=old.pk).merged_into is None


def test_somebody_was_faster(
    house: House, keeper: Client, old: Topic, kept: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*args: Any, **kwargs: Any) -> None:
        raise merging.TargetIsMerged("It was merged a moment ago.")

    monkeypatch.setattr(merging, "merge", too_late)
    response = keeper.post(address(old), {"into": kept.pk})
    assert response.status_code == 409
    assert "It was merged a moment ago." in response.content.decode()


def test_what_is_merged_already_is_said_and_offers_no_form(
    house: House, keeper: Client, old: Topic, kept: Topic
) -> None:
    merging.merge(old, into=kept, user=house.admin)
    for response in (keeper.get(address(old)), keeper.post(address(old), {"into": factories.TopicFactory().pk})):
        page = response.content.decode()
        assert "“russia” has already been merged into “Russian Federation”" in page
        assert 'name="into"' not in page


@pytest.mark.parametrize("account", ["author", "reviewer", "assistant", "editor", "stranger"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_are_turned_away(
    house: House, client: Client, old: Topic, kept: Topic, account: str, method: str
) -> None:
    """Wagtail turns a refusal into a message and a way home; a script is told 403."""
    client.force_login(getattr(house, account))
    ask = getattr(client, method)
    assert ask(address(old), {"into": kept.pk}).status_code == 302
    assert ask(address(old), {"into": kept.pk}, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403
    assert Topic.objects.get(pk=old.pk).merged_into is None


def test_list_and_form_lead_to_merging_those_who_may(
    house: House, keeper: Client, client: Client, old: Topic, kept: Topic
) -> None:
    edit = reverse(Topic.snippet_viewset.get_url_name("edit"), args=[old.pk])
    for page in (listing(), edit):
        assert address(old) in keeper.get(page).content.decode(), page
    client.force_login(house.second_editor)
    for page in (listing(), edit):
        response = client.get(page)
        assert response.status_code == 200
        assert address(old) not in response.content.decode(), page


def test_the_list_says_what_a_merged_topic_stands_for(house: House, keeper: Client, old: Topic, kept: Topic) -> None:
    before = keeper.get(listing()).content.decode()
    assert before.count("Russian Federation") < 4
    merging.merge(old, into=kept, user=house.admin)
    after = keeper.get(listing()).content.decode()
    assert "Merged into" in after
    assert after.count("Russian Federation") == before.count("Russian Federation") + 1
    assert address(old) not in after
    assert address(kept) in after


def test_the_editors_field_offers_no_merged_topic(house: House, client: Client, old: Topic, kept: Topic) -> None:
    factories.TopicFactory(name="Tides")
    names = reverse("commentaries:topic_names")
    client.force_login(house.author)
    assert client.get(names, {"term": "rus"}).json() == ["Russian Federation", "russia"]
    third = factories.TopicFactory(name="Muscovy")
    for topic in (old, third):
        merging.merge(topic, into=kept, user=house.admin)
    assert client.get(names, {"term": "rus"}).json() == ["Russian Federation"]
    assert client.get(names, {"term": "musc"}).json() == ["Russian Federation"]
    assert client.get(names).json() == []
    assert client.get(names, {"term": "mu\0sc"}).json() == ["Russian Federation"], "PostgreSQL is not asked for a NUL"
    page = factories.make_draft(house, topics=[])
    assert names in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()


def test_a_stranger_learns_no_names(client: Client, old: Topic) -> None:
    assert client.get(reverse("commentaries:topic_names"), {"term": "rus"}).status_code == 302


def test_merging_leaves_what_persons_affirmed(house: House, old: Topic, kept: Topic) -> None:
    page = factories.make_draft(house, topics=[old])
    submitting.submit(page, house.author)
    before = factories.digest_now(page)
    merging.merge(old, into=kept, user=house.admin)
    assert factories.digest_now(page) == before
