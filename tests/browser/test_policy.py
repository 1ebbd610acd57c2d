"""Shows in a real browser that public pages need nothing that their policy forbids, and that a script stays still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.factories import House, published
from tests.hostile.inputs import MARKUP
from tests.hostile.test_texts import LINKS_TAKEN_OUT

LISTEN = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def violations(page: Any) -> list[str]:
    return page.evaluate("window.violations")  # type: ignore[no-any-return]


@pytest.fixture
def watched(open_page: Callable[..., Any]) -> Any:
    page = open_page()
    page.add_init_script(LISTEN)
    return page


def test_no_public_page_asks_for_what_its_policy_forbids(house: House, watched: Any) -> None:
    text = published(house, image=factories.make_image(), image_alt="A pier", image_credit="IT")
    person = text.authorships.get().person
    topics = [reverse("topic", args=[topic.slug]) for topic in text.topics.all()]
    for path in (text.url, house.page.url, "/", reverse("author", args=[person.slug]), *topics, "/search/", "/none/"):
        watched.goto(path)
        assert violations(watched) == []
        assert watched.errors == []
        assert watched.evaluate("document.styleSheets.length") > 0
        assert watched.evaluate("[...document.images].every((image) => image.complete && image.naturalWidth)")


def test_a_script_written_into_a_public_page_does_not_run(house: House, watched: Any) -> None:
    """Whatever might one day slip through, by an answer that was tampered with on its way to the browser."""
    text = published(house)
    attack = "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'><b style='position:fixed'>x</b>"

    def tampered(route: Any) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace("<main", f"{attack}<main"))

    watched.route(f"**{text.url}", tampered)
    watched.goto(text.url)
    assert watched.evaluate("window.ran") is None
    kinds = {violation.split(" ")[0] for violation in violations(watched)}
    assert kinds >= {"script-src-elem", "script-src-attr", "style-src-attr"}


def test_hostile_markup_is_still_in_a_real_browser(house: House, watched: Any) -> None:
    """The one reader whose parser decides what markup means."""
    body = [("paragraph", f"<p>{given.typed}</p>") for given in MARKUP if given.name not in LINKS_TAKEN_OUT]
    text = published(house, body=body)
    watched.on("dialog", lambda dialog: pytest.fail(f"A script ran: {dialog.message}"))
    watched.goto(text.url)
    assert violations(watched) == []
    strange = watched.evaluate("""
        [...document.querySelectorAll("main *")].filter((element) =>
            /^(script|style|iframe|object|embed|svg|math|form|base|link|meta|template|noscript)$/i.test(element.tagName)
            || [...element.attributes].some((each) => /^(on|style|srcdoc)/i.test(each.name))
            || /^(?!https?:|mailto:|tel:)/.test(element.href || "https:")).map((element) => element.outerHTML)
    """)
    assert strange == ['<script type="module" src="/static/commentaries/copying.js"></script>']  # which is ours
    shown = [" ".join(words.split()) for words in watched.locator(".paragraph").all_text_contents()]
    assert shown == [" ".join(given.left.split()) for given in MARKUP if given.name not in LINKS_TAKEN_OUT]
    assert watched.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_editor_its_preview_and_the_decision_work_under_the_looser_policy(
    house: House, log_in: Callable[..., Any], live_server: LiveServer
) -> None:
    text = factories.submitted(house)
    page = log_in(house.editor)
    page.add_init_script(LISTEN)
    for path in ("/admin/", f"/admin/pages/{text.pk}/edit/", f"/admin/commentaries/{text.pk}/decide/",
                 "/admin/images/add/", f"/admin/pages/{house.page.pk}/"):  # fmt: skip
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert violations(page) == []
        assert page.errors == []
    page.goto(f"/admin/commentaries/{text.pk}/decide/")
    assert page.frame_locator('iframe[title^="The text:"]').locator("h1").inner_text() == text.title


def test_the_preview_is_shown_in_its_frame(house: House, log_in: Callable[..., Any]) -> None:
    text = factories.make_draft(house)
    page = log_in(house.author)
    page.add_init_script(LISTEN)
    page.goto(f"/admin/pages/{text.pk}/edit/")
    page.get_by_role("button", name="Toggle preview").click()
    expect(page.frame_locator("#w-preview-iframe").locator("h1")).to_have_text(text.title)
    assert violations(page) == []
