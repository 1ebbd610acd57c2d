"""Tests that whole pages are kept for anonymous readers, and for nobody else, until something public changes."""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils.cache import patch_cache_control
from wagtail.models import PageViewRestriction

from commentaries import followups, submitting, withholding
from commentaries.models import CommentaryPage, FollowUp, Publisher, Topic
from series import caching
from series.caching import PageCacheMiddleware
from tests import factories
from tests.factories import House

requests = RequestFactory()


def mark_public(response: HttpResponse) -> HttpResponse:
    """As the public views do."""
    patch_cache_control(response, public=True, max_age=60)
    return response


class Counting:
    """A view that answers with the number of times it was asked."""

    def __init__(self, change: Callable[[HttpRequest, HttpResponse], HttpResponse | None] | None = None) -> None:
        self.asked = 0
        self.change = change

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.asked += 1
        response = mark_public(HttpResponse(f"answer {self.asked}"))
        return (self.change(request, response) if self.change else None) or response


def ask(view: Counting, request: HttpRequest) -> HttpResponse:
    return PageCacheMiddleware(view)(request)


def test_a_public_answer_is_given_twice_and_made_once() -> None:
    view = Counting()
    first, second = ask(view, requests.get("/a/")), ask(view, requests.get("/a/"))
    assert first.content == second.content == b"answer 1"
    assert second["Cache-Control"] == first["Cache-Control"]
    assert "max-age=60" in second["Cache-Control"]
    assert second["Content-Type"] == first["Content-Type"]
    assert view.asked == 1


def test_head_is_answered_from_what_get_kept() -> None:
    view = Counting()
    ask(view, requests.get("/a/"))
    assert ask(view, requests.head("/a/")).status_code == 200
    assert view.asked == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda request, response: HttpResponse("not marked"),
        lambda request, response: HttpResponse("private", headers={"Cache-Control": "private"}),
        lambda request, response: mark_public(HttpResponse(status=404)),
        lambda request, response: mark_public(HttpResponse(status=302, headers={"Location": "/b/"})),
        lambda request, response: mark_public(StreamingHttpResponse([b"a"])),
        lambda request, response: response.set_cookie("a", "b"),
        lambda request, response: setattr(request, "is_preview", True),
        lambda request, response: request.META.update(CSRF_COOKIE_NEEDS_UPDATE=True),
    ],
    ids=["unmarked", "private", "404", "redirect", "streaming", "cookie", "preview", "csrf"],
)
def test_what_is_not_for_everyone_is_not_kept(change: Any) -> None:
    view = Counting(change)
    ask(view, requests.get("/a/"))
    ask(view, requests.get("/a/"))
    assert view.asked == 2


def test_someone_with_a_session_gets_a_page_of_their_own() -> None:
    view = Counting()
    ask(view, requests.get("/a/"))
    own = requests.get("/a/")
    own.COOKIES["sessionid"] = "x"
    assert ask(view, own).content == b"answer 2"
    assert ask(view, requests.get("/a/")).content == b"answer 1"


def test_nothing_is_kept_for_other_methods() -> None:
    view = Counting()
    ask(view, requests.post("/a/"))
    ask(view, requests.post("/a/"))
    ask(view, requests.get("/a/"))
    assert view.asked == 3


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("/a/?year=2025&topic=x", "/a/?topic=x&year=2025", True),
        ("/a/?year=2025", "/a/?year=2024", False),
        ("/a/", "/b/", False),
        ("/a/?before=25-01", "/a/?before=25-02", False),
        ("/a/?author=x", "/a/?topic=x", False),
    ],
)
def test_the_key_is_path_and_known_query_in_order(first: str, second: str, same: bool) -> None:
    view = Counting()
    ask(view, requests.get(first))
    ask(view, requests.get(second))
    assert (view.asked == 1) is same


def test_host_and_scheme_have_pages_of_their_own() -> None:
    view = Counting()
    ask(view, requests.get("/a/"))
    ask(view, requests.get("/a/", headers={"host": "other.example.org"}))
    ask(view, requests.get("/a/", secure=True))
    assert view.asked == 3


@pytest.mark.parametrize("query", ["utm_source=mail&utm_medium=x", "fbclid=1", "gclid=2"])
def test_tracking_fills_no_cache_and_changes_no_page(query: str) -> None:
    view = Counting()
    assert ask(view, requests.get(f"/a/?{query}")).content == b"answer 1"
    assert ask(view, requests.get("/a/")).content == b"answer 2"
    assert ask(view, requests.get(f"/a/?{query}")).content == b"answer 2"


@pytest.mark.parametrize("query", ["page=2", "q=words", "topic=x&page=2", "utm=1"])
def test_a_page_that_other_keys_may_change_is_neither_kept_nor_looked_up(query: str) -> None:
    view = Counting()
    for path in ("/a/", "/a/?topic=x"):
        ask(view, requests.get(path))
    assert ask(view, requests.get(f"/a/?{query}")).content == b"answer 3"
    assert ask(view, requests.get(f"/a/?{query}")).content == b"answer 4"


def test_a_kept_answer_has_all_headers_but_those_of_one_reader() -> None:
    lasting = {
        "X-Frame-Options": "DENY",
        "Vary": "Accept-Language",
        "Content-Language": "it",
        "Link": "</a.pdf>; rel=alternate",
        "Content-Security-Policy": "default-src 'self'",
    }

    def equip(request: HttpRequest, response: HttpResponse) -> None:
        for name, value in {**lasting, "Date": "now", "Connection": "close"}.items():
            response[name] = value

    view = Counting(equip)
    ask(view, requests.get("/a/"))
    kept = ask(view, requests.get("/a/"))
    assert view.asked == 1
    assert {name: kept.headers.get(name) for name in lasting} == lasting
    assert not {"Date", "Connection"} & set(kept.headers)


def test_an_answer_to_words_is_not_kept(house: House, client: Client) -> None:
    text = factories.published(house)
    for path in ("/search/", "/letters/"):
        first = client.get(f"{path}?q=silent")
        assert text.title not in first.content.decode()
        assert "public" not in first.get("Cache-Control", "")
    call_command("update_index", verbosity=0)
    for path in ("/search/", "/letters/"):
        assert text.title in client.get(f"{path}?q=silent").content.decode(), path


def test_who_is_logged_in_gets_a_private_answer(house: House, client: Client) -> None:
    text = factories.published(house)
    client.force_login(house.author)
    for path in ("/", "/letters/", text.url, "/authors/"):
        assert client.get(path)["Cache-Control"] == "private", path


@pytest.mark.django_db(transaction=True)
def test_a_change_counts_on_commit_and_not_before() -> None:
    before = caching.generation()
    with transaction.atomic():
        caching.raise_generation()
        assert caching.generation() == before
    assert caching.generation() != before


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_undone_does_not_count() -> None:
    before = caching.generation()

    def change_and_fail() -> None:
        with transaction.atomic():
            caching.raise_generation()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert caching.generation() == before


def returns(page: Any, house: House) -> None:
    """A text that was taken down appears again, unchanged."""
    factories.reloaded(page).unpublish()
    cache.clear()
    caching.raise_generation()
    factories.reloaded(page).get_latest_revision().publish(user=house.editor)


def retopic(page: Any, house: House) -> None:
    page = factories.reloaded(page)
    page.topics.set([factories.TopicFactory(name="Quite another")])
    page.save_revision(user=house.editor).publish(user=house.editor)


def changes(house: House) -> dict[str, Callable[[], Any]]:
    page = factories.published(house)
    return {
        "a text appears": lambda: factories.published(house, title="Another"),
        "a text goes": lambda: factories.reloaded(page).unpublish(),
        "a person": lambda: house.author_person.save(),
        "the series": lambda: house.series.save(),
        "the publisher": lambda: Publisher.objects.get().save(),
        "a topic": lambda: Topic.objects.create(name="New", slug="new"),
        "an image": factories.make_image,
        "a restriction": lambda: PageViewRestriction.objects.create(
            page=house.page, restriction_type=PageViewRestriction.LOGIN
        ),
        "the series page": lambda: house.page.save_revision().publish(),
        "a held text": lambda: withholding.hold(page, house.editor, reason="A doubt."),
        "a text returns": lambda: returns(page, house),
        "topics of a text": lambda: retopic(page, house),
    }


NAMES = ["a text appears", "a text goes", "a person", "the series", "the publisher", "a topic", "an image",
         "a restriction", "the series page", "a held text", "a text returns", "topics of a text"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_public_change_raises_the_generation(
    house: House, name: str, django_capture_on_commit_callbacks: Any
) -> None:
    change = changes(house)[name]
    cache.clear()
    before = caching.generation()
    with django_capture_on_commit_callbacks(execute=True):
        change()
    assert caching.generation() != before


def test_work_on_a_draft_changes_no_public_page(house: House, django_capture_on_commit_callbacks: Any) -> None:
    page = factories.make_draft(house)
    before = caching.generation()
    with django_capture_on_commit_callbacks(execute=True):
        submitting.submit(page, house.author)
        factories.edited(page, house.editor, title="Edited")
    assert caching.generation() == before


@pytest.mark.parametrize("which", ["front page", "series", "text"])
def test_a_kept_page_costs_no_query(house: House, client: Client, which: str, django_assert_num_queries: Any) -> None:
    text = factories.published(house)
    address = {"front page": "/", "series": "/letters/", "text": text.url}[which]
    first = client.get(address)
    assert first.status_code == 200
    with django_assert_num_queries(0):
        second = client.get(address)
    assert second.content == first.content


def test_a_restricted_text_is_never_kept(house: House, client: Client) -> None:
    text = factories.published(house)
    PageViewRestriction.objects.create(page=text, restriction_type=PageViewRestriction.LOGIN)
    assert client.get(text.url).status_code == 302
    client.force_login(house.author)
    assert client.get(text.url).status_code == 200
    assert Client().get(text.url).status_code == 302


def test_a_page_at_hand_is_forgotten_with_its_generation() -> None:
    view = Counting()
    middleware = PageCacheMiddleware(view)
    for _time in range(3):
        assert middleware(requests.get("/a/")).content == b"answer 1"
    cache.set(caching.GENERATION_KEY, "the next")
    assert middleware(requests.get("/a/")).content == b"answer 2"


def test_a_process_holds_no_end_of_pages_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "AT_HAND", 2)
    middleware = PageCacheMiddleware(Counting())
    for number in range(5):
        for _time in range(2):
            middleware(requests.get(f"/{number}/"))
    assert 0 < len(middleware._at_hand) <= 2


def test_a_process_that_ends_right_after_the_commit_leaves_no_old_page_behind(house: House) -> None:
    """What a commit is followed by is not run here, as if the process had been killed there."""
    before = caching.generation()
    factories.published(house)
    assert caching.generation() == before
    due = FollowUp.objects.due().get(kind=caching.REFRESH)
    assert followups.carry_out(due.pk)
    assert caching.generation() != before


@pytest.mark.django_db(transaction=True)
def test_a_live_text_can_be_deleted_although_pages_are_to_be_refreshed(house: House) -> None:
    """One that went live past the guard and is not in the register; all others stay."""
    page = factories.make_draft(house)
    CommentaryPage.objects.filter(pk=page.pk).update(live=True)
    FollowUp.objects.update(state=FollowUp.State.DONE)
    CommentaryPage.objects.get(pk=page.pk).delete()
    assert FollowUp.objects.due().filter(kind=caching.REFRESH).exists()


def test_a_state_knows_since_when_it_is_the_present_one() -> None:
    before = int(time())
    assert before <= caching.changed_at(caching.generation()) <= time()
    assert caching.changed_at("of-another-make") >= before
