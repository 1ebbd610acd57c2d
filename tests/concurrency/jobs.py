"""Does in a worker's process what one person does at a browser: one request through the door that people use."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from commentaries import submitting
from commentaries.models import Series, Topic
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
    return House(Series.objects.get(), SeriesPage.objects.get(), *(accounts[name] for name in names))


def make_submitted(*, title: str, public: bool = False) -> Answer:
    """A text that waits for the decision; with ``public`` the second edition of one that readers see."""
    house = _house()
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=house.page.pk)  # treebeard counts its children before adding one
        house.page.refresh_from_db()
        page = factories.make_draft(house, title=title, topics=Topic.objects.all())
    submitting.submit(page, house.author)
    if public:
        factories.decide(house, page)
        factories.edited(page, house.author, title=f"{title}, corrected")
        submitting.submit(factories.reloaded(page), house.assistant)
        client = _logged_in(house.author.pk)
        client.post(
            reverse("commentaries:consent", args=[page.pk]),
            {"action": "affirm", "digest": factories.digest_now(page), "comment": ""},
        )
    return {"status": 200, "page": page.pk, "digest": factories.digest_now(page)}


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
