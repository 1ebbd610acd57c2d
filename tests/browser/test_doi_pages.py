"""Holds the pages of DOIs to WCAG 2.2 AA by axe and to the narrowest phone, whatever the registrar has said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from commentaries.models import CommentaryPage, Deposit, FollowUp
from tests import factories
from tests.browser.test_accessibility import NARROW, WIDE
from tests.browser.test_desk_pages import faults_of
from tests.factories import House
from tests.series.registrars.stand_in import LOGIN, PASSWORD

LogIn = Callable[..., Page]
State = Deposit.State
LONG = "Record-not-processed-because-submitted-version-20251125101500000-is-less-or-equal-to-a-previous-one " * 3


@pytest.fixture
def house(transactional_db: None, settings: Any) -> House:
    """Texts whose DOIs have come as far as they can come; nobody is sent anything."""
    known = {"CROSSREF_LOGIN": LOGIN, "CROSSREF_PASSWORD": PASSWORD, "CROSSREF_ADDRESS": "http://127.0.0.1:9"}
    settings.COMMENTARIES = {**site_settings.COMMENTARIES, **known}
    made = factories.make_house(doi_prefix="10.1234")
    for title, state in (("One", ""), ("Two", State.SENT), ("Three", State.GIVEN_UP), ("Four", State.REJECTED)):
        page = factories.published(made, title=title)
        if state:
            deposit_of(page, state)
    FollowUp.objects.filter(issue__deposits__state=State.REJECTED).update(state=FollowUp.State.FAILED, error=LONG)
    return made


def deposit_of(page: CommentaryPage, state: str) -> Deposit:
    return Deposit.objects.create(
        issue=page.issue,
        doi=page.issue.doi,
        system="127.0.0.1:9",
        digest="0" * 64,
        name=f"issue-{page.issue_id}",
        stamp=20251125101500000,
        xml="<x/>",
        state=state,
        times_sent=1,
        sent_at=timezone.now(),
        message=LONG,
        answer=f"<doi_batch_diagnostic status='completed'><msg>{LONG}</msg></doi_batch_diagnostic>\n" * 3,
    )


def paths() -> list[str]:
    texts = CommentaryPage.objects.order_by("pk").values_list("pk", flat=True)
    return [
        reverse("series_desk"),
        reverse("series_registrations"),
        *(reverse("series_registration", args=[pk]) for pk in texts),
    ]


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_and_the_narrowest_phone_find_nothing_on_the_pages_of_dois(house: House, log_in: LogIn, width: int) -> None:
    page = log_in(house.editor, width=width)
    assert [fault for path in paths() for fault in faults_of(page, path)] == []
