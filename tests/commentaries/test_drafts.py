"""Tests that a proof shows exactly what is to be affirmed, to those who may see it, and writes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commentaries import submitting
from commentaries.models import Version
from tests import factories
from tests.factories import House


@pytest.mark.parametrize(
    ("account", "status"),
    [("editor", 200), ("assistant", 200), ("author", 200), ("admin", 200), ("reviewer", 403), ("stranger", 403)],
)
def test_those_who_may_see_the_text_read_the_proof(house: House, client: Client, account: str, status: int) -> None:
    page = factories.make_draft(house)
    client.force_login(getattr(house, account))
    address = reverse("commentaries:proof", args=[page.pk, factories.digest_now(page)])
    answer = client.get(address, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == status
    assert ("Minutes of a silent committee" in answer.content.decode()) == (status == 200)


def test_a_proof_is_shown_in_our_frames_and_kept_nowhere(house: House, client: Client) -> None:
    page = factories.make_draft(house)
    client.force_login(house.editor)
    answer = client.get(reverse("commentaries:proof", args=[page.pk, factories.digest_now(page)]))
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]
    assert 'class="site-header"' not in answer.content.decode()


def test_a_proof_of_what_is_no_longer_there_says_so(house: House, client: Client) -> None:
    page = factories.make_draft(house)
    digest = factories.digest_now(page)
    factories.edited(page, house.editor, title="Changed in the meantime")
    client.force_login(house.editor)
    answer = client.get(reverse("commentaries:proof", args=[page.pk, digest]))
    assert answer.status_code == 409
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "Changed in the meantime" not in answer.content.decode()
    assert "The text has been changed since this page was opened." in answer.content.decode()


@pytest.mark.parametrize("name", ["decide", "consent"])
def test_looking_at_a_text_keeps_no_version(house: House, client: Client, name: str) -> None:
    page = factories.submitted(house)
    factories.edited(page, house.editor, title="Edited since")
    before = Version.objects.count()
    client.force_login(house.editor if name == "decide" else house.author)
    assert client.get(reverse(f"commentaries:{name}", args=[page.pk])).status_code == 200
    assert Version.objects.count() == before


def test_an_author_withdraws_their_text_on_its_page(house: House, client: Client) -> None:
    page = factories.submitted(house)
    client.force_login(house.author)
    address = reverse("commentaries:consent", args=[page.pk])
    assert "Withdraw it" in client.get(address).content.decode()
    assert client.post(address, {"action": "withdraw"}).status_code == 302
    assert not factories.reloaded(page).workflow_in_progress
    assert client.post(address, {"action": "withdraw"}).status_code == 409
    assert "Withdraw it" not in client.get(address).content.decode()


def test_an_author_is_not_sent_to_edit_a_scheduled_text(house: House, client: Client) -> None:
    page = factories.submitted(house)
    factories.decide(house, page, publish_at=timezone.now() + timedelta(days=3))
    client.force_login(house.author)
    html = client.get(reverse("commentaries:consent", args=[page.pk])).content.decode()
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) not in html
    assert "There is nothing to do at the moment." in html


def test_a_yes_that_may_follow_is_owed_and_can_be_given_after_publication(house: House, client: Client) -> None:
    house.series.second_affirmation = "may_follow"
    house.series.save()
    page = factories.make_draft(house)
    submitting.submit(page, house.assistant)
    factories.decide(house, page, alone_reason="Breaking news.")
    client.force_login(house.assistant)
    address = reverse("commentaries:decide", args=[page.pk])
    assert "the second yes is owed by" in client.get(address).content.decode()
    client.post(address, {"action": "affirm", "digest": factories.digest_now(page), "comment": ""})
    assert "the second yes is owed by" not in client.get(address).content.decode()
