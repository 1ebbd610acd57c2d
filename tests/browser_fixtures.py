"""Opens the live server's pages in a real Chromium, or fails with a sentence that says how to get one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell has no window of its own to draw, and opens a page in a third of the processor's time."""
WIDTHS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 375, "height": 800}}
ARGUMENTS = [
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HOW_TO_GET_ONE = (
    "The browser tests need Chromium and there is none on this machine. Install it (on Debian: "
    "apt-get install chromium; elsewhere: python -m playwright install chromium), or name one that is "
    "there in the environment variable CHROMIUM."
)

OpenPage = Callable[..., "Page"]


def bring_up_to_date() -> None:
    """Does what worker and tick do where the site runs: schedule, mails, search index."""
    call_command("tick", verbosity=0)
    call_command("db_worker", queue_name="*", batch=True, reload=False, startup_delay=False, interval=0, verbosity=0)


def installed_chromium(playwright: Playwright) -> str | None:
    """The browser to use: the one named, else one on the path, else Playwright's own."""
    if named := os.environ.get("CHROMIUM"):
        return named
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    bundled = playwright.chromium.executable_path
    return found or (bundled if Path(bundled).exists() else None)


def fetch_chromium() -> None:
    """Tries the ways to get one that this machine allows; whether it worked is seen afterwards."""
    attempts = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        get = "apt-get install -qy --no-install-recommends"
        debian = f"apt-get update -q && {{ {get} chromium-headless-shell || {get} chromium; }}"
        attempts.insert(0, ["sh", "-c", debian])
    for command in attempts:
        if subprocess.run(command, capture_output=True, check=False).returncode == 0:
            return


@pytest.fixture(scope="session")
def _playwright() -> Iterator[Playwright]:
    """Playwright's driver for the whole run.

    Its synchronous interface keeps an event loop open in the main thread, in which no coroutine of
    ours ever runs. Django cannot know that and would refuse every query, so it is told, for just as
    long as the driver lives.
    """
    from playwright.sync_api import sync_playwright  # the tests without a browser need no driver

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield playwright


@pytest.fixture(scope="session")
def browser(_playwright: Playwright) -> Iterator[Browser]:
    if installed_chromium(_playwright) is None:
        fetch_chromium()
    path = installed_chromium(_playwright)
    if path is None:
        pytest.fail(HOW_TO_GET_ONE)
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else ARGUMENTS
    opened = _playwright.chromium.launch(executable_path=path, headless=True, args=arguments)
    yield opened
    opened.close()


@pytest.fixture
def open_page(browser: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Makes pages: ``open_page("/path/", width="phone", dark=True, script=False)``; a width may be a number.

    A page belongs to a session of its own. What it logs as an error fails nothing by itself: it
    is collected in ``page.errors``.
    """
    contexts: list[Any] = []

    def open_at(path: str = "", *, width: str | int = "desktop", dark: bool = False, script: bool = True) -> Page:
        viewport = {"width": width, "height": 800} if isinstance(width, int) else WIDTHS[width]
        context = browser.new_context(
            base_url=live_server.url,
            viewport=viewport,
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            has_touch=viewport["width"] < 500,
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        page.errors = []  # type: ignore[attr-defined]
        page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
        if path:
            page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.fixture(params=["desktop", "phone"])
def width(request: pytest.FixtureRequest) -> str:
    """Each of the two widths in turn."""
    return str(request.param)


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request: pytest.FixtureRequest) -> bool:
    """Each of the two colour schemes in turn."""
    return bool(request.param)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """One page at desktop width."""
    return open_page()


@pytest.fixture
def log_in(open_page: OpenPage, live_server: LiveServer) -> Callable[..., Page]:
    """Opens a page in the name of an account: ``log_in(account, "/admin/", width="phone")``.

    Each has a session of its own, so that several persons may work side by side.
    """

    def log_in_as(account: Any, path: str = "/admin/", **how: Any) -> Page:
        client = Client()
        client.force_login(account)
        page = open_page(**how)
        cookie = client.cookies["sessionid"]
        page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
        page.goto(path)
        return page

    return log_in_as
