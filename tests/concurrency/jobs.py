"""Does in a worker's process what one person does at a browser: one request through the door that people use."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page

from commentaries import submitting
from commentaries.models import CommentaryPage, Series, Topic
from series.models import SeriesPage
from tests import factories
from tests.factories import House

Answer = dict[str, Any]
_CONFLICT = re.compile(r'id="conflict">.*?<strong>(.*?)</strong>', re.DOTALL)
"""Why somebody who came second could not do what was asked, as the page says it."""


@cache
def _logged_in(user: int) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(pk=user))
    return client


@cache
def _house() -> House:
    accounts = {account.username: account for account in get_user_model().objects.all()}
    names = ("editor", "second", "assistant", "author", "reviewer", "admin", "stranger")
    return House(
        Series.objects.get(), SeriesPage.objects.get(locale=Locale.get_default()), *(accounts[name] for name in names)
    )


DRAFT, PUBLIC, BILINGUAL = "draft", "public", "bilingual"


def make_text(*, title: str, what: str) -> Answer:
    """A text that waits for the decision; the second edition of one that readers see; or one in two languages."""
    page = _submitted(title)
    answer = {"status": 200, "page": page.pk}
    if what == PUBLIC:
        _correct(page, f"{title}, corrected")
    elif what == BILINGUAL:
        answer["other"] = _translated(page, f"{title}, in Italian").pk
    return {**answer, "digest": factories.digest_now(page)}


def _submitted(title: str) -> CommentaryPage:
    house = _house()
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=house.page.pk)  # treebeard counts its children before adding one
        house.page.refresh_from_db()
        page = factories.make_draft(house, title=title, topics=Topic.objects.all())
    submitting.submit(page, house.author)
    return page


def _correct(page: CommentaryPage, title: str) -> None:
    house = _house()
    factories.decide(house, page)
    factories.edited(page, house.author, title=title)
    submitting.submit(factories.reloaded(page), house.assistant)
    affirm(page=page.pk, user=house.author.pk, digest=factories.digest_now(page))


def _translated(page: CommentaryPage, title: str) -> CommentaryPage:
    """Both are public and share the number; the Italian page of the series must be there."""
    house = _house()
    factories.decide(house, page)
    italian = Locale.objects.get(language_code="it")
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=house.page.get_translation(italian).pk)  # as above
        other = factories.reloaded(page).copy_for_translation(italian)
    other = factories.edited(factories.reloaded(other), house.author, title=title, language="it")
    submitting.submit(other, house.author)
    factories.decide(house, other)
    return other


def decide(*, page: int, user: int, digest: str, outcome: str) -> Answer:
    said = {"action": "decide", "digest": digest, "outcome": outcome, "reasons": "Because of the second part."}
    return _posted(user, reverse("commentaries:decide", args=[page]), said)


def reserve(*, page: int, user: int) -> Answer:
    return _posted(user, reverse("commentaries:decide", args=[page]), {"action": "reserve"})


def hold(*, page: int, user: int) -> Answer:
    said = {"action": "hold", "reason": "A name in it is wrong."}
    return _posted(user, reverse("commentaries:decide", args=[page]), said)


def affirm(*, page: int, user: int, digest: str) -> Answer:
    said = {"action": "affirm", "digest": digest, "comment": "As it stands."}
    return _posted(user, reverse("commentaries:consent", args=[page]), said)


def edit(*, page: int, user: int, posted: dict[str, Any]) -> Answer:
    """Saves the form of Wagtail's editor as it was filled in before anything else happened."""
    return _posted(user, reverse("wagtailadmin_pages:edit", args=[page]), posted)


def remove(*, page: int, user: int) -> Answer:
    said = {"action": "remove", "reason": "By order of a court."}
    return _posted(user, reverse("commentaries:decide", args=[page]), said)


def unpublish(*, page: int, user: int) -> Answer:
    """Wagtail's own way to take a page from readers."""
    return _posted(user, reverse("wagtailadmin_pages:unpublish", args=[page]), {})


def _posted(user: int, path: str, said: dict[str, Any]) -> Answer:
    response = _logged_in(user).post(path, said)
    told = _CONFLICT.search(response.content.decode())
    return {
        "status": response.status_code,
        "said": told.group(1) if told else "",
        "to": response.headers.get("Location", ""),
    }
