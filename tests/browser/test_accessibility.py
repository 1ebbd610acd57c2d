"""Holds every public page to WCAG 2.2 AA by axe, to the keyboard, to a narrow screen, and to this machine alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response
from wagtail.models import PageViewRestriction

from commentaries.models import Publisher, Series
from tests.browser_fixtures import bring_up_to_date
from tests.factories import SENTENCE, House, TopicFactory, entered, make_image, published, ready_body

NARROW, WIDE = 360, 1440
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]}}
PLACES = {
    "front page": "/",
    "listing": "/letters/",
    "year": "/letters/{year}/",
    "libraries": "/letters/libraries/",
    "commentary": "/letters/everything-a-text-may-hold/",
    "archive entry": "/letters/an-older-letter/",
    "folder of RePEc": "/RePEc/tid/",
    "authors": "/authors/",
    "author": "/authors/test-author/",
    "topics": "/topics/",
    "topic": "/topics/harbours/",
    "search": "/search/?q=silent",
    "nothing found": "/search/?q=zzzz",
    "not found": "/letters/nowhere/",
    "closed circle": "/letters/for-a-few/",
}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def places(house: House) -> dict[str, str]:
    """A site with one of everything; the address of each page by its name."""
    topic = TopicFactory(name="Harbours", slug="harbours")
    Publisher.objects.update(repec_archive="tid", repec_email="repec@example.org")
    Series.objects.update(repec_series="letter")
    entered(house)
    published(house, topics=[topic])
    text = published(house, title="Everything a text may hold", body=full_body(), topics=[topic])
    published(house, title="A later letter", topics=[topic])
    few = published(house, title="For a few")
    PageViewRestriction.objects.create(page=few.page_ptr, restriction_type="password", password="lighthouse")
    bring_up_to_date()
    return {name: path.format(year=text.issue.year) for name, path in PLACES.items()}


def full_body() -> list[tuple[str, Any]]:
    """Every kind of block, the widest among them too."""
    image = make_image(size=(900, 600))
    image.contextual_alt_text, image.decorative = "A pier at low tide", False
    table = {
        "columns": [{"type": "text", "heading": head} for head in ("Year", "Members present", "Minutes published")],
        "rows": [{"values": ["2014", "Eleven of seventeen", "None whatsoever"]}, {"values": ["2025", "All", "All"]}],
        "caption": "Who was there",
    }
    return [
        *ready_body(),
        ("figure", {"image": image, "caption": "The pier", "credit": "Drawn by us"}),
        ("subheading", "In figures"),
        ("table", table),
        ("quotation", {"text": "<p>We saw nothing.</p>", "source": "A member"}),
        ("exchange", {"question": "And what did you hear?", "answer": "<p>Nothing <i>either</i>.</p>"}),
        ("paragraph", '<p>See <a href="https://example.org/">the minutes</a>, a <span lang="it">verbale</span>.</p>'),
        ("pull_quote", SENTENCE),
    ]


@pytest.mark.parametrize(
    ("width", "dark"),
    [
        pytest.param(NARROW, True, id="narrow, dark"),
        pytest.param(WIDE, False, id="wide, light"),
        pytest.param(NARROW, False, id="narrow, light", marks=pytest.mark.long),
        pytest.param(WIDE, True, id="wide, dark", marks=pytest.mark.long),
    ],
)
def test_axe_finds_nothing(places: dict[str, str], open_page: Callable[..., Page], width: int, dark: bool) -> None:
    page = open_page(width=width, dark=dark)
    found = {}
    for name, path in places.items():
        page.goto(path)
        violations = Axe().run(page, options=RULES).response["violations"]
        if violations:
            found[name] = [
                f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
                for each in violations
                for node in each["nodes"]
            ]
    assert found == {}


def test_no_page_is_wider_than_a_narrow_screen(places: dict[str, str], open_page: Callable[..., Page]) -> None:
    page = open_page(width=NARROW)
    too_wide = {}
    for name, path in places.items():
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            too_wide[name] = over
    assert too_wide == {}


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_keyboard_reaches_every_link_and_shows_where_it_is(
    places: dict[str, str], open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(width=width)
    page.emulate_media(reduced_motion="reduce")
    for name, path in places.items():
        page.goto(path)
        assert walk(page) == {"missed": [], "unseen": []}, name


WALK = """() => {
    const shown = [...document.querySelectorAll("a[href], button, input, select, textarea, [tabindex='0']")];
    const all = shown.filter(e => e.checkVisibility({visibilityProperty: true}));
    window.journey = {all, met: new Set(), unseen: []};
    return window.journey.all.length;
}"""
STOP = """async () => {
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    const here = document.activeElement;
    if (!here || here === document.body) return false;
    const journey = window.journey;
    if (journey.met.has(here)) return false;
    journey.met.add(here);
    const style = getComputedStyle(here);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1;
    const box = here.getBoundingClientRect();
    const onScreen = box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth
        && box.bottom > 0 && box.top < innerHeight;
    if (!(outlined || style.boxShadow !== "none") || !onScreen) journey.unseen.push(here.outerHTML.slice(0, 160));
    return true;
}"""
REPORT = """() => ({
    missed: window.journey.all.filter(e => !window.journey.met.has(e)).map(e => e.outerHTML.slice(0, 160)),
    unseen: window.journey.unseen,
})"""


def walk(page: Page) -> dict[str, list[str]]:
    """Presses Tab until the page is through: what was never met, and where the focus could not be seen."""
    steps = page.evaluate(WALK)
    assert steps > 2
    for _step in range(steps + 2):
        page.keyboard.press("Tab")
        if not page.evaluate(STOP):
            break
    return page.evaluate(REPORT)


def test_no_page_logs_an_error_or_speaks_to_another_host(
    places: dict[str, str], open_page: Callable[..., Page], live_server: Any
) -> None:
    page = open_page()
    strangers: list[str] = []
    errors: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            strangers.append(request.url)

    def on_console(said: ConsoleMessage) -> None:
        if said.type == "error":
            errors.append(f"{page.url}: {said.text} {said.location}")

    def on_response(answer: Response) -> None:
        if answer.status >= 400:
            errors.append(f"{answer.status} {answer.url}")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("response", on_response)
    for name, path in places.items():
        if name != "not found":
            page.goto(path, wait_until="networkidle")
    assert strangers == []
    assert errors == []
    assert page.errors == []  # type: ignore[attr-defined]
