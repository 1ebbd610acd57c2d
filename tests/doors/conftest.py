"""Gives the doors what each of them is tried on: texts in every state, and persons who try."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from wagtail.models import APIToken, Page

from commentaries import versions
from commentaries.models import Affirmation, CommentaryPage, Person
from tests import factories
from tests.factories import House


@pytest.fixture
def affirmed(house: House) -> CommentaryPage:
    """A draft to which its author and an editor have said yes, and which nobody has published."""
    page = factories.make_draft(house, title="Affirmed")
    version = versions.keep(versions.latest_of(page), by=None)
    for account, kind in ((house.author, Affirmation.Kind.CONSENT), (house.editor, Affirmation.Kind.DECISION)):
        Affirmation.objects.create(version=version, person=Person.objects.get(account=account), kind=kind)
    return factories.reloaded(page)


class Caller:
    """Somebody who speaks to Wagtail's API v3 with a token of their own."""

    def __init__(self, account: Any) -> None:
        _stored, token = APIToken.create_token(user=account, name="A test")
        self.client = Client(headers={"Authorization": f"Bearer {token}"})

    def ask(self, method: str, below: str = "", **body: Any) -> Any:
        call = getattr(self.client, method)
        return call(f"/api/v3/pages/{below}", body, content_type="application/json")


def tree_is_sound() -> bool:
    """Whether every page counts its children as they are."""
    return not any(Page.find_problems())
