"""Asks who may know of a draft, through the admin's own pages."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.factories import House

SEEN_BY = {"editor": True, "assistant": True, "author": True, "admin": True, "stranger": False}


@pytest.mark.parametrize(("name", "sees"), SEEN_BY.items())
def test_who_meets_the_title_of_a_draft_in_explorer_and_chooser(
    house: House, client: Client, name: str, sees: bool
) -> None:
    factories.make_draft(house, title="A secret in the making")
    account = getattr(house, name)
    account.groups.add(Group.objects.get(name="Commentary authors"))
    client.force_login(account)
    explorer = client.get(reverse("wagtailadmin_explore", args=[house.page.pk]), follow=True)
    chooser = client.get(reverse("wagtailadmin_choose_page_child", args=[house.page.pk]), follow=True)
    assert (explorer.status_code, chooser.status_code) == (200, 200)
    assert ("A secret in the making" in explorer.content.decode()) is sees
    assert ("A secret in the making" in chooser.content.decode()) is sees


def test_everybody_meets_the_title_of_a_public_text(house: House, client: Client) -> None:
    factories.published(house, title="No secret at all")
    house.stranger.groups.add(Group.objects.get(name="Commentary authors"))
    client.force_login(house.stranger)
    explorer = client.get(reverse("wagtailadmin_explore", args=[house.page.pk]), follow=True)
    assert "No secret at all" in explorer.content.decode()
