"""Holds the desk, and the pages that open by a link, to WCAG 2.2 AA by axe and to the narrowest phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from commentaries import briefing, handling
from commentaries.links import addressing, giving
from tests import factories
from tests.browser.test_accessibility import NARROW, RULES, WIDE
from tests.browser.test_narrow_screens import BEYOND_THE_EDGE
from tests.factories import House

LogIn = Callable[..., Page]
OURS = {"include": [["main"]]}
"""What is ours of an admin page; the frame around it is Wagtail's."""


def desk_of(house: House) -> list[str]:
    """A desk with a late plan, a draft and texts in review and for decision; the addresses of its pages."""
    today = house.series.today()
    plan = handling.plan(
        house.series, house.editor, title="On tides", author=house.author_person, target_on=today - timedelta(days=2)
    )
    factories.make_draft(house, title="A draft")
    text = factories.reviewed(house, title="For decision")
    factories.invited(house, factories.in_review(house, title="In review"))
    factories.away(house, house.second_editor)
    of_texts = ["commentaries:decide", "commentaries:before_publication", "commentaries:differences"]
    return [
        *(reverse(name) for name in ("series_desk", "series_calendar", "series_plan_new", "series_hand_all")),
        *(reverse(name, args=[text.pk]) for name in ("series_handling", "commentaries:happenings", *of_texts)),
        reverse("series_plan", args=[plan.pk]),
        reverse("series_absences"),
    ]


def outside_of(house: House) -> list[str]:
    """The addresses of a reviewer, an author, the author of a plan and the press, none of whom has an account."""
    invitation = factories.asked_outside(house, given_name="Ida", family_name="Far", email="ida@example.org")
    text = factories.reviewed(house, title="For decision")
    known = {"until": house.series.today() + timedelta(days=3), "digest": factories.digest_now(text)}
    links = [
        factories.asked_for_manuscript(house),
        invitation.links.get(),
        giving.link_to_consent(text, house.author_person, by=None),
        briefing.brief(text, house.editor, whom="The Daily Tide", **known),
    ]
    return [urlsplit(addressing.address_of(link)).path for link in links]


def faults_of(page: Page, path: str) -> list[str]:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == HTTPStatus.OK, path
    page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    found = [
        f"{path} {each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for each in Axe().run(page, context=OURS, options=RULES).response["violations"]
        for node in each["nodes"]
    ]
    if (page.viewport_size or {}).get("width") == NARROW:
        found += [f"{path} is too wide: {each}" for each in page.evaluate(BEYOND_THE_EDGE)]
    return found


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_and_the_narrowest_phone_find_nothing_on_the_desk(house: House, log_in: LogIn, width: int) -> None:
    paths = desk_of(house)
    page = log_in(house.editor, width=width)
    assert [fault for path in paths for fault in faults_of(page, path)] == []


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_axe_and_the_narrowest_phone_find_nothing_on_the_pages_that_open_by_a_link(
    house: House, open_page: Callable[..., Page], width: int
) -> None:
    paths = outside_of(house)
    page = open_page(width=width, dark=width == NARROW)
    assert [fault for path in paths for fault in faults_of(page, path)] == []
