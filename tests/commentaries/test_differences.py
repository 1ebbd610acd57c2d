"""Tests the page of changes: who opens it, what it compares and costs, and that authors meet no name of a reviewer."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from wagtail.users.models import UserProfile

from commentaries import affirming, inviting, reviewing, submitting
from commentaries.models import CommentaryPage, Decision, Note, Review, Version, VersionName
from tests import factories
from tests.commentaries.changes.test_collating import long_body
from tests.factories import House

LAW = "<p>Water law grew up around quantity. Treaties divide cubic metres, and courts weigh shares.</p>"


def path_of(page: CommentaryPage, **pair: object) -> str:
    query = "&".join(f"{name.rstrip('_')}={key}" for name, key in pair.items())
    return reverse("commentaries:differences", args=[page.pk]) + (f"?{query}" if query else "")


def client_of(account: Any) -> Client:
    client = Client()
    client.force_login(factories.fresh(account))
    return client


def shown(account: Any, page: CommentaryPage, **pair: object) -> str:
    answer = client_of(account).get(path_of(page, **pair))
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def new(html: str) -> list[str]:
    """The new words, without what is read aloud before and after them."""
    return re.findall(r"<ins><span[^>]*>[^<]*</span>(.*?)<span[^>]*>]</span></ins>", html)


def gone(html: str) -> list[str]:
    return re.findall(r"<del><span[^>]*>[^<]*</span>(.*?)<span[^>]*>]</span></del>", html)


@pytest.fixture
def page(house: House) -> CommentaryPage:
    """Reviewed, sent back, and changed by its author since."""
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    page = factories.reviewed(house, body=[("paragraph", LAW)])
    factories.decide(house, page, Decision.Outcome.CHANGES, reasons="As the review says.")
    return factories.edited(page, house.author, body=[("paragraph", LAW.replace("courts", "judges"))])


def test_an_editor_reads_what_the_author_changed_since_the_decision(house: House, page: CommentaryPage) -> None:
    html = shown(house.editor, page)
    assert "1 passage changed" in html
    assert (gone(html), new(html)) == (["courts"], ["judges"])
    assert "Test Author" in html.partition("difference--changed")[2].partition("difference__words")[0]


def test_a_way_leads_back_to_where_the_text_is_worked_on(house: House, page: CommentaryPage) -> None:
    decide, own = (reverse(f"commentaries:{name}", args=[page.pk]) for name in ("decide", "consent"))
    ways = {each: shown(each, page).partition("<main")[2] for each in (house.editor, house.author, house.reviewer)}
    assert [(decide in html, own in html) for html in ways.values()] == [(True, False), (False, True), (False, False)]


def test_an_author_meets_no_name_of_a_reviewer(house: House, page: CommentaryPage) -> None:
    assert "Test Reviewer answered as reviewer" in shown(house.editor, page)
    html = shown(house.author, page)
    assert "A reviewer answered" in html
    assert "Test Reviewer" not in html


def test_a_reviewer_reads_their_version_and_nothing_newer(house: House, page: CommentaryPage) -> None:
    html = shown(house.reviewer, page)
    assert "There is nothing to compare it with" in html
    assert "judges" not in html
    submitting.submit(page, house.author)
    older, newer = Version.objects.order_by("made_at")
    client = client_of(house.reviewer)
    for pair in ({"from_": older.pk, "to": newer.pk}, {"from_": older.pk, "to": "now"}):
        assert client.get(path_of(page, **pair)).status_code == HTTPStatus.NOT_FOUND


def test_a_reviewer_who_is_asked_anew_reads_what_changed_since(house: House) -> None:
    house.reviewer.groups.add(Group.objects.get(name="Commentary reviewers"))
    house.series.reviews_needed = 2
    house.series.save()
    page = factories.submitted(house, body=[("paragraph", LAW)])
    invitation = factories.invited(house, page)
    reviewing.answer(invitation, house.reviewer_person, reviewing.Answer(Review.Recommendation.CHANGES, "Say who."))
    review_path = reverse("commentaries:review", args=[invitation.pk])
    assert "What changed since the version" not in client_of(house.reviewer).get(review_path).content.decode()
    first = Version.objects.get()
    page = factories.edited(page, house.assistant, body=[("paragraph", LAW.replace("courts", "judges"))])
    [again] = inviting.invite(page, house.editor, [house.reviewer_person])
    page = factories.edited(page, house.assistant, title="Not for reviewers yet")
    review = client_of(house.reviewer).get(review_path).content.decode()
    assert path_of(page, from_=first.pk, to=again.version_id).replace("&", "&amp;") in review
    assert "which you read" in review
    html = shown(house.reviewer, page)
    assert new(html) == ["judges"]
    assert "Not for reviewers yet" not in html
    assert "Test Assistant" not in html


def test_two_versions_are_compared_in_the_order_of_their_making(house: House, page: CommentaryPage) -> None:
    submitting.submit(page, house.author)
    first, second = Version.objects.order_by("made_at")
    for pair in ((first.pk, second.pk), (second.pk, first.pk)):
        context = client_of(house.editor).get(path_of(page, from_=pair[0], to=pair[1])).context
        assert context["pair_form"].initial == {"from": str(first.pk), "to": str(second.pk)}
        assert context["sheet"].summary == ("1 passage changed",)


@pytest.mark.parametrize("pair", [{"from_": "x", "to": "now"}, {"from_": 999_999, "to": "now"}, {"to": "now"}])
def test_what_there_is_not_is_not_found(house: House, page: CommentaryPage, pair: dict[str, Any]) -> None:
    assert client_of(house.editor).get(path_of(page, **pair)).status_code == HTTPStatus.NOT_FOUND


def test_a_version_of_another_text_is_not_found(house: House, page: CommentaryPage) -> None:
    factories.submitted(house, title="Another")
    other = Version.objects.get(title="Another")
    assert client_of(house.editor).get(path_of(page, from_=other.pk, to="now")).status_code == HTTPStatus.NOT_FOUND


def test_a_text_that_says_what_it_said_says_so(house: House) -> None:
    page = factories.submitted(house)
    assert "Nothing has changed: both say exactly the same." in shown(house.author, page)


def test_a_difference_that_nobody_can_see_is_told_as_such(house: House) -> None:
    page = factories.submitted(house, body=[("paragraph", "<p>Ten km</p><p>and a half</p>")])
    body = [("paragraph", "<p>Ten\u00a0km</p>"), ("paragraph", "<p>and a half</p>")]
    html = shown(house.author, factories.edited(page, house.editor, body=body))
    assert "No word, mark or picture has changed." in html


def test_a_draft_has_no_version_and_autosaves_make_none(house: House) -> None:
    page = factories.make_draft(house)
    for number in range(3):
        factories.edited(page, house.author, title=f"Title {number}")
    html = shown(house.author, page)
    assert "No version of this text is kept yet." in html
    assert html.count('class="difference-versions__moment"') == 0


@pytest.mark.parametrize("account", ["stranger", "reviewer"])
def test_nobody_else_opens_it(house: House, account: str) -> None:
    page = factories.submitted(house)
    answer = client_of(getattr(house, account)).get(path_of(page), headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == HTTPStatus.FORBIDDEN


# Names


def test_a_name_is_given_on_the_page_and_read_in_the_list(house: House, page: CommentaryPage) -> None:
    editor = client_of(house.editor)
    digest = Version.objects.get().digest
    answer = editor.post(path_of(page), {"action": "name", "digest": digest, "name": "Before the cuts"}, follow=True)
    html = answer.content.decode()
    assert "The version is called “Before the cuts”." in html
    assert "From <strong>Before the cuts (" in html
    assert "Before the cuts" in shown(house.author, page)


def test_the_text_as_it_stands_is_kept_under_a_name(house: House, page: CommentaryPage) -> None:
    editor = client_of(house.editor)
    assert "Keep it under a name" in editor.get(path_of(page)).content.decode()
    digest = factories.digest_now(page)
    editor.post(path_of(page), {"action": "name", "digest": digest, "name": "As revised"})
    assert VersionName.objects.get().version.digest == digest
    assert "Keep it under a name" not in editor.get(path_of(page)).content.decode()


def test_a_name_for_what_was_changed_meanwhile_is_given_back(house: House, page: CommentaryPage) -> None:
    digest = factories.digest_now(page)
    factories.edited(page, house.author, title="Changed")
    answer = client_of(house.editor).post(path_of(page), {"action": "name", "digest": digest, "name": "As revised"})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "As revised" in answer.content.decode()
    assert not VersionName.objects.exists()


def test_a_name_that_is_too_long_is_refused_at_its_field(house: House, page: CommentaryPage) -> None:
    sent = {"action": "name", "digest": Version.objects.get().digest, "name": "x" * 81}
    answer = client_of(house.editor).post(path_of(page), sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    field = f"id_name_{Version.objects.get().pk}_name"
    assert f'<a href="#{field}"' in answer.content.decode()
    assert f'value="{"x" * 81}"' in answer.content.decode()


def test_an_author_names_nothing(house: House, page: CommentaryPage) -> None:
    assert "Give it a name" not in shown(house.author, page)
    sent = {"action": "name", "digest": Version.objects.get().digest, "name": "Mine"}
    client_of(house.author).post(path_of(page), sent)
    assert not VersionName.objects.exists()


# The ways to it


def test_the_page_of_decision_and_the_authors_page_lead_to_it(house: House, page: CommentaryPage) -> None:
    decide = client_of(house.editor).get(reverse("commentaries:decide", args=[page.pk])).content.decode()
    consent = client_of(house.author).get(reverse("commentaries:consent", args=[page.pk])).content.decode()
    assert path_of(page) in decide
    assert "What changed since your decision of" in decide
    assert path_of(page) in consent
    assert "What changed since you submitted it on" in consent


def test_so_does_the_editor_and_the_frame_of_a_text_that_was_changed(house: House, page: CommentaryPage) -> None:
    author = client_of(house.author)
    assert path_of(page) in author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    stale = author.get(reverse("commentaries:proof", args=[page.pk, "0" * 64]))
    assert stale.status_code == HTTPStatus.CONFLICT
    assert f'href="{path_of(page)}" target="_top"' in stale.content.decode()


def test_it_comes_out_in_italian_at_the_same_address(house: House, page: CommentaryPage) -> None:
    UserProfile.objects.update_or_create(user=house.editor, defaults={"preferred_language": "it"})
    html = shown(house.editor, page)
    with translation.override("it"):
        assert "1 brano modificato" in html
        assert "[nuovo: " in html
    assert reverse("commentaries:differences", args=[page.pk]) == f"/admin/commentaries/{page.pk}/differences/"


# What it costs


def count(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == HTTPStatus.OK
    return len(queries)


def test_twenty_versions_cost_as_many_queries_as_two(house: House, page: CommentaryPage) -> None:
    editor = client_of(house.editor)
    affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    page = factories.edited(page, house.assistant, title="Title")
    first = Version.objects.order_by("made_at").first()
    assert first
    path = path_of(page, from_=first.pk, to="now")
    before = count(editor, path)
    for number in range(18):
        page = factories.edited(page, house.assistant, title=f"Title {number}")
        affirming.affirm(page, house.assistant, digest=factories.digest_now(page))
    assert Version.objects.count() == 20
    assert count(editor, path) == before


def test_sixty_blocks_cost_as_many_queries_as_five(house: House) -> None:
    editor = client_of(house.editor)
    found = []
    for blocks in (5, 60):
        page = factories.make_draft(
            house, title=f"Of {blocks}", notes=[Note(ref="first", text="<p>A note.</p>")], body=[]
        )
        page = factories.edited(page, house.author, body=long_body(page, blocks))
        submitting.submit(page, house.author)
        page = factories.edited(page, house.editor, body=long_body(page, blocks)[1:])
        found.append(count(editor, path_of(page)))
    assert found[0] == found[1]
